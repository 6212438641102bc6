INTS = ["Int8", "Int16", "Int32", "Int64", "Int128", "Int256", "UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256"]
EDGES = {}
for width in (8, 16, 32, 64, 128, 256):
    EDGES[f"Int{width}"] = ["1", "-7", str(-2 ** (width - 1) + 1), str(2 ** (width - 1) - 1), "0"]
    EDGES[f"UInt{width}"] = ["1", "7", str(2 ** width - 1), "100", "0"]
EDGES["Float32"] = ["1.5", "-2.25", "1e30", "nan", "0"]
EDGES["Float64"] = ["1.5", "-2.1", "-inf", "1e300", "0"]


def edge(type_name):
    values = EDGES[type_name]
    if type_name in ("Int64", "UInt64", "Int128", "UInt128", "Int256", "UInt256"):
        values = [f"to{type_name}('{v}')" for v in values]
    return col(type_name, *values)


NUMBERS = INTS + ["Float32", "Float64"]
for f in ["plus", "minus", "multiply", "divide"]:
    for a in NUMBERS:
        for b in ["Int8", "UInt16", "Int64", "UInt64", "Int128", "UInt256", "Float32", "Float64"]:
            if NUMBERS.index(a) % 3 == ["plus", "minus", "multiply", "divide"].index(f) % 3 or a == b:
                case(f, edge(a), edge(b))
    case(f, col("Int32", "1", "2", "-3"), const("5"))
    case(f, const("5"), col("Int32", "1", "2", "-3"))
    case(f, col("Float64", "1", "2.5", "-3"), const("5"))
    case(f, const("1.5"), col("Float32", "1", "2.5", "-3"))
    case(f, const("3"), const("4"))
    case(f, col("Nullable(Int32)", "1", "NULL", "-3"), col("Int8", "2", "2", "2"))
    case(f, col("Nullable(Float64)", "1", "NULL", "-3"), const("2"))
    case(f, col("Int32", "1"), const("NULL"))
    case(f, col("Bool", "true", "false"), col("Bool", "true", "true"))
    case(f, col("Int32", "1"), const("'a'"))
    case(f, col("Int32", "1"))
    case(f, col("LowCardinality(Nullable(String))", "'a'"), const("1"))
    case(f, col("Array(Int32)", "[1, 2]", "[]"), col("Array(UInt8)", "[3, 4]", "[]"))
    case(f, col("Array(Int32)", "[1, 2]", "[]"), const("2"))
    case(f, col("Tuple(Int32, Float64)", "(1, 2.5)", "(-1, 0)"), col("Tuple(UInt8, Int8)", "(3, 4)", "(1, 1)"))
    case(f, col("Tuple(Int32, Float64)", "(1, 2.5)", "(-1, 0)"), const("2"))
    case(f, const("2"), col("Tuple(Int32, Float64)", "(1, 2.5)", "(-1, 0)"))

SMALL = {"Int8": ["-128", "7", "-7"], "Int16": ["-300", "7", "5"], "Int32": ["-100000", "7", "-5"], "Int64": ["-10000000000", "8", "-9"],
         "UInt8": ["200", "7", "3"], "UInt16": ["60000", "7", "3"], "UInt32": ["4000000000", "7", "5"],
         "UInt64": ["toUInt64('18446744073709551615')", "7", "5"], "Int128": ["toInt128('-170141183460469231731687303715884105727')", "7", "5"],
         "UInt128": ["7", "8", "9"], "Int256": ["-7", "8", "9"], "UInt256": ["7", "100", "9"], "Float32": ["7.5", "-7.5", "3"], "Float64": ["1e10", "-7.5", "2.5"]}
for f in ["intDiv", "intDivOrZero", "modulo", "moduloOrZero", "positiveModulo"]:
    for a in SMALL:
        for b in ["Int8", "UInt8", "Int32", "UInt32", "Int64", "UInt64", "Int128", "UInt256", "Float64"]:
            if f.startswith("intDiv") and a == "Int128" and b == "Float64": continue  # not exact there
            case(f, col(a, *SMALL[a]), col(b, "3", "5", "2"))
    case(f, col("Int32", "-7", "7", "5"), const("-3"))
    case(f, col("Int32", "-7", "7", "5"), const("0"))
    case(f, col("Int32", "-7", "7", "5"), col("Int32", "1", "0", "1"))
    case(f, const("100"), col("Int32", "-7", "7", "5"))
    case(f, col("Float64", "1.5"), const("0"))
    case(f, const("toInt8(-128)"), const("toInt8(-1)"))
    case(f, const("toInt64('-9223372036854775808')"), col("Int8", "-1"))
    case(f, col("Date", "'2020-01-31'"), const("7"))
    case(f, col("DateTime('UTC')", "'2020-01-31 10:00:01'"), const("60"))
    case(f, col("Decimal(9, 2)", "5.55", "-5.55", "0"), const("2"))
    case(f, col("Decimal(9, 2)", "5.55", "-5.55", "0"), col("Decimal(9, 1)", "2.2", "1.1", "3"))
    case(f, col("Decimal(9, 2)", "5.55", "-5.55", "0"), const("2.5"))
    case(f, col("Int32", "5", "-7"), col("Decimal(9, 1)", "2.2", "1.1"))
