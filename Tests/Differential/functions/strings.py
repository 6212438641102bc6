S = ["'hello world'", "''", "'a'", "'Привет, мир'", "'ÀÉß ŉ İ ΑΣ ΣΑΣ'", "'tab\\tnew\\nline\\0zero'", "'\\xff\\xfeab\\xc3'", "'日本語テキスト'", "'  x  '"]
TEXT = col("String", *S)
SIMPLE = ["lower", "upper", "lengthUTF8", "ascii", "isValidUTF8", "isValidASCII", "toValidUTF8", "trimLeft",
          "trimRight", "trimBoth", "reverseUTF8", "basename", "firstLine", "initcap"]
for f in SIMPLE:
    case(f, TEXT)
    case(f, col("Nullable(String)", "'Abc'", "NULL", "''"))
    case(f, col("LowCardinality(String)", "'Abc'", "'dEf'", "'Abc'"))
    case(f, col("LowCardinality(Nullable(String))", "'Abc'", "NULL", "'Abc'"))
    if f not in ["toValidUTF8", "reverseUTF8", "basename", "firstLine"]:
        case(f, col("FixedString(5)", "'ab'", "'ABCDE'"))
    case(f, const("'Constant Text'"))
    case(f, const("NULL"))
    case(f, const("5"))
    case(f)
VALID = col("String", *(S[:6] + S[7:]))
for f in ["lowerUTF8", "upperUTF8", "initcapUTF8"]:
    case(f, VALID)
    case(f, col("Nullable(String)", "'Äbc'", "NULL"))
case("initcap", col("String", "'don''t stop'", "'a1b 2c_d'", "'ÀB c'"))
case("initcapUTF8", col("String", "'don''t stop'", "'a1b 2c_d'", "'àB c'"))

OFFSETS = ["1", "2", "0", "-1", "-3", "100", "-100"]
for f in ["substring", "substr", "MID", "substringUTF8"]:
    case(f, TEXT, const("2"))
    case(f, TEXT, const("3"), const("4"))
for f in ["substring", "substringUTF8"]:
    for text in ["'hello'", "'Привет'"]:
        for length in ["0", "1", "3", "-1", "-3", "100", "-100"]:
            case(f, const(text), col("Int32", *OFFSETS), const(length))
        case(f, const(text), col("Int64", *(OFFSETS + ["9223372036854775807", "-9223372036854775807"])))
        case(f, const(text), col("UInt8", "1", "0", "200"), col("UInt16", "1", "2", "65535"))
    case(f, TEXT, const("'a'"))
case("substring", col("FixedString(4)", "'ab'", "'abcd'"), const("2"), const("2"))
case("substring", col("Nullable(String)", "'abc'", "NULL"), col("Nullable(Int8)", "NULL", "1"))
case("substring", col("LowCardinality(String)", "'abc'", "'def'"), const("2"))
case("substring", col("Enum8('buy' = 1, 'sell' = 2)", "'buy'", "'sell'"), const("2"))
for f in ["left", "right", "leftUTF8", "rightUTF8"]:
    case(f, TEXT, const("3"))
    case(f, const("'Привет'"), col("Int32", *OFFSETS))
    case(f, const("'hello'"), col("Int64", *(OFFSETS + ["9223372036854775807", "-9223372036854775807"])))
    case(f, col("Nullable(String)", "'abc'", "NULL"), const("2"))
for f in ["trimLeft", "trimRight", "trimBoth", "trim", "ltrim", "rtrim"]:
    case(f, col("String", "'xxabxx'", "'xyx'", "''", "'abc'"), const("'xy'"))
    case(f, col("String", "'xxabxx'"), const("''"))
    case(f, col("Nullable(String)", "' ab '", "NULL"))
for f in ["leftPad", "rightPad", "leftPadUTF8", "rightPadUTF8", "lpad", "rpad"]:
    case(f, TEXT, const("6"))
    case(f, TEXT, const("14"), const("'аб*'"))
    case(f, const("'abc'"), col("UInt8", "0", "2", "3", "4", "9"), col("String", "'*'", "''", "'xyz'"))
    case(f, const("'abc'"), const("-1"))
    case(f, const("'abc'"), const("100000000"))
    case(f, const("'abc'"), const("'x'"))
    case(f, col("FixedString(3)", "'ab'"), const("5"), const("'-'"))
