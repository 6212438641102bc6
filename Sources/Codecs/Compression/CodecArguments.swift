import Columns
import Errors

/// Throws when a codec without arguments was given some.
func refuseArguments(_ arguments: [Value], of codec: String) throws(QueryError) {
    guard arguments.isEmpty else {
        throw QueryError(.dataTypeCannotHaveArguments, "Compression codec \(codec) cannot have arguments")
    }
}

/// A level, as ClickHouse reads one: any integer, a negative one as its bits.
func levelArgument(_ argument: Value) throws(QueryError) -> UInt64 {
    switch argument {
    case .uint64(let number): return number
    case .int64(let number): return UInt64(bitPattern: number)
    default:
        throw QueryError(.badGet, "Bad get: has \(kindName(argument)), requested UInt64")
    }
}

/// An argument that must be a non-negative integer; `what` begins the message.
func unsignedArgument(_ argument: Value, _ what: String) throws(QueryError) -> UInt64 {
    switch argument {
    case .uint64(let number): return number
    case .int64(let number) where number >= 0: return UInt64(number)
    default: throw QueryError(.illegalCodecParameter, "\(what) must be unsigned integer")
    }
}

/// ClickHouse's name of the kind of a literal.
func kindName(_ value: Value) -> String {
    switch value {
    case .null: "Null"
    case .uint64: "UInt64"
    case .int64: "Int64"
    case .uint128: "UInt128"
    case .int128: "Int128"
    case .uint256: "UInt256"
    case .int256: "Int256"
    case .float64: "Float64"
    case .string: "String"
    case .array: "Array"
    case .tuple: "Tuple"
    }
}

/// The width of `type`'s values for a codec that takes 1, 2, 4 or 8 bytes.
func valueWidth(of type: DataType, for codec: String) throws(QueryError) -> Int {
    guard let width = type.fixedWidth else {
        throw QueryError(
            .badArguments,
            "Codec \(codec) is not applicable for \(type.name) because the data type is not of fixed size")
    }
    guard isIntegerWidth(width) else {
        throw QueryError(
            .badArguments,
            "Codec \(codec) is only applicable for data types of size 1, 2, 4, 8 bytes. Given type \(type.name)")
    }
    return width
}

func isIntegerWidth(_ width: Int) -> Bool { width == 1 || width == 2 || width == 4 || width == 8 }

extension DataType {
    /// ClickHouse's `isValueRepresentedByNumber`: numbers, dates, enums, decimals and IPv4.
    var isRepresentedByNumber: Bool {
        switch self {
        case .fixedString, .uuid, .ipv6: false
        default: fixedWidth != nil
        }
    }
}
