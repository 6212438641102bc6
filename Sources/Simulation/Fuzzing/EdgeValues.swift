/// What mutations put in the place of what a statement says: values at the borders of types, and names.
enum EdgeValues {
    static let numbers = [
        "0", "-0", "1", "-1", "2", "3", "7", "8", "31", "32", "33", "63", "64", "65", "127", "128", "-128", "-129",
        "255",
        "256", "32767", "32768", "-32768", "65535", "65536", "2147483647", "2147483648", "-2147483648", "-2147483649",
        "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "340282366920938463463374607431768211455", "1e9", "1e18",
        "1e19",
        "1e308", "-1e308", "1e-320", "1e400", "0.1", "-0.5", "nan", "inf", "-inf", "0x7fffffffffffffff", "1000000007",
        "253402300800", "4102444799", "-2208988801",
    ]

    static let strings = [
        "''", "'0'", "'-1'", "' '", "'\\0'", "'a'", "'abc'", "'%'", "'\\xff'", "'\\xf0\\x9f\\x98\\x80'",
        "'é'", "'NaN'",
        "'null'",
        "'['", "'{}'", "'[]'", "'[1,2]'", "'{\"a\":1}'", "'('", "'(('", "'a{99999}'", "'1970-01-01'",
        "'2299-12-31 23:59:59'",
        "'9999-99-99'", "'0000-00-00 00:00:00'", "'-9223372036854775808'", "'18446744073709551616'", "'UTC'",
        "'Europe/Berlin'", "'::1'", "'255.255.255.255'", "'61f0c404-5cb3-11e7-907b-a6006ad3dba0'", "'%Y-%m-%d'",
        "'second'",
        "'1e999'", "repeat('a', 100000)", "repeat('ab', 17)", "'UInt8'", "'Array(Array(String))'",
    ]

    static let others = [
        "NULL", "true", "[]", "[NULL]", "()", "[[]]", "[1, NULL]", "['']", "tuple(1, 'a')", "map()", "map('a', 1)", "*",
        "toDate('2149-06-06')", "toDate32('1900-01-01')", "toDateTime('2106-02-07 06:28:15', 'UTC')",
        "toDateTime64('2299-12-31 23:59:59.999999999', 9, 'UTC')", "toDateTime64('1900-01-01 00:00:00', 0, 'UTC')",
        "toDecimal32(99999, 4)", "toDecimal64('-999999999.999999999', 9)", "toDecimal128(1, 37)", "toDecimal256(1, 75)",
        "toInt128(-1)", "toUInt256(-1)", "toInt256('-1')", "toFixedString('ab', 2)",
        "toUUID('61f0c404-5cb3-11e7-907b-a6006ad3dba0')",
        "toIPv4('1.2.3.4')", "toIPv6('::1')", "toLowCardinality('a')", "toNullable(1)",
        "toLowCardinality(toNullable('x'))",
        "materialize(NULL)", "materialize(-1)", "materialize('')", "INTERVAL 1 DAY",
        "INTERVAL -9223372036854775808 YEAR",
        "INTERVAL 99999999999 NANOSECOND", "number", "range(10)", "range(number % 5)", "arrayMap(x -> x, [1, 2])",
        "x -> x",
        "(SELECT 1)", "(SELECT number FROM numbers(3))", "emptyArrayString()", "CAST('a', 'Enum8(\\'a\\' = -128)')",
        "toIntervalYear(-1)", "now()", "array(map('k', [NULL]))", "toBool(1)", "toFloat32(nan)", "-toUInt64(1)",
    ]

    static let types = [
        "UInt8", "UInt16", "UInt32", "UInt64", "UInt128", "UInt256", "Int8", "Int16", "Int32", "Int64", "Int128",
        "Int256",
        "Float32", "Float64", "String", "FixedString(1)", "FixedString(3)", "Date", "Date32", "DateTime",
        "DateTime('UTC')",
        "DateTime64(0)", "DateTime64(3)", "DateTime64(9, 'Asia/Kolkata')", "Decimal(9, 9)", "Decimal(18, 0)",
        "Decimal(38, 37)",
        "Decimal(76, 75)", "UUID", "IPv4", "IPv6", "Bool", "Nullable(UInt8)", "Nullable(String)",
        "LowCardinality(String)",
        "LowCardinality(Nullable(String))", "Array(UInt8)", "Array(Nullable(String))", "Array(Array(Int64))",
        "Tuple(UInt8, String)", "Tuple(a UInt8, b Array(String))", "Map(String, UInt64)", "Map(UInt8, Array(String))",
        "Enum8('a' = 1, 'b' = 2)", "Enum16('' = -32768)", "Nothing", "IntervalDay", "Nullable(Nothing)", "JSON",
        "Array(LowCardinality(String))", "Nullable(Decimal(38, 10))", "FixedString(0)", "DateTime64(10)",
        "Decimal(77, 0)",
        "AggregateFunction(sum, UInt64)", "SimpleAggregateFunction(max, Int64)", "AggregateFunction(uniq, String)",
    ]

    static let clauses = [
        "LIMIT 0", "LIMIT 1", "LIMIT 18446744073709551615", "LIMIT 3 OFFSET 9223372036854775807", "LIMIT 1 BY 1",
        "LIMIT -1", "ORDER BY ALL", "ORDER BY 1 DESC NULLS FIRST", "GROUP BY ALL", "WITH TOTALS", "WITH ROLLUP",
        "WITH CUBE",
        "DISTINCT", "FINAL", "SAMPLE 0.1", "HAVING 1", "PREWHERE 1", "WHERE NULL", "ARRAY JOIN [1, 2] AS z",
        "UNION ALL SELECT 1", "INTERSECT SELECT 1", "OVER ()",
        "OVER (ORDER BY 1 ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)",
        "OVER (ORDER BY 1 RANGE BETWEEN 99999999999999999999 PRECEDING AND 1 FOLLOWING)", "FILTER (WHERE 0)",
        "SETTINGS max_block_size = 1", "SETTINGS group_by_use_nulls = 1", "SETTINGS join_use_nulls = 1", "FORMAT Null",
        "ORDER BY 1 WITH FILL", "ORDER BY 1 WITH FILL FROM 0 TO 9223372036854775807 STEP 1", "QUALIFY 1", "AS x",
        "ON 1 = 1",
        "CROSS JOIN numbers(3) AS n", "LEFT JOIN numbers(3) AS n ON n.number = 1", "ASOF", "USING (number)", "GLOBAL",
        "NOT",
        "BETWEEN 1 AND 2", "IN (1, NULL)", "IN (SELECT 1)", "LIKE '%'", "IS NULL", "COLUMNS('.*')", "APPLY(toString)",
        "EXCEPT (a)", "REPLACE (1 AS a)", "-> 1", "?:", "::String", "[-1]", ".1", ".size0", ".null", "INTERPOLATE",
    ]
}
