AI = col("Array(Int32)", "[1, 2, 3, 2]", "[]", "[-5]")
AN = col("Array(Nullable(Int32))", "[1, NULL, 3]", "[]", "[NULL]")
AS = col("Array(String)", "['a', 'bc', 'a']", "[]", "['']")
AL = col("Array(LowCardinality(String))", "['a', 'bc', 'a']", "[]", "['x']")
AA = col("Array(Array(UInt8))", "[[1], [2, 3]]", "[]", "[[]]")
AF = col("Array(Float64)", "[1.5, -2.5]", "[]", "[3]")
case("array"); case("array", const("1"), const("2.5")); case("array", col("Int8", "1", "-1"), col("UInt8", "1", "200")); case("array", col("Nullable(Int8)", "1", "NULL"), const("5")); case("array", const("'a'"), const("NULL")); case("array", col("String", "'a'", "'b'")); case("array", col("LowCardinality(String)", "'a'", "'b'"), const("'c'"))
for a in [["5"], ["2", "5"], ["0", "10", "3"], ["5", "0", "-2"], ["-5"], ["toUInt64(3)"], ["toInt8(1)", "toUInt16(3)"], ["1.5"], ["'a'"], ["0"]]: case("range", *[const(x) for x in a])
case("range", col("UInt8", "3", "0", "1")); case("range", col("Int32", "3", "0", "1"), col("Int32", "5", "2", "1")); case("range", col("Nullable(UInt8)", "1")); 
for f in ["length", "empty", "notEmpty", "reverse"]:
    for a in [AI, AN, AS, AA, col("String", "'abc'", "''"), col("FixedString(3)", "'ab'", "''"), col("Nullable(String)", "'abc'", "NULL"), col("LowCardinality(String)", "'ab'", "''"), const("5"), const("[]")]: case(f, a)
for f in ["length", "empty", "notEmpty"]: case(f, col("Map(String, UInt8)", "map('a', 1)", "map()"))
case("empty", const("toUUID('00000000-0000-0000-0000-000000000000')")); case("empty", const("toIPv4('0.0.0.0')"))
for f in ["arrayElement", "arrayElementOrNull"]:
    for a in [AI, AN, AS, AL, AF]:
        for n in ["1", "-1", "2", "10", "-10"]: case(f, a, const(n))
        case(f, a, col("Int8", "1", "2", "-1"))
    if f == "arrayElement": case(f, AA, const("1")); case(f, AI, const("0"))
    case(f, AI, const("'a'")); case(f, const("5"), const("1")); case(f, const("[1, 2]"), col("UInt8", "1", "2", "3"))
case("arrayElement", col("Map(String, UInt8)", "map('a', 1, 'b', 2)", "map()"), const("'b'")); case("arrayElement", col("Map(String, Nullable(UInt8))", "map('a', 1)", "map('b', NULL)"), const("'b'")); case("arrayElement", col("Map(UInt8, String)", "map(1, 'x')", "map()"), const("1")); case("arrayElement", col("Map(LowCardinality(String), UInt8)", "map('a', 1)", "map('b', 7)"), col("String", "'a'", "'b'"))
for f in ["has", "indexOf", "countEqual"]:
    for a, n in [(AI, "2"), (AI, "2.0"), (AI, "300"), (AI, "NULL"), (AN, "NULL"), (AN, "3"), (AS, "'a'"), (AL, "'a'"), (AF, "3"), (AS, "1"), (AA, "[1]"), (const("[]"), "1")]: case(f, a, const(n))
    case(f, AI, col("Int32", "2", "1", "-5")); case(f, AS, col("String", "'a'", "'b'", "''")); case(f, AN, col("Nullable(Int32)", "NULL", "1", "NULL")); case(f, const("[1, 2]"), col("UInt8", "1", "5")); case(f, const("5"), const("5"))
case("has", col("Map(String, UInt8)", "map('a', 1)", "map()"), const("'a'"))
for f in ["hasAll", "hasAny", "hasSubstr"]:
    for a, b in [("[1, 2, 3]", "[2, 3]"), ("[1, 2, 3]", "[3, 2]"), ("[1]", "[]"), ("[]", "[1]"), ("[1, NULL]", "[NULL]"), ("['a', 'b']", "['b']"), ("['a']", "[1]"), ("[1.5, 2]", "[2]")]: case(f, const(a), const(b))
    case(f, AI, const("[1, 2]")); case(f, AI, col("Array(UInt8)", "[2]", "[]", "[7]"))
