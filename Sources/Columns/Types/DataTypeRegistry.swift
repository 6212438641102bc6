/// The types that take no argument, by ClickHouse's name.
let plainDataTypes: [String: DataType] = {
    let types: [DataType] =
        [
            .int8, .int16, .int32, .int64, .int128, .int256, .uint8, .uint16, .uint32, .uint64, .uint128, .uint256,
            .float32, .float64, .bool, .string, .uuid, .ipv4, .ipv6, .date, .date32, .nothing,
        ] + IntervalUnit.allCases.map { .interval($0) }
    return Dictionary(uniqueKeysWithValues: types.map { ($0.name, $0) })
}()

/// SQL's other names, upper case, and ClickHouse's name for each; they are accepted in any case.
package let dataTypeAliases: [String: String] = [
    "BIGINT": "Int64", "BIGINT SIGNED": "Int64", "BINARY": "FixedString", "BLOB": "String", "BOOL": "Bool",
    "BOOLEAN": "Bool", "BYTE": "Int8", "BYTEA": "String", "CHAR": "String", "CHARACTER": "String", "CLOB": "String",
    "DATE": "Date", "DATE32": "Date32", "DATETIME": "DateTime", "DATETIME32": "DateTime32", "DATETIME64": "DateTime64",
    "DEC": "Decimal", "DECIMAL": "Decimal", "DECIMAL32": "Decimal32", "DECIMAL64": "Decimal64",
    "DECIMAL128": "Decimal128", "DECIMAL256": "Decimal256", "DOUBLE": "Float64", "ENUM": "Enum", "FIXED": "Decimal",
    "FLOAT": "Float32", "INET4": "IPv4", "INET6": "IPv6", "INT": "Int32", "INT1": "Int8", "INTEGER": "Int32",
    "LONGBLOB": "String", "LONGTEXT": "String", "MEDIUMBLOB": "String", "MEDIUMINT": "Int32",
    "MEDIUMTEXT": "String", "NCHAR": "String", "NUMERIC": "Decimal", "NVARCHAR": "String", "REAL": "Float32",
    "SET": "UInt64", "SIGNED": "Int64", "SINGLE": "Float32", "SMALLINT": "Int16", "TEXT": "String",
    "TIMESTAMP": "DateTime", "TINYBLOB": "String", "TINYINT": "Int8", "TINYTEXT": "String", "UNSIGNED": "UInt64",
    "VARBINARY": "String", "VARCHAR": "String", "VARCHAR2": "String", "YEAR": "UInt16",
]

func dataTypeAlias(_ word: String) -> String? {
    if plainDataTypes[word] != nil { return nil }
    return dataTypeAliases[word.uppercased()].flatMap { $0 == word ? nil : $0 }
}