for f in ["divideOrNull", "intDivOrNull", "moduloOrNull", "positiveModuloOrNull"]:
    case(f, col("Int32", "1", "-5", "7"), col("Int8", "0", "2", "-3"))
    case(f, col("Nullable(UInt8)", "1", "NULL", "7"), const("0"))

DECIMALS = ["Decimal(9, 2)", "Decimal(5, 1)", "Decimal(18, 4)", "Decimal(38, 10)", "Decimal(76, 20)"]
for f in ["plus", "minus", "multiply", "divide"]:
    for a in DECIMALS:
        for b in DECIMALS + ["UInt8", "Int64", "UInt64", "Float64"]:
            case(f, col(a, "1.5", "-2.5", "100"), col(b, "2", "3", "7"))
        case(f, const("3"), col(a, "1.5", "-2.5", "100"))
        case(f, col(a, "1.5", "-2.5", "100"), const("3"))
    case(f, col("Decimal(9, 0)", "999999999"), col("Decimal(9, 0)", "999999999"))
    case(f, col("Decimal(18, 0)", "999999999999999999"), col("Decimal(18, 0)", "999999999999999999"))
    case(f, col("Decimal(9, 2)", "1"), const("0"))
    case(f, col("Nullable(Decimal(9, 2))", "1", "NULL"), col("Decimal(9, 2)", "1", "2"))
    case(f, const("toDecimal32(1.5, 1)"), const("toDecimal64(2, 1)"))

for f in ["negate", "abs"]:
    for a in NUMBERS:
        case(f, edge(a))
    case(f, col("Int8", "-128"))
    case(f, col("Decimal(9, 2)", "-1.5", "2"))
    case(f, col("Nullable(Int32)", "-1", "NULL"))
    case(f, const("'a'"))
    case(f, col("Bool", "true"))
    case(f, col("Tuple(Int8, Float64)", "(1, 2)"))
case("negate", const("toIntervalDay(3)"))
for f in ["gcd", "lcm"]:
    for a, b in [("Int32", "UInt8"), ("UInt64", "UInt64"), ("Int8", "Int8"), ("UInt16", "Int64"), ("Int128", "Int32")]:
        case(f, col(a, "12", "7", "100"), col(b, "18", "21", "75"))
    case(f, col("Int32", "-12"), const("18"))
    case(f, const("0"), const("5"))
    case(f, const("1.5"), const("5"))

MOMENTS = [("Date", ["'2020-01-31'", "'2024-02-29'"]), ("Date32", ["'1960-01-31'", "'2024-02-29'"]),
           ("DateTime('UTC')", ["'2020-01-31 10:20:30'", "'2024-02-29 00:00:00'"]), ("DateTime('Europe/Berlin')", ["'2020-03-28 02:30:00'", "'2020-10-25 01:30:00'"]),
           ("DateTime64(3, 'UTC')", ["'2020-01-31 10:20:30.123'", "'1960-02-29 00:00:00.999'"]), ("DateTime64(9, 'Asia/Tokyo')", ["'2020-01-31 10:20:30.123456789'", "'1960-02-29 00:00:00'"])]
for f in ["plus", "minus"]:
    for type_name, values in MOMENTS:
        for unit in ["Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"]:
            case(f, col(type_name, *values), const(f"toInterval{unit}(1)"))
        case(f, col(type_name, *values), const("5"))
        case(f, col(type_name, *values), const("-1.5"))
        case(f, const("5"), col(type_name, *values))
        case(f, const("toIntervalMonth(1)"), col(type_name, *values))
        case(f, col(type_name, *values), const("(toIntervalMonth(1), toIntervalDay(-1))"))
        case(f, col(f"Nullable({type_name})", values[0], "NULL"), const("toIntervalDay(1)"))
        for other, more in MOMENTS:
            case(f, col(type_name, *values), col(other, *more))
    case(f, const("toIntervalDay(1)"), const("toIntervalDay(2)"))
    case(f, const("toIntervalDay(1)"), const("toIntervalHour(2)"))
    case(f, const("(toIntervalDay(1), toIntervalHour(2))"), const("toIntervalHour(2)"))
    case(f, col("IPv4", "'1.2.3.4'"), const("1"))