case("arrayConcat", AI, const("[7]")); case("arrayConcat", AI, AF); case("arrayConcat", AI, AS); case("arrayConcat", AI); case("arrayConcat", AN, AI, const("[]")); case("arrayConcat", AS, AL)
for n in ["1", "2", "-2", "-10", "10", "0"]:
    case("arraySlice", AI, const(n)); case("arraySlice", AS, const(n))
    for l in ["0", "1", "2", "-1", "-10", "100", "NULL"]: case("arraySlice", AI, const(n), const(l))
case("arraySlice", AI, col("Int8", "1", "2", "-1"), col("Int8", "2", "1", "1"))
for f in ["arrayPushBack", "arrayPushFront"]:
    for x in ["5", "NULL", "300000000000", "1.5", "'a'"]: case(f, AI, const(x))
    case(f, AN, const("NULL")); case(f, AS, col("String", "'p'", "'q'", "'r'")); case(f, const("[]"), const("1")); case(f, AL, const("'z'"))
for f in ["arrayPopBack", "arrayPopFront", "arrayReverse", "arrayDistinct", "arrayEnumerate", "arrayUniq", "arrayEnumerateUniq", "arrayEnumerateDense", "arrayFlatten", "emptyArrayToSingle"]:
    for a in [AI, AN, AS, AF, AL]:
        if a is AL and f in ("arrayDistinct", "arrayFlatten", "emptyArrayToSingle"): continue
        case(f, a)
    if f not in ("arrayEnumerateUniq", "arrayEnumerateDense", "arrayUniq", "arrayDistinct", "emptyArrayToSingle"): case(f, AA)
    case(f, const("5")); case(f, const("[1, 1]"))
case("arrayUniq", AI, AI); case("arrayEnumerateUniq", AI, AI); case("arrayUniq", const("[1, 2]"), const("[1]")); case("arrayFlatten", const("[[[1]], [[2], [3]]]"))
for n in ["0", "2", "5", "-2", "-5"]:
    case("arrayResize", AI, const(n)); case("arrayResize", AI, const(n), const("9")); case("arrayResize", AS, const(n), const("'z'")); case("arrayResize", AN, const(n)); case("arrayResize", AI, const(n), const("NULL"))
    case("arrayRotateLeft", AI, const(n)); case("arrayRotateRight", AI, const(n)); case("arrayShiftLeft", AI, const(n)); case("arrayShiftRight", AI, const(n)); case("arrayShiftLeft", AI, const(n), const("9"))
for f in ["arrayIntersect"]:
    case(f, const("[1]"), const("[2]")); case(f, const("[1, 2]"), const("[2]")); case(f, const("['a', 'b']"), const("['b']"));  case(f, const("[1]"), const("[]"))
case("arrayZip", AI, AI); case("arrayZip", AI, AS); case("arrayZip", const("[1, 2]"), const("['a', 'b']")); case("arrayZipUnaligned", AI, AS); case("arrayZip", const("[1]"))
for t in ["UInt8", "Int64", "Float32", "String", "Date", "DateTime"]: case(f"emptyArray{t}")
case("arrayWithConstant", const("3"), const("'a'")); case("arrayWithConstant", col("UInt8", "0", "2"), col("Nullable(Int32)", "1", "NULL")); case("arrayWithConstant", const("-1"), const("1"))
case("arrayDotProduct", const("[1, 2]"), const("[3, 4]")); case("arrayDotProduct", col("Array(Float32)", "[1, 2]"), col("Array(Float32)", "[3, 4]")); case("arrayDotProduct", AF, AF); case("arrayDotProduct", const("[1]"), const("[1, 2]"))
T = col("Tuple(UInt8, String)", "(1, 'a')", "(2, 'b')"); N = col("Tuple(x UInt8, y String)", "(1, 'a')", "(2, 'b')"); M = col("Tuple(Int32, Float64)", "(3, -4)", "(1, 2)"); K = col("Tuple(UInt8, UInt8)", "(5, 6)", "(1, 2)")
case("tuple"); case("tuple", const("1"), col("String", "'a'", "'b'"), col("Nullable(Int8)", "1", "NULL")); case("tuple", col("LowCardinality(String)", "'a'"))
for n in ["1", "2", "-1", "3", "0", "'x'", "'y'", "'z'", "'1'"]:
    case("tupleElement", N, const(n)); case("tupleElement", N, const(n), const("'dflt'")) if n not in ("0",) else None
