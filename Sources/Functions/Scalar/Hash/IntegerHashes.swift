import Columns
import Errors

/// `intHash64` as SQL has it: salted.
@inline(__always)
func saltedHash64(_ value: UInt64) -> UInt64 { intHash64(value ^ 0x4cf2_d2ba_ae6d_a887) }

enum IntHash32: ScalarFunction {
    static let name = "intHash32"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "A 32-bit hash of an integer.", example: "intHash32(42)", "1228623923")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkIntegerHash(name, arguments)
        return .uint32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint32((signExtendedBits(arguments[0].column)).map(Columns.intHash32))
    }
}

enum IntHash64: ScalarFunction {
    static let name = "intHash64"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "A 64-bit hash of an integer.", example: "intHash64(42)", "11490350930367293593")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkIntegerHash(name, arguments)
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint64((signExtendedBits(arguments[0].column)).map(saltedHash64))
    }
}

private func checkIntegerHash(_ name: String, _ arguments: [Argument]) throws(QueryError) {
    try checkArgumentCount(name, arguments, 1...1)
    switch arguments[0].type {
    case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .bool, .date, .date32, .dateTime, .decimal:
        break
    default: throw illegalArgumentType(name, 0, arguments[0].type)
    }
    guard let width = arguments[0].type.fixedWidth, width <= 8 else {
        throw illegalArgumentType(name, 0, arguments[0].type)
    }
}

enum JavaHash: ScalarFunction {
    static let name = "javaHash"
    static let documentation = FunctionDocumentation(
        "Java's hashCode of a string or signed integer.", example: "javaHash('Hello, world!')", "-1880044555")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let type = arguments[0].type
        guard !type.isUnsignedInteger else { throw QueryError(.notImplemented, "Unsigned types are not supported") }
        guard type.isStringOrFixedString || type.isNativeInteger else { throw illegalArgumentType(name, 0, type) }
        return .int32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if arguments[0].type.isNativeInteger {
            let isWide = arguments[0].type == .int64
            return .int32(
                arguments[0].integers.map {
                    Int32(truncatingIfNeeded: isWide ? $0 ^ Int64(UInt64(bitPattern: $0) &>> 32) : $0)
                })
        }
        let strings = arguments[0].strings
        let bytes = strings.bytes.span
        return .int32((0..<rowCount).map { javaHashCode(bytes, strings.range(of: $0)) })
    }
}

enum HiveHash: ScalarFunction {
    static let name = "hiveHash"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "Hive's hash of a string: Java's without the sign.", example: "hiveHash('Hello, world!')", "267439093")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return .int32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let bytes = strings.bytes.span
        return .int32((0..<rowCount).map { javaHashCode(bytes, strings.range(of: $0)) & Int32.max })
    }
}

private func javaHashCode(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int32 {
    var hash: Int32 = 0
    for index in range { hash = hash &* 31 &+ Int32(Int8(bitPattern: bytes[index])) }
    return hash
}

/// The numbers as 64 bits; what is signed keeps its sign.
private func signExtendedBits(_ column: Column) -> [UInt64] {
    switch column {
    case .uint64(let values): values
    default: TypedColumn(type: .int64, column: column).integers.map { UInt64(bitPattern: $0) }
    }
}
