TEXT = col("String", "'Encoded'", "''", "'a'", "'\\0\\0a'", "'Привет'", "'\\xff\\xfe'")
for f in ["base58Encode", "base32Encode"]:
    case(f, TEXT)
    case(f, col("FixedString(3)", "'abc'", "'\\0\\0\\0'"))
case("base58Decode", col("String", "'3dc8KtHrwM'", "'12g'", "''"))
case("tryBase58Decode", col("String", "'3dc8KtHrwM'", "'0'", "'l'"))
case("base58Decode", const("'0'"))
case("base32Decode", col("String", "'IVXGG33EMVSA===='", "'ME======'", "''"))
case("tryBase32Decode", col("String", "'IVXGG33EMVSA===='", "'1'", "'ME'"))
case("base32Decode", const("'IVXGG33EMVSA'"))
case("base64Decode", col("String", "'ZZ=='", "'Zm9v'"))
case("unbin", col("String", "'0110'", "'abc'", "'012'"))
URLS = col("String", "'https://news.clickhouse.com.tr/'", "'http://a.com/?a=1&b=2#c=3&d'", "'https://www.a.co.uk:443/b/c?d#e'",
           "'a'", "''", "'http://1.2.3.4:80'", "'//a.b/c'", "'http://paul@www.example.com:99999/'", "'/a/b'", "'a.com:99'")
for f in ["firstSignificantSubdomain", "cutToFirstSignificantSubdomain", "cutToFirstSignificantSubdomainWithWWW",
          "netloc", "port", "URLHierarchy", "URLPathHierarchy", "URLHash"]:
    case(f, URLS)
case("port", URLS, const("toUInt16(7)"))
case("port", URLS, const("'a'"))
for level in "012":
    case("URLHash", URLS, const(level))
for name in ["'a'", "'b'", "'c'", "'x'", "''"]:
    case("cutURLParameter", URLS, const(name))
case("cutURLParameter", URLS, const("['a', 'b']"))
case("MACNumToString", col("UInt64", "0", "149809441867716", "18446744073709551615"))
case("MACNumToString", const("toUInt8(1)"))
for f in ["MACStringToNum", "MACStringToOUI"]:
    case(f, col("String", "'88:00:11:73:00:00'", "'88-00-11-73-00-ff'", "'88:00:11'", "'x'", "''"))
for cuts in [("0", "0"), ("2", "0"), ("0", "1"), ("16", "16")]:
    case("cutIPv6", const("toIPv6('2001:db8::1')"), const(cuts[0]), const(cuts[1]))
    case("cutIPv6", const("toIPv6('::ffff:1.2.3.4')"), const(cuts[0]), const(cuts[1]))
case("cutIPv6", const("toIPv6('::1')"), const("17"), const("1"))
case("jumpConsistentHash", col("UInt64", "0", "1", "256", "18446744073709551615"), const("11"))
case("jumpConsistentHash", const("1"), const("0"))
case("kafkaMurmurHash", col("String", "'test'", "''", "'a'", "'abcdefg'", "'Привет'"))
case("javaHashUTF16LE", col("String", "'a\\0b\\0'", "''"))
case("javaHashUTF16LE", const("'a'"))
for kind in ["Second", "Day", "Month"]:
    case("cityHash64", const(f"toInterval{kind}(-3)"))
case("geohashEncode", const("-5.60302734375"), col("Float64", "42.593994140625", "0", "-90"), const("7"))
case("geohashDecode", col("String", "'ezs42'", "''", "'u4pruydqqvj'"))
case("pointInPolygon", const("(3., 3.)"), const("[(6, 0), (8, 4), (5, 8), (0, 2)]"))
case("pointInPolygon", const("(0., 9.)"), const("[(6, 0), (8, 4), (5, 8), (0, 2)]"))
case("pointInPolygon", const("(3., 3.)"), const("[[(0., 0.), (10., 0.), (10., 10.), (0., 10.)], [(2., 2.), (5., 2.), (5., 5.), (2., 5.)]]"))
