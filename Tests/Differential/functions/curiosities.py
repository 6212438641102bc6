"""Functions that are seldom called."""

TEXTS = col("String", "'abc'", "''", "'The quick brown fox'", "repeat('xy', 100)", "'\\xff\\x00'")
for f in ["MD4", "RIPEMD160", "keccak256"]:
    case(f, TEXTS)
    case(f, const("5"))
for mode in ["md5", "sha1", "SHA256", "sha512", "md4"]:
    case("HMAC", const(f"'{mode}'"), TEXTS, const("'key'"))
    case("hmac", const(f"'{mode}'"), TEXTS, const("repeat('k', 200)"))
case("HMAC", const("'nope'"), const("'a'"), const("'b'"))

TIMES = col("DateTime", "'2024-01-01 00:00:30'", "'2024-05-17 13:47:59'", "'1970-02-02 00:00:00'")
for f in ["hop", "hopStart", "hopEnd"]:
    case(f, TIMES, const("toIntervalDay(1)"), const("toIntervalDay(3)"))
    case(f, TIMES, const("toIntervalMinute(5)"), const("toIntervalMinute(7)"))
    case(f, TIMES, const("toIntervalHour(2)"), const("toIntervalHour(2)"), const("'Asia/Tokyo'"))
    case(f, TIMES, const("toIntervalHour(2)"), const("toIntervalDay(2)"))
TICKS = col("DateTime64(6)", "'2024-05-17 13:47:59.456789'", "'1969-12-31 23:59:59.000001'")
for f in ["toMicrosecond", "toNanosecond"]:
    case(f, TICKS)
    case(f, TIMES)
    case(f, const("toDate('2024-01-01')"))
case("toTimeWithFixedDate", TIMES)
case("toTimeWithFixedDate", TIMES, const("'America/New_York'"))
case("toTimeWithFixedDate", TICKS)
case("toTimeWithFixedDate", const("toDate('2024-01-01')"))
case("timestamp", col("String", "'2023-12-31'", "'2023-12-31 12:00:00'", "'2023-12-31 12:00:00.125'"))
case("timestamp", const("'2023-12-31'"), const("'01:02:03.5'"))
case("timestamp", const("5"))
case("DATE", col("String", "'2023-12-31'", "'2024-02-29 11:12:13'"))
case("date", TIMES)

case("toDecimalString", col("Float64", "123.456", "-0.5", "0", "nan", "-inf", "1e15", "1.005"), const("2"))
case("toDecimalString", col("Decimal(18, 3)", "1.5", "-99.999", "0.005"), const("5"))
case("toDecimalString", col("Int64", "-5", "0", "9223372036854775807"), col("UInt8", "0", "3", "10"))
case("toDecimalString", const("1"), const("100"))
case("toDecimalString", const("'1'"), const("1"))
for pattern, kind in [("%5d|", "Int64"), ("%-5d|", "Int32"), ("%05d", "Int16"), ("%+d", "Int8"), ("% d", "Int64")]:
    case("printf", const(f"'{pattern}'"), col(kind, "0", "7", "-42"))
for pattern in ["%x", "%X", "%o", "%u", "%#x"]:
    case("printf", const(f"'{pattern}'"), col("UInt32", "0", "255", "4294967295"))
for pattern in ["%f", "%.2f", "%10.3f|", "%e", "%.3E", "%g", "%G", "%.10g", "%-12.1f|", "%+.1f", "%010.2f"]:
    case("printf", const(f"'{pattern}'"), col("Float64", "0", "1.5", "-2.675", "123456789.123", "0.00001234", "1e100", "nan", "-inf"))
for pattern in ["%s", "%10s|", "%-10s|", "%.2s", "%%%s"]:
    case("printf", const(f"'{pattern}'"), TEXTS)
case("printf", const("'%d'"), const("'a'"))
case("printf", const("'%d'"))
case("printf", const("'plain'"))

ARRAY = col("Array(UInt8)", "[1, 2, 3, 4, 5, 6, 7]")
for seed in ["0", "41", "48829", "18446744073709551615"]:
    case("arrayShuffle", ARRAY, const(seed))
    case("arrayPartialShuffle", ARRAY, const("3"), const(seed))
