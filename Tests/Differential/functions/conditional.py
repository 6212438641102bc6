B = col("UInt8", "1", "0", "1")
NB = col("Nullable(UInt8)", "1", "0", "NULL")
for f in ["and", "or", "xor"]:
    case(f, B, col("UInt8", "1", "1", "0"))
    case(f, NB, col("Nullable(UInt8)", "NULL", "NULL", "0"))
    case(f, NB, B, col("Int32", "5", "0", "-1"))
    case(f, NB, const("0"))
    case(f, NB, const("1"))
    case(f, B, const("NULL"))
    case(f, const("1"), const("0"), const("1"))
    case(f, col("Bool", "true", "false", "true"), B)
    case(f, col("Nullable(Bool)", "true", "false", "NULL"), NB)
    case(f, B)
    case(f, B, const("'a'"))
    case(f, B, col("Decimal(9, 2)", "1"))
    case(f, col("Float64", "0", "1", "0"), B)
case("not", B); case("not", NB); case("not", col("Float64", "0", "0.5", "nan")); case("not", col("Bool", "true", "false"))
case("not", const("'a'")); case("not", const("NULL"))
BRANCHES = [("Int8", ["1", "2", "3"]), ("UInt16", ["1", "2", "3"]), ("Int64", ["1", "2", "3"]), ("Float32", ["1.5", "2", "3"]), ("Float64", ["1.5", "2", "nan"]),
            ("Nullable(Int32)", ["1", "NULL", "3"]), ("String", ["'a'", "'bc'", "''"]), ("FixedString(2)", ["'a'", "'bc'", "''"]), ("Nullable(String)", ["'a'", "NULL", "''"]),
            ("LowCardinality(String)", ["'a'", "'b'", "'a'"]), ("LowCardinality(Nullable(String))", ["'a'", "NULL", "'a'"]), ("Date", ["'2020-01-01'"]), ("DateTime('UTC')", ["'2020-01-01 00:00:01'"]),
            ("DateTime64(3, 'UTC')", ["'2020-01-01 00:00:01.5'"]), ("Decimal(9, 2)", ["1.5", "2", "3"]), ("Decimal(18, 4)", ["1.5", "2", "3"]), ("Array(UInt8)", ["[1, 2]", "[]", "[3]"]),
            ("Array(Int16)", ["[1, 2]", "[]", "[3]"]), ("Tuple(UInt8, String)", ["(1, 'a')", "(2, 'b')", "(3, 'c')"]), ("Map(String, UInt8)", ["map('a', 1)", "map()", "map('b', 2)"]), ("Bool", ["true", "false", "true"]),
            ("UUID", ["'61f0c404-5cb3-11e7-907b-a6006ad3dba0'"]), ("Enum8('a' = 1, 'b' = 2)", ["'a'", "'b'", "'a'"]), ("UInt256", ["1", "2", "3"])]
GROUPS = [[0, 1, 2, 3, 4, 5, 20, 23], [6, 7, 8, 9, 10, 22], [11, 12, 13], [14, 0, 1], [15, 0, 1], [16, 17], [18], [19], [21]]
for group in GROUPS:
    for i in group:
        for j in group:
            a, b = BRANCHES[i], BRANCHES[j]
            if {a[0], b[0]} & {"Int64"} and {a[0], b[0]} & {"Float32", "Float64"}: continue
            if "UInt256" in (a[0], b[0]) and a[0] != b[0]: continue
            case("if", B, col(a[0], *a[1]), col(b[0], *b[1]))
            if i < j and not a[0].startswith('Array'):
                case("multiIf", NB, col(a[0], *a[1]), col("UInt8", "0", "0", "1"), col(b[0], *b[1]), const("NULL"))
for a in BRANCHES:
    case("if", NB, col(a[0], *a[1]), const(f"CAST({a[1][-1] if len(a[1]) < 2 else a[1][1]}, '{a[0].replace(chr(39), chr(92) + chr(39))}')"))
    case("if", NB, const(f"CAST({a[1][0]}, '{a[0].replace(chr(39), chr(92) + chr(39))}')"), col(a[0], *a[1]))
    if not a[0].startswith(("Array", "Map", "Tuple")):
        case("if", B, col(a[0], *a[1]), const("NULL"))
        case("ifNull", col(a[0], *a[1]), col(a[0], *a[1]))
        case("coalesce", col(a[0], *a[1]), col(a[0], *a[1]))
        case("nullIf", col(a[0], *a[1]), const(a[1][0]) if not a[0].startswith(("Date", "UUID", "Decimal")) else col(a[0], *a[1]))
    case("isNull", col(a[0], *a[1])); case("isNotNull", col(a[0], *a[1])); case("isNullable", col(a[0], *a[1]))
case("if", col("Int32", "1"), const("1"), const("2"))
case("if", col("Float64", "1"), const("1"), const("2"))
case("if", const("1"), const("1"))
case("if", col("Bool", "true", "false"), const("'x'"), const("'yy'"))
case("if", const("NULL"), const("1"), const("2"))
case("multiIf", B, const("1"), col("UInt8", "0", "1", "1"), const("300"), const("-1"))
case("multiIf", B, const("'a'"), const("'b'"))
case("multiIf", B, const("1"))
case("caseWithExpression", col("Int32", "1", "2", "5"), const("1"), const("'a'"), const("2"), const("'b'"), const("'c'"))
case("caseWithExpression", col("Nullable(String)", "'x'", "NULL"), const("'x'"), const("1"), const("0"))
case("ifNull", const("NULL"), const("1")); case("ifNull", col("Nullable(UInt8)", "1", "NULL"), const("300")); case("ifNull", col("Nullable(UInt8)", "1", "NULL"), const("NULL"))
case("coalesce"); case("coalesce", const("NULL"), const("NULL")); case("coalesce", col("Nullable(UInt8)", "1", "NULL"), col("Nullable(Int16)", "NULL", "NULL"), const("7"))
case("coalesce", col("Nullable(UInt8)", "1", "NULL"), col("Nullable(Int16)", "NULL", "NULL"))
case("nullIf", const("1"), const("NULL")); case("nullIf", const("NULL"), const("1"))
for t, v in [("Int32", ["0", "5"]), ("Nullable(Int32)", ["0", "NULL", "5"]), ("Float64", ["0", "nan"])]:
    case("isZeroOrNull", col(t, *v))
