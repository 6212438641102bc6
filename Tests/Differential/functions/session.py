case("throwIf", col("UInt8", "0", "0"))
case("throwIf", col("UInt8", "0", "1"))
case("throwIf", col("Nullable(Float64)", "0", "NULL"))
case("throwIf", col("Float64", "0.1"), const("'too much'"))
case("throwIf", const("'a'"))
case("throwIf")
case("isConstant", const("1"))
case("isConstant", const("NULL"))
case("isConstant", const("'a'"))
case("getSizeOfEnumType", col("Enum8('a' = 1, 'b' = 2)", "'a'"))
case("getSizeOfEnumType", col("Enum16('a' = 1000, 'b' = 2, 'c' = 3)", "'a'"))
case("getSizeOfEnumType", col("String", "'a'"))
for t, v in [("UInt8", "1"), ("Float64", "1"), ("String", "'abc'"), ("FixedString(5)", "'abc'"), ("Date", "'2020-01-01'"),
             ("Nullable(String)", "'abc'"), ("Nullable(UInt32)", "NULL"), ("Array(UInt16)", "[1, 2, 3]"),
             ("Array(String)", "['a', 'bcd']"), ("Tuple(UInt8, String)", "(1, 'abc')"), ("Array(Array(UInt8))", "[[1], []]"),
             ("Map(String, UInt64)", "map('a', 1, 'bc', 2)"), ("UUID", "'00000000-0000-0000-0000-000000000001'"),
             ("LowCardinality(String)", "'abc'"), ("Decimal(30, 2)", "1"), ("Array(Nullable(UInt8))", "[1, NULL]")]:
    case("byteSize", col(t, v))
case("byteSize", const("1"), const("'abc'"), const("NULL"))
case("byteSize")
case("errorCodeToName", col("UInt32", "0", "60", "62", "999999", "395"))
case("errorCodeToName", col("Nullable(Int32)", "60", "NULL", "-1"))
for mx in ["10", "100"]:
    case("bar", col("Int32", "0", "1", "5", "10", "11", "-1"), const("0"), const(mx), const("10"))
    case("bar", col("Float64", "0.1", "3.3", "9.99", "nan"), const("0"), const(mx), const("20.5"))
case("bar", col("UInt8", "1", "200"), const("0"), const("255"))
case("bar", col("UInt8", "1"), const("0"), const("255"), const("0"))
case("bar", col("UInt8", "1"), const("0"), const("255"), const("2000"))
case("bar", const("'a'"), const("1"), const("2"))
for f in ["currentProfiles", "enabledProfiles", "defaultProfiles", "currentRoles", "enabledRoles", "defaultRoles",
          "version", "VERSION", "currentUser", "connectionID", "shardNum", "currentDatabase", "DATABASE"]:
    case(f)
case("currentSchemas", const("true"))
case("version", const("1"))
case("runningDifference", const("1"))
