COLS = [col("String", "''", "'a'", "'hello world'", "'0123456789abcdef'", "'0123456789abcdefg'", "'The quick brown fox jumps over the lazy dog and runs'",
            "repeat('xyz', 40)", "repeat('a', 200)"),
        col("FixedString(5)", "'ab'", "'abcde'"), col("UInt8", "0", "1", "255"), col("Int8", "0", "-1", "127"),
        col("UInt16", "1", "65535"), col("Int16", "-1", "5"), col("UInt32", "1", "4294967295"), col("Int32", "-1", "5"),
        col("UInt64", "1", "18446744073709551615"), col("Int64", "-1", "5"), col("Int128", "-1", "5"), col("UInt256", "7"), col("Int256", "-7"),
        col("Float32", "1.5", "-0.0", "nan"), col("Float64", "1.5", "0", "inf"), col("Date", "'2020-01-01'"), col("Date32", "'1960-01-01'"),
        col("DateTime('UTC')", "'2020-01-01 00:00:00'"), col("DateTime64(3, 'UTC')", "'2020-01-01 00:00:00.5'"),
        col("Decimal(9, 2)", "1.5"), col("Decimal(18, 2)", "-1.5"), col("Decimal(38, 2)", "1.5"), col("UUID", "'00112233-4455-6677-8899-aabbccddeeff'"),
        col("IPv4", "'1.2.3.4'"), col("IPv6", "'2001:db8::1'"), col("Enum8('a' = 1, 'b' = -2)", "'a'", "'b'"), col("Enum16('a' = 1000)", "'a'"),
        col("Bool", "true", "false"),
        col("Array(UInt8)", "[]", "[1, 2]"), col("Array(String)", "['a']", "['', 'b']"), col("Array(Array(Int32))", "[[1], [], [2, 3]]"),
        col("Tuple(UInt8, String)", "(1, 'a')"), col("Map(String, UInt8)", "map('a', 1)"), col("Array(Nullable(UInt8))", "[1, NULL]"),
        col("Tuple(UInt8, Array(String))", "(1, ['a', 'b'])"),
        col("LowCardinality(String)", "'a'", "'b'"), col("Nullable(UInt8)", "1", "NULL"), col("Nullable(String)", "'a'", "NULL")]
ANY = ["cityHash64", "farmHash64", "metroHash64", "sipHash64", "sipHash128", "murmurHash2_32", "murmurHash2_64", "gccMurmurHash", "murmurHash3_32",
       "murmurHash3_64", "murmurHash3_128", "xxHash32", "xxHash64", "halfMD5"]
for f in ANY:
    for c in COLS:
        case(f, c)
    case(f, COLS[0], COLS[6])
    case(f, const("'a'"), COLS[2], const("1.5"))
    case(f, COLS[28], COLS[28], COLS[0])
    case(f, COLS[31], COLS[0])
    case(f)
    case(f, const("NULL"))
    case(f, const("'a'"), const("NULL"))
for f in ["intHash32", "intHash64"]:
    for c in COLS[2:11] + COLS[15:18] + COLS[:1]:
        case(f, c)
    case(f)
for f in ["MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA512_256", "CRC32", "CRC32IEEE", "CRC64", "hiveHash", "javaHash"]:
    case(f, COLS[0])
    case(f, col("String", *[f"repeat('b', {n})" for n in [54, 55, 56, 57, 63, 64, 65, 111, 112, 113, 119, 127, 128, 129]]))
    case(f, COLS[-1])
    if f not in ("hiveHash", "javaHash"):
        case(f, COLS[1])
        case(f, const("1"))
case("javaHash", COLS[3]), case("javaHash", COLS[5]), case("javaHash", COLS[7]), case("javaHash", COLS[9]), case("javaHash", COLS[2])
case("MD5", col("IPv6", "'2001:db8::1'"))
for f in ANY:
    case(f, col("Tuple(Nullable(UInt8), String)", "(NULL, 'a')", "(1, 'a')"))
    case(f, const("tuple(NULL)"))
