DOCS = ["""'{"a": 1, "b": [1, -2, 3.5, "x", null, true, {"c": "d"}], "s": "he\\\\"llo\\\\n\\\\u0041\\\\ud83d\\\\ude00", "o": {"k": {"z": 5}}}'""",
        """'{"a": "5", "b": {}, "s": null, "o": [[1, 2], [3]]}'""", "'not json'", "''", "'[1, 2, {\"a\": 7}]'", "'\"str\"'", "'5'",
        """'{"a": 1.0e3, "b": [], "s": "", "A": 2}'""", """'{"a": true, "a": 2}'""", """'{"a": 18446744073709551615, "b": -9223372036854775808, "s": 1.5}'""", """'{"a": 300, "s": "x/y"}'"""]
DOC = col("String", *DOCS)
FS = ["JSONExtractString", "JSONExtractInt", "JSONExtractUInt", "JSONExtractFloat", "JSONExtractBool", "JSONExtractRaw", "JSONExtractArrayRaw",
      "JSONExtractKeys", "JSONExtractKeysAndValuesRaw", "JSONHas", "JSONLength", "JSONType"]
for f in FS:
    case(f, DOC)
    for p in ["'a'", "'b'", "'s'", "'o'", "1", "-1", "2", "0", "'zzz'"]:
        case(f, DOC, const(p))
    case(f, DOC, const("'b'"), const("2"))
    case(f, DOC, const("'b'"), const("-1"), const("'c'"))
    case(f, DOC, const("'o'"), const("'k'"), const("'z'"))
    case(f, DOC, const("'o'"), const("1"), const("1"))
    case(f, DOC, col("String", "'a'", "'b'", "'s'"))
    case(f, const("1"), const("'a'"))
    case(f)
    if not f.startswith("JSONExtractArray") and not f.startswith("JSONExtractKeys"):
        case(f, col("Nullable(String)", DOCS[0], "NULL"), const("'a'"))
    if f.startswith("JSONExtract"):
        case(f + "CaseInsensitive", DOC, const("'A'"))
        case(f + "CaseInsensitive", DOC, const("'O'"), const("'K'"))
case("JSONKey", DOC, const("1")), case("JSONKey", DOC, const("-1")), case("JSONKey", DOC, const("'o'"), const("1")), case("JSONKey", DOC, const("9"))
VALID = ["'{\"a\":1,}'", "'01'", "'\"\\\\ud800\"'", "'[1] 2'", "'nul'", "'{\"a\" : [ 1 , 2 ] }'", "'1e400'", "'18446744073709551616'", "'-9223372036854775809'",
         "'\"a\\tb\"'", "'-'", "'1.'", "'1e'", "'.5'", "'+1'", "'-0'", "'[]'", "'[1,]'", "'{\"a\"}'", "'{a:1}'", "'\"\\\\x\"'", "' true '", "'\"\\\\u12\"'", "'\"unclosed'", "'[[[[1]]]]'", "'{\"a\":{\"b\":{}}}'", "'-01'", "'0.10'", "'tru'", "'\"\\xff\"'"]
case("isValidJSON", col("String", *VALID))
for f in ["JSONExtractRaw", "JSONExtractString", "JSONExtractFloat"]:
    case(f, col("String", *[v for v in VALID if v not in ("'-0'", "'\"\\xff\"'")]))
case("JSONArrayLength", col("String", "'[1,2]'", "'{}'", "'x'", "'[]'"))
TYPES = [("a", t) for t in ["Int8", "UInt8", "Int64", "UInt64", "Float64", "String", "Nullable(Int8)", "Nullable(String)", "Bool", "LowCardinality(String)", "Int128"]]
TYPES += [("b", t) for t in ["Array(Int32)", "Array(Nullable(Int32))", "Array(String)", "Array(Float64)", "Map(String, String)", "Tuple(Int8, Int8, Float32)"]]
TYPES += [("s", t) for t in ["String", "Nullable(String)", "FixedString(12)", "Float32"]]
TYPES += [("o", t) for t in ["Tuple(k Tuple(z Int8))", "Map(String, Map(String, Int8))", "Array(Array(Int8))", "String"]]
for k, t in TYPES:
    case("JSONExtract", DOC, const(f"'{k}'"), const("'" + t + "'"))
