import Columns
import Errors

/// A function that is computed from the values of one row after the other: for what is seldom called on many rows.
protocol RowwiseFunction: ScalarFunction {
    /// What each argument must be; the last `optionalCount` of them may be left out.
    static var signature: [ArgumentKind] { get }
    static var optionalCount: Int { get }
    /// The type of the result for arguments that fit the signature.
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType
    static func value(_ row: [Value]) throws(QueryError) -> Value
}

extension RowwiseFunction {
    static var optionalCount: Int { 0 }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ArgumentKind.check(name, arguments, signature, optionalCount: optionalCount)
        return try type(of: arguments)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let columns = arguments.map(\.column)
        var values: [Value] = []
        values.reserveCapacity(rowCount)
        for row in 0..<rowCount { values.append(try value(columns.map { $0.value(at: row) })) }
        return try Column(values, as: result)
    }
}

/// What an argument may be.
enum ArgumentKind: Sendable {
    case text, integer, wideInteger, number, decimalOrNumber, array, map, tuple, time, uuid, anything
    /// The same, and known before the query runs.
    indirect case constant(ArgumentKind)

    static func check(
        _ name: String, _ arguments: [Argument], _ signature: [ArgumentKind], optionalCount: Int = 0
    ) throws(QueryError) {
        try checkArgumentCount(name, arguments, signature.count - optionalCount...signature.count)
        for (position, argument) in arguments.enumerated() {
            try signature[position].check(name, argument, position)
        }
    }

    private func check(_ name: String, _ argument: Argument, _ position: Int) throws(QueryError) {
        if case .constant(let kind) = self {
            try kind.check(name, argument, position)
            guard argument.constant != nil else {
                throw QueryError(.illegalColumn, "Argument at index \(position) for function \(name) must be constant")
            }
            return
        }
        guard accepts(argument.type) else { throw illegalArgumentType(name, position, argument.type) }
    }

    private func accepts(_ type: DataType) -> Bool {
        switch (self, type) {
        case (.anything, _), (.array, .array), (.map, .map), (.tuple, .tuple), (.uuid, .uuid): true
        case (.text, _): type.isStringOrFixedString
        case (.integer, _): type.isNativeInteger
        case (.wideInteger, _): type.isInteger
        case (.number, _): type.isNativeInteger || type.isFloat
        case (.decimalOrNumber, .decimal): true
        case (.decimalOrNumber, _): type.isInteger || type.isFloat
        case (.time, .date), (.time, .date32), (.time, .dateTime), (.time, .dateTime64): true
        default: false
        }
    }
}

extension Value {
    /// The bytes of a string; none for every other value.
    var bytes: [UInt8] { if case .string(let bytes) = self { bytes } else { [] } }

    /// The elements of an array or tuple; none for every other value.
    var elements: [Value] {
        switch self {
        case .array(let elements), .tuple(let elements): elements
        default: []
        }
    }

    /// A whole number, clamped to 64 bits; a float towards zero, 0 for what is no number.
    var integer: Int64 {
        switch self {
        case .int64(let number): number
        case .uint64(let number): Int64(clamping: number)
        case .int128(let number): Int64(clamping: number)
        case .uint128(let number): Int64(clamping: number)
        case .float64(let number):
            Int64(exactly: number.rounded(.towardZero)) ?? (number.isNaN ? 0 : number < 0 ? .min : .max)
        case .int256(let number): Int64(exactly: number) ?? (number < 0 ? .min : .max)
        case .uint256(let number): Int64(exactly: number) ?? .max
        default: 0
        }
    }

    /// The nearest float; 0 for what is no number.
    var double: Double {
        switch self {
        case .float64(let number): number
        case .int64(let number): Double(number)
        case .uint64(let number): Double(number)
        case .int128(let number): Double(number)
        case .uint128(let number): Double(number)
        case .int256(let number): number.doubleValue
        case .uint256(let number): number.doubleValue
        default: 0
        }
    }
}
