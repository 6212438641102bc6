E = {"Int8": ["-44", "12", "0", "55"], "UInt8": ["241", "150", "0", "55"], "Int32": ["-1250", "1350", "15", "-25"], "UInt64": ["1250", "1350", "15", "25"], "Int128": ["-1250", "1350", "15", "-25"],
     "Float32": ["2.5", "-3.5", "2.345", "nan"], "Float64": ["2.5", "-3.5", "2.345", "inf"], "Decimal(9, 2)": ["2.55", "-2.45", "125.55", "0"], "Decimal(38, 5)": ["2.55", "-2.45", "125.55555", "0"], "Bool": ["true"]}
for f in ["round", "roundBankers", "floor", "ceil", "trunc"]:
    for t, v in E.items():
        if t == "Bool": continue
        case(f, col(t, *v))
        for n in ["1", "2", "-1", "-2", "0", "5", "-5", "30"]:
            case(f, col(t, *v), const(n)) if not (f == "ceil" and t == "Float32" or n == "30" and "Float" not in t or "Int8" in t and n == "-2") else None
    case(f, const("2.7")); case(f, const("'a'")); case(f, const("5"), const("'a'")); case(f, col("Nullable(Float64)", "2.5", "NULL"), const("1"))
    case(f, col("Float64", "2.345", "1234.5"), col("Int8", "1", "-2"))
    case(f)
for t, v in E.items():
    if "Decimal" in t or t == "Bool": continue
    if "128" not in t: case("roundToExp2", col(t, *[x for x in v if x not in ("nan", "inf")]))
    if "128" not in t:
        case("roundDuration", col(t, *[x for x in v if x not in ("nan", "inf")])); case("roundAge", col(t, *[x for x in v if x not in ("nan", "inf")]))
case("roundDown", col("Int32", "5", "0", "100"), const("[1, 4, 8]")); case("roundDown", col("Float64", "5.5", "0", "100"), const("[1, 4, 8]")); case("roundDown", const("5"), const("[]"))
for n in ["0", "1", "9", "10", "29", "30", "59", "60", "3600", "36000", "100000", "17", "18", "24", "25", "34", "45", "54", "55"]:
    case("roundDuration", const(n)); case("roundAge", const(n))
for f in ["sqrt", "cbrt", "exp", "exp2", "exp10", "log", "log2", "log10", "log1p", "erf", "erfc", "lgamma", "tgamma", "sigmoid", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "degrees", "radians", "sign", "isFinite", "isInfinite", "isNaN"]:
    case(f, const("'a'")); case(f, const("NULL")); case(f, col("Nullable(UInt8)", "1", "NULL"))
    case(f, col("Int32", "1", "0", "2")); case(f, col("Float32", "0.5", "0.25")); case(f, col("Float64", "0.5", "1", "0.25" if f == "tanh" else "0.001")); case(f, col("UInt64", "1", "2"))
    case(f, col("Decimal(9, 2)", "0.5", "1.25")) if not f.startswith("is") else None
    case(f)
for f in ["pow", "atan2", "hypot", "max2", "min2"]:
    case(f, col("Float64", "0.5", "2", "-1"), col("Int32", "2", "3", "2")); case(f, col("UInt8", "2", "3"), const("2")); case(f, const("2"), col("Float32", "0.5", "2")); case(f, const("'a'"), const("1")); case(f, const("toInt128(1)"), const("1"))
case("ln", const("1")); case("power", const("2"), const("3")); case("pi"); case("e"); case("pi", const("1"))
for n in ["5", "20", "21", "0", "-1"]: case("factorial", const(n)); case("intExp2", const(n)); case("intExp10", const(n))
case("factorial", const("1.5")); case("intExp2", const("64")); case("ifNotFinite", col("Float64", "inf", "1", "nan"), const("5")); case("ifNotFinite", col("Float32", "inf", "1"), col("Float64", "5", "6"))
INTS = {"Int8": ["-128", "5", "-1"], "UInt8": ["200", "5", "1"], "Int32": ["-100000", "5", "-1"], "UInt64": ["5", "toUInt64('18446744073709551615')", "1"], "Int128": ["5", "-7", "1"], "UInt256": ["5", "7", "1"], "Int64": ["5", "-7", "1"]}
for f in ["bitAnd", "bitOr", "bitXor", "bitHammingDistance"]:
    for a in INTS:
        for b in INTS: case(f, col(a, *INTS[a]), col(b, *INTS[b])) if not (f == "bitHammingDistance" and ("128" in a + b or "256" in a + b)) else None
    case(f, col("Int32", "5"), const("3")); case(f, const("1.5"), const("1")) if f != "bitHammingDistance" else None; case(f, col("Nullable(Int32)", "5", "NULL"), const("3"))
