TEXT = col("String", "'Hello, World!'", "''", "'a b-c_d'", "'Привет, мир'", "'x\\xffy'", "'1 2 3'")
NUMBERS = ["0", "1", "-1", "1.125", "1023.999", "1024", "-1536", "1e15", "1e60", "1e300", "nan", "inf", "-inf", "0.005"]
for f in ["formatReadableSize", "formatReadableDecimalSize", "formatReadableQuantity", "formatReadableTimeDelta"]:
    case(f, col("Float64", *NUMBERS))
    case(f, col("UInt64", "0", "3661", "18446744073709551615"))
    case(f, col("Int32", "-5", "86461"))
    case(f, col("Nullable(Float32)", "NULL", "1.5"))
    case(f, col("Decimal(9, 2)", "1.5", "-2000.25"))
    case(f, const("'a'"))
    case(f)
TIMES = col("Float64", "0", "0.5", "59.999", "61", "3661.5", "100000000", "-3600", "1e10", "31556952", "5259492")
for unit in ["years", "days", "hours", "minutes", "seconds"]:
    case("formatReadableTimeDelta", TIMES, const(f"'{unit}'"))
case("formatReadableTimeDelta", TIMES, const("'days'"), const("'minutes'"))
case("formatReadableTimeDelta", TIMES, const("'seconds'"), const("'days'"))
case("formatReadableTimeDelta", TIMES, const("'weeks'"))
SIZES = col("String", "'1 KiB'", "'1.5KB'", "'3 MiB'", "'1'", "'-1 B'", "''", "'1e3 B'", "'.5 GiB'", "'1 xB'", "' 1 B'",
            "'1 b'", "'inf B'", "'1  KiB'", "'1 KiB '", "'99999999999 EB'")
for f in ["parseReadableSizeOrNull", "parseReadableSizeOrZero"]:
    case(f, SIZES)
case("parseReadableSize", col("String", "'1 KiB'", "'2.5 MB'", "'0 B'"))
for bad in ["'1'", "'-1 B'", "''", "'1 xB'", "' 1 B'", "'1 KiB '"]:
    case("parseReadableSize", const(bad))
case("parseTimeDelta", col("String", "'11s+22min'", "'1yr2mo'", "'1 day 2 hours'", "'5ms 3us 1ns'", "'0.5h'", "'1w'",
                           "'1s-2m'", "'1s:2m'", "'2years'"))
for bad in ["''", "'1x'", "'-1s'", "'1s;-2m'"]:
    case("parseTimeDelta", const(bad))

for f in ["hasToken", "hasTokenOrNull", "hasTokenCaseInsensitive", "hasTokenCaseInsensitiveOrNull"]:
    for needle in ["'b'", "'World'", "'world'", "'мир'", "''", "'d'"]:
        case(f, TEXT, const(needle))
    case(f, TEXT, const("'a b'"))
    case(f, col("Nullable(String)", "'a b'", "NULL"), const("'b'"))
case("tokens", TEXT)
case("tokens", TEXT, const("'ngrams'"), const("3"))
case("tokens", TEXT, const("'splitByString'"), const("[', ', ' ']"))
case("tokens", TEXT, const("'array'"))
case("ngrams", TEXT, const("3"))
case("ngrams", TEXT, const("0"))
for f in ["hasAnyTokens", "hasAllTokens"]:
    case(f, TEXT, const("['World', 'b']"))
    case(f, TEXT, const("'b d'"))
    case(f, TEXT, const("CAST([], 'Array(String)')"))

case("translate", col("String", "'Hello, World!'", "'abc'", "''"), const("'Helo'"), const("'xyz'"))
case("translate", col("String", "'Hello'", "'abc'"), const("'a'"), const("'bc'"))
case("translateUTF8", TEXT, const("'Пlр'"), const("'Q'"))
for f in ["overlay", "overlayUTF8"]:
    case(f, TEXT, const("'XYZ'"), col("Int32", "1", "3", "0", "-2", "100", "-100"))
    case(f, TEXT, const("'XYZ'"), const("2"), col("Int8", "0", "1", "-1", "100", "2", "5"))
for f in ["substringIndex", "substringIndexUTF8"]:
    case(f, col("String", "'www.a.com'", "'.x.'", "''", "'abc'"), const("'.'"), const("2"))
    case(f, const("'www.a.com'"), const("'.'"), col("Int32", "0", "1", "-1", "-2", "5", "-5"))
    case(f, TEXT, const("'xx'"), const("1"))
case("reverseBySeparator", col("String", "'a.b.c'", "'abc'", "''", "'.'"))
case("reverseBySeparator", col("String", "'a||b'", "'x|y'"), const("'||'"))
for f in ["stringBytesUniq", "stringBytesEntropy", "soundex", "toStringCutToZero"]:
    case(f, TEXT)
case("soundex", col("String", "'Ashcraft'", "'Pfister'", "'Tymczak'", "'1a'", "'Honeyman'"))
case("countDigits", col("Int64", "0", "-12", "9223372036854775807", "-9223372036854775808"))
case("countDigits", col("Decimal(18, 4)", "0", "12.34", "-0.5"))
case("countDigits", const("1.5"))
case("compareSubstrings", const("'Saxony'"), col("String", "'Anglo-Saxon'", "'Saxony'", "''"), const("0"),
     col("UInt8", "0", "6"), const("5"))
case("conv", col("String", "'10'", "'ff'", "'-1'", "'zz'", "'12x'"), const("16"), const("10"))
case("conv", col("Int64", "255", "0"), const("10"), const("2"))
case("conv", const("''"), const("10"), const("2"))
case("conv", const("'1'"), const("1"), const("2"))
for f in ["editDistance", "editDistanceUTF8", "damerauLevenshteinDistance", "byteHammingDistance", "jaroSimilarity",
          "jaroWinklerSimilarity", "hasSubsequence", "hasSubsequenceCaseInsensitive"]:
    case(f, col("String", "'clickhouse'", "''", "'ab'", "'karolin'", "'martha'", "'Garbage'"),
         col("String", "'mouse'", "'abc'", "'ba'", "'kathrin'", "'marhta'", "'ARG'"))
    case(f, const("'a'"), const("1"))
case("editDistanceUTF8", const("'ёж'"), const("'еж'"))