case("concat", TEXT, const("'-'"), TEXT)
case("concat", col("Nullable(String)", "'a'", "NULL"), const("'b'"))
case("concat", col("FixedString(3)", "'ab'"), col("LowCardinality(String)", "'x'"))
case("concat")
case("concat", const("'a'"))
case("concat", const("'a'"), const("NULL"))
case("concatWithSeparator", const("','"), TEXT, const("'x'"))
case("concatWithSeparator", const("','"))
case("concat_ws", const("', '"), col("Nullable(String)", "'a'", "NULL"), const("'b'"))
case("repeat", TEXT, const("3"))
case("repeat", const("'ab'"), col("Int32", "0", "1", "-5", "4"))
case("repeat", const("'ab'"), const("2000000"))
case("repeat", const("1"), const("2"))
case("space", col("Int16", "0", "3", "-1"))
case("appendTrailingCharIfAbsent", col("String", "'abc'", "''", "'abc/'"), const("'/'"))
case("appendTrailingCharIfAbsent", col("String", "'abc'"), const("'ab'"))
for f in ["startsWith", "endsWith", "startsWithUTF8", "endsWithUTF8", "startsWithCaseInsensitive",
          "endsWithCaseInsensitive", "startsWithCaseInsensitiveUTF8", "endsWithCaseInsensitiveUTF8"]:
    case(f, col("String", "'ClickHouse'", "'house'", "''", "'ПРИвет'", "'Click'"), const("'Click'"))
    case(f, col("String", "'ClickHouse'", "'house'", "''"), col("String", "'HOUSE'", "''", "''"))
    case(f, col("String", "'Приставка'"), const("'ПРИ'"))
    case(f, col("String", "'оКНО'"), const("'кно'"))
    case(f, col("Nullable(String)", "'abc'", "NULL"), const("'a'"))
HAY = col("String", "'Hello, world'", "''", "'ll'", "'hello HELLO hello'", "'Мы помним МЫ'", "'xxll'")
for f in ["position", "positionCaseInsensitive", "positionUTF8", "positionCaseInsensitiveUTF8", "countSubstrings",
          "countSubstringsCaseInsensitive", "countSubstringsCaseInsensitiveUTF8", "instr", "POSITION"]:
    for needle in ["'ll'", "''", "'HELLO'", "'o, world and more'", "'мы'", "'z'"]:
        case(f, HAY, const(needle))
        if f == "instr":
            continue
        case(f, HAY, const(needle), const("2"))
    if not f.startswith("count"):
        case(f, const("'abcabc'"), const("'c'"), col("UInt16", "0", "1", "3", "4", "6", "7", "8", "100"))
    case(f, HAY, col("String", "'l'", "'x'", "''", "'O'"))
    case(f, col("Nullable(String)", "'abc'", "NULL"), const("'b'"))
    case(f, col("LowCardinality(String)", "'abc'", "'b'"), const("'b'"))
    case(f, const("'a'"), const("1"))
case("locate", const("'ll'"), HAY)
case("locate", const("'l'"), HAY, const("4"))
LIKES = col("String", "'ClickHouse'", "''", "'abc'", "'a%c'", "'a_c'", "'a\\\\c'", "'aXc'", "'a\\nc'", "'Привет'", "'a\\xffc'", "'xabcx'")
PATTERNS = ["'%'", "''", "'abc'", "'a%'", "'%c'", "'%b%'", "'a_c'", "'a\\\\_c'", "'a\\\\%c'", "'a%c'", "'_'", "'___'",
            "'%a%c%'", "'%%'", "'П%т'", "'______'", "'A%'", "'%ПРИ%'", "'a\\\\\\\\c'", "'a\\\\xc'", "'.*'", "'a.c'",
            "'%\\\\'", "'(a'", "'%House'", "'Click%House'", "'%k_ous%'"]
for f in ["like", "notLike", "ilike", "notILike"]:
    for pattern in PATTERNS:
        case(f, LIKES, const(pattern))
    case(f, LIKES, col("String", *PATTERNS[:11]))
    case(f, col("Nullable(String)", "'abc'", "NULL"), const("'a%'"))
    case(f, col("LowCardinality(String)", "'abc'", "'b'"), const("'a%'"))
    case(f, col("FixedString(4)", "'abc'"), const("'a%'"))
    case(f, const("1"), const("'1'"))
    case(f, col("Enum8('buy' = 1, 'sell' = 2)", "'buy'", "'sell'"), const("'b%'"))