case("JSONExtract", DOC, const("'Tuple(a Int8, s Nullable(String))'"))
case("JSONExtract", DOC, const("'a'"), const("'NoType'"))
case("JSONExtract", DOC, const("'a'"), col("String", "'Int8'"))
case("JSONExtract", DOC)
for v, t in [("2020-01-31", "Date"), ("2020-01-31 10:20:30", "DateTime"), ("2020-01-31 10:20:30.123", "DateTime64(3)"), ("00112233-4455-6677-8899-aabbccddeeff", "UUID"),
             ("1.2.3.4", "IPv4"), ("::1", "IPv6"), ("12.34", "Decimal(18, 3)"), ("bad", "Date")]:
    case("JSONExtract", col("String", "'{\"a\":\"%s\"}'" % v), const("'a'"), const(f"'{t}'"))
case("JSONExtract", col("String", "'{\"a\":\"buy\"}'", "'{\"a\":2}'", "'{\"a\":\"zz\"}'"), const("'a'"), const("'Enum8(\\'buy\\' = 1, \\'sell\\' = 2)'"))
case("JSONExtractKeysAndValues", col("String", "'{\"a\":1,\"b\":\"x\",\"c\":3}'", "'[]'"), const("'Int8'"))
case("JSONExtractKeysAndValues", col("String", "'{\"x\":{\"a\":1}}'"), const("'x'"), const("'String'"))
SIMPLE = col("String", "'{\"a\":5,\"b\":\"x\\\\ny\"}'", "'{\"a\" : \"7\", \"b\":[1,{\"a\":2}],\"c\":1}'", "'{\"a\":true,\"b\":1.5}'", "'nothing'", "'{\"a\":-3,\"b\":\"x,y}\"}'")
for f in ["simpleJSONExtractInt", "simpleJSONExtractUInt", "simpleJSONExtractFloat", "simpleJSONExtractBool", "simpleJSONExtractRaw", "simpleJSONExtractString", "simpleJSONHas",
          "visitParamExtractString", "visitParamHas"]:
    if f != "simpleJSONExtractUInt":
        case(f, SIMPLE, const("'a'"))
    case(f, SIMPLE, const("'b'"))
    case(f, SIMPLE, const("'zz'"))
for p in ["$", "$.a", "$.b", "$.b[0]", "$.b[*]", "$.b[1 to 3]", "$.b[0, 2]", "$.o.k.z", "$[2].a", '$["a"]', "$.zz", "$.b[99]", "$.o[0][1]"]:
    for f in ["JSON_VALUE", "JSON_QUERY", "JSON_EXISTS"]:
        case(f, DOC, const("'" + p + "'"))
case("JSON_VALUE", DOC, const("'bad'"))
for t, v in [("UInt8", "1"), ("Int64", "-5"), ("UInt64", "18446744073709551615"), ("Float64", "1.5"), ("Float64", "nan"), ("String", "'a/b\"c\\n\\té'"), ("FixedString(3)", "'ab'"), ("Bool", "true"),
             ("Array(Nullable(UInt8))", "[1, NULL]"), ("Tuple(UInt8, String)", "(1, 'a')"), ("Tuple(x UInt8, y String)", "(1, 'a')"), ("Map(String, Int32)", "map('a', 1)"), ("Map(UInt8, String)", "map(1, 'x')"),
             ("Nullable(String)", "NULL"), ("LowCardinality(String)", "'z'"), ("Enum8('a' = 1)", "'a'"), ("Int128", "5"), ("UUID", "'00112233-4455-6677-8899-aabbccddeeff'"), ("IPv4", "'1.2.3.4'"),
             ("Date", "'2020-01-01'"), ("DateTime('UTC')", "'2020-01-01 00:00:00'"), ("DateTime64(3, 'UTC')", "'2020-01-01 00:00:00.5'"), ("Decimal(9, 3)", "1.5"), ("Array(Array(String))", "[['a'], []]")]:
    case("toJSONString", col(t, v))