case("arrayPartialShuffle", ARRAY, const("0"), const("7"))
case("indexOfAssumeSorted", col("Array(Int32)", "[1, 3, 3, 5]", "[]"), const("3"))
case("indexOfAssumeSorted", col("Array(String)", "['a', 'b']"), const("'b'"))
LEFT, RIGHT = col("Array(String)", "['A', 'B', 'C']"), col("Array(String)", "['A', 'K', 'L']")
for f in ["arrayLevenshteinDistanceWeighted", "arraySimilarity"]:
    case(f, LEFT, RIGHT, const("[1., 2., 3.]"), const("[3., 4., 5.]"))
    case(f, LEFT, LEFT, const("[1., 2., 3.]"), const("[1., 2., 3.]"))
    case(f, LEFT, RIGHT, const("[1.]"), const("[1., 2., 3.]"))
case("flattenTuple", const("CAST((1, (2, 'x')) AS Tuple(a UInt8, b Tuple(c UInt8, d String)))"))
case("flattenTuple", const("(1, 2)"))
case("LpNormalize", const("(3., 4.)"), const("2"))
case("LpNormalize", const("[3., 4.]"), const("2"))

PAIRS = col("String", "'name:neymar, age:31 team:psg,nationality:brazil'", "''", "'a:\"x,y\";b: ,c:1'", "'a:b:c,d:1'", "':1'", "'a b:c'")
case("extractKeyValuePairs", PAIRS)
case("mapFromString", PAIRS)
case("str_to_map", PAIRS)
case("extractKeyValuePairs", const("'a=1&b=2'"), const("'='"), const("'&'"))
case("extractKeyValuePairs", const("'name:''neymar'';age:''31'''"), const("':'"), const("';'"), const("'\\''"))
case("extractKeyValuePairsWithEscaping", const("'age:a\\\\x0A\\\\n\\\\0'"))

case("widthBucket", col("Float64", "10.15", "-9", "23", "22.999", "-8.6"), const("-8.6"), const("23"), const("5"))
case("width_bucket", col("Int32", "1", "5", "10"), const("0"), const("10"), col("UInt32", "5"))
case("widthBucket", const("1"), const("0"), const("10"), const("0"))
case("widthBucket", const("nan"), const("0"), const("10"), const("5"))

case("runningConcurrency", col("Date", "'2024-01-01'", "'2024-01-02'", "'2024-01-04'"), col("Date", "'2024-01-03'", "'2024-01-05'", "'2024-01-06'"))
case("runningConcurrency", const("toDate('2024-01-05')"), const("toDate('2024-01-03')"))
case("neighbor", const("1"), const("1"))
case("getMaxTableNameLengthForDatabase", const("'default'"))
case("getMaxTableNameLengthForDatabase", const("''"))
case("hasThreadFuzzer")
case("lowCardinalityIndices", col("LowCardinality(String)", "'a'", "'b'", "'a'", "''"))
case("lowCardinalityKeys", const("'a'"))

case("decodeHTMLComponent", col("String", "'&lt;a&gt; &amp; &#65; &eacute; &nosuch; &#x41; &hearts;'", "'&'", "'no entities'"))
HTML = col("String", "'<p>Hello <b>World</b></p><script>x</script>'", "'a<!-- no -->b'", "'<![CDATA[x < y]]>'", "' a  b '", "'<style>p{}</style>text<br/>more'")
case("extractTextFromHTML", HTML)
OBJECTS = col("String", "'{\"a\":{\"b\":1},\"c\":2}'", "'{}'")
case("JSONMergePatch", OBJECTS)
case("JSONMergePatch", OBJECTS, const("'{\"a\":{\"b\":null,\"d\":\"x\"}}'"), const("'{\"e\":[1]}'"))
case("jsonMergePatch", const("'[1]'"), const("'{}'"))
case("distanceCosine", const("[1., 2.]"), const("[3., 4.]"))
case("concat", const("[1, 2]"), const("[3]"))
case("concat", const("map('a', 1)"), const("map('b', 2)"))
case("concat", const("(1, 'a')"), const("tuple(3)"))

case("blockSerializedSize", col("String", "'abc'", "'de'"), col("UInt16", "1"))
case("blockSerializedSize", const("[1, 2]"))
for argument in ["1", "'x'", "[1]", "map(1, 'a')", "(1, toDateTime(5))", "toNullable(1)", "toDate('2024-01-01')"]:
    case("dumpColumnStructure", const(argument))
case("dumpColumnStructure", col("LowCardinality(String)", "'a'", "'b'"))
case("dumpColumnStructure", col("Array(Nullable(UInt8))", "[1, NULL]", "[]"))
case("generateSnowflakeID", const("'a'"), const("'a'"))
case("portRFC", col("String", "'http://a.b:80/x'", "'http://user@a-b.com:81'", "'http://a'"))