case("tupleElement", col("Array(Tuple(a UInt8, b String))", "[(1, 'a')]", "[]"), const("'b'")); case("tupleElement", const("5"), const("1")); case("tupleElement", T, const("2")); case("tupleElement", const("(1, 2)"), const("2"))
case("tupleConcat", T, M); case("tupleNames", N); case("tupleNames", T); case("tupleToNameValuePairs", K)
for f in ["tuplePlus", "tupleMinus", "tupleMultiply", "tupleDivide"]: case(f, M, K); case(f, K, K); case(f, K, const("(1, 2)")); case(f, K, const("tuple(1)"))
for f in ["tupleModulo", "tupleIntDiv"]: case(f, K, K)
for f in ["tupleMultiplyByNumber", "tupleDivideByNumber", "tupleModuloByNumber", "tupleIntDivByNumber"]: case(f, K, const("3"))
case("tupleNegate", K); case("dotProduct", K, K); case("dotProduct", M, K); case("dotProduct", const("[1, 2]"), const("[3, 4]"))
for f in ["L1Norm", "L2Norm", "L2SquaredNorm", "LinfNorm"]: case(f, M); case(f, K); case(f, const("[3., -4.]"))
for f in ["L1Distance", "L2Distance", "L2SquaredDistance", "LinfDistance"]: case(f, M, K); case(f, K, K); case(f, const("[3., -4.]"), const("[1., 1.]"))
MP = col("Map(String, UInt8)", "map('a', 1, 'b', 2)", "map()"); MQ = col("Map(String, UInt8)", "map('b', 5, 'c', 7)", "map('a', 1)")
case("map"); case("map", const("'a'"), const("1")); case("map", const("'a'"), const("1"), const("'b'"), const("2.5")); case("map", col("String", "'a'", "'b'"), col("UInt8", "1", "2")); case("map", const("'a'"))
for f in ["mapKeys", "mapValues", "length"]: case(f, MP); case(f, const("5"))
for f in ["mapContains", "mapContainsKey"]: case(f, MP, const("'a'")); case(f, MP, col("String", "'b'", "'b'")); case(f, MP, const("1"))
case("mapContainsValue", MP, const("2")); case("mapFromArrays", const("['a', 'b']"), const("[1, 2]")); case("mapFromArrays", const("['a']"), const("[1, 2]")); case("mapFromArrays", AS, AI); case("mapFromArrays", const("[1, 2]"), AI)
for f in ["mapAdd", "mapSubtract"]: case(f, MP, MQ); case(f, MP, MQ, MP); case(f, col("Map(Int8, Float64)", "map(1, 1.5)"), col("Map(Int8, Float64)", "map(1, 1.5, -1, 2)"))
case("mapUpdate", MP, MQ); case("mapConcat", MP, MQ)
for a in ["sum", "count", "max", "avg", "uniq", "quantile(0.5)", "groupArray", "any"]:
    case("arrayReduce", const(f"'{a}'"), AI) if a not in ("any",) else None
    case("arrayReduce", const(f"'{a}'"), const("[1, NULL, 3]")) if a in ("sum", "max", "count") else None
case("arrayReduce", const("'sumIf'"), const("[1, 2, 3]"), const("[1, 0, 1]")); case("arrayReduce", const("'argMax'"), const("['a', 'b']"), const("[1, 2]")); case("arrayReduce", const("'max'"), AS); case("arrayReduce", const("'sum'"), const("5"))
case("arrayJaccardIndex", const("[1, 2]"), const("[2, 3]")); case("replicate", const("'a'"), AI)
for f in ["LpNorm"]: case(f, M, const("2")); case(f, M, const("3"))
case("LpDistance", M, K, const("3"))
for f in ["L1Normalize", "L2Normalize", "LinfNormalize"]: case(f, M)
case("tupleHammingDistance", K, const("(5, 7)")); case("tupleHammingDistance", M, K); case("tupleIntDivOrZero", K, const("(0, 4)")); case("tupleIntDivOrZeroByNumber", K, const("0"))
case("mapPopulateSeries", const("map(1, 10, 4, 20)")); case("mapPopulateSeries", const("map(1, 10)"), const("3")); case("mapPopulateSeries", const("map(5, 1)"), const("3")); case("mapPopulateSeries", col("Map(UInt8, UInt16)", "map(2, 5)", "map()"))