for f in ["bitShiftLeft", "bitShiftRight"]:
    for a in INTS:
        for n in ["0", "1", "7", "8", "40", "300", "-1"]: case(f, col(a, *INTS[a]), const(n)) if not (n == "300" or a in ("Int8", "UInt8") and n == "40") else None
for f in ["bitRotateLeft", "bitRotateRight"]:
    for a in ["UInt8", "UInt64"]:
        for n in ["0", "1", "7"]: case(f, col(a, *INTS[a]), const(f"to{a}({n})"))
for a in INTS:
    case("bitNot", col(a, *INTS[a])); case("bitCount", col(a, *INTS[a]))
    if a in ("UInt8", "Int32", "UInt64"): case("bitTest", col(a, *INTS[a]), const("2")); case("bitTestAll", col(a, *INTS[a]), const("0"), const("2")); case("bitTestAny", col(a, *INTS[a]), const("1"), const("2")); case("byteSwap", col(a, *INTS[a]))
case("bitTest", const("5"), const("100")); case("bitCount", const("'abc'")); case("bitCount", const("1.5")); case("bitHammingDistance", const("'abc'"), const("'abd'")); case("bitAnd", const("toFixedString('ab', 2)"), const("toFixedString('AB', 2)"))
for f in ["least", "greatest"]:
    for a in list(INTS) + ["Float64", "Decimal(9, 2)"]:
        x = INTS.get(a) or E[a][:3]
        for b in list(INTS) + ["Float64", "Decimal(9, 2)"]:
            y = INTS.get(b) or E[b][:3]
            if "Decimal" in a + b and a != b and not {a, b} & {"Float64", "UInt8"}: continue
            case(f, col(a, *x), col(b, *y))
    case(f, col("Int32", "5", "1"), const("3"), const("-2.5")); case(f, col("String", "'a'", "'c'"), const("'b'")); case(f, col("Nullable(Int32)", "5", "NULL"), const("3")); case(f, col("Int32", "5"), const("NULL")); case(f, const("NULL"), const("NULL"))
    case(f, col("Date", "'2020-01-01'"), col("DateTime('UTC')", "'2020-01-01 10:00:00'")); case(f, col("Array(UInt8)", "[1, 2]"), col("Array(UInt8)", "[1, 3]")); case(f, const("'a'"), const("1")); case(f); case(f, const("1"))
    case(f, col("IPv4", "'1.2.3.4'"), col("IPv4", "'1.2.3.5'")); case(f, col("IPv6", "'1::2'"), col("IPv6", "'1::3'")); case(f, col("Bool", "true"), col("Bool", "false")); case(f, col("Tuple(UInt8, UInt8)", "(1, 2)"), col("Tuple(UInt8, UInt8)", "(1, 3)"))
case("transform", col("Int32", "1", "2", "3"), const("[1, 2]"), const("['a', 'b']"), const("'c'")); case("transform", col("String", "'x'", "'z'"), const("['x', 'y']"), const("[1, 2]"), const("0")); case("transform", col("Int32", "1", "2", "3"), const("[1, 2]"), const("[10, 20]"))
case("transform", col("Nullable(Int32)", "1", "NULL"), const("[1, 2]"), const("['a', 'b']"), const("'c'")); case("transform", col("Int32", "1", "3"), const("[1, 2]"), const("['a', 'b']"), const("NULL")); case("transform", col("LowCardinality(String)", "'x'", "'z'", "'x'"), const("['x', 'y']"), const("['p', 'q']"), const("'r'"))
case("transform", col("Float64", "1", "3"), const("[1, 2]"), const("['a', 'b']"), const("'c'")); case("transform", const("3"), const("[1, 2]"), const("['a', 'b']")); case("transform", col("Int32", "1", "3"), const("[1, 2]"), const("['a', 'b']"), col("String", "'p'", "'q'"))
for f in ["multiplyDecimal", "divideDecimal"]:
    case(f, col("Decimal(18, 2)", "10.55", "-3"), col("Decimal(9, 1)", "3.3", "1.5")); case(f, col("Decimal(18, 2)", "10.55", "-3"), const("toDecimal32(3, 1)"), const("4")); case(f, const("1"), const("2"))
case("divideDecimal", const("toDecimal32(1, 1)"), const("toDecimal32(0, 1)"))
case("clamp", col("Int32", "5", "0", "2"), const("1"), const("3")); case("clamp", const("5.5"), const("1"), const("3")); case("clamp", const("5"), const("3"), const("1"))
for n in ["1", "2", "3", "9", "-8", "-10", "0", "100"]:
    case("bitSlice", const("'Hello'"), const(n)) if n not in ("2",) else None
    for l in ["8", "16", "4", "-3", "0"]: case("bitSlice", const("'Hello'"), const(n), const(l))
for f in ["bitmaskToArray", "bitmaskToList", "bitPositionsToArray"]: case(f, col("UInt8", "50", "0", "255")); case(f, const("'a'"))
case("bitmaskToArray", col("Int64", "50", "-1"))
