import Columns
import Errors

/// How many bytes or elements a value has.
enum Lengths {
    /// The length of every value; `nil` where the type has none.
    static func of(_ argument: TypedColumn) throws(QueryError) -> [Int]? {
        switch argument.column {
        case .string(let strings): lengths(strings.ends)
        case .array(let array): lengths(array.ends)
        case .fixedString(let strings): [Int](repeating: strings.size, count: strings.count)
        default: nil
        }
    }

    private static func lengths(_ ends: [Int]) -> [Int] {
        var result = ends
        var start = 0
        for row in ends.indices {
            result[row] = ends[row] &- start
            start = ends[row]
        }
        return result
    }
}

/// The bytes of a string, the elements of an array or map.
package struct Length: ScalarFunction {
    package static let name = "length"
    package static let aliases = ["OCTET_LENGTH", "CARDINALITY"]
    package static let isCaseInsensitive = true
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of bytes of a string, of elements of an array or map.",
        examples: [.init(sql: "length([1, 2, 3])", result: "3")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        switch arguments[0].type.storedValue {
        case .string, .fixedString, .array, .map: return .uint64
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let lengths = try Lengths.of(arguments[0]) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        return .uint64(lengths.map { UInt64($0) })
    }
}

/// A test for emptiness.
protocol EmptinessTest: ScalarFunction {
    /// The answer for a value that is empty.
    static var whenEmpty: UInt8 { get }
}

extension EmptinessTest {
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        switch arguments[0].type.storedValue {
        case .string, .fixedString, .array, .map, .uuid, .ipv4, .ipv6: return .uint8
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let otherwise = 1 &- whenEmpty
        switch arguments[0].column {
        case .uint128(let values): return .uint8(values.map { $0 == 0 ? whenEmpty : otherwise })
        case .uint32(let values): return .uint8(values.map { $0 == 0 ? whenEmpty : otherwise })
        case .fixedString:
            let strings = try StringOperand(arguments[0].column)
            return .uint8((0..<rowCount).map { strings.range(of: $0).isEmpty ? whenEmpty : otherwise })
        default:
            guard let lengths = try Lengths.of(arguments[0]) else {
                throw wrongLayout(arguments[0].column, arguments[0].type)
            }
            return .uint8(lengths.map { $0 == 0 ? whenEmpty : otherwise })
        }
    }
}

/// Nothing in it.
package struct Empty: EmptinessTest {
    package static let name = "empty"
    static let whenEmpty: UInt8 = 1
    package static let documentation = FunctionDocumentation(
        summary: "Whether a string, array or map is empty, or an address or UUID all zero.",
        examples: [.init(sql: "empty('')", result: "1")])
}

/// Something in it.
package struct NotEmpty: EmptinessTest {
    package static let name = "notEmpty"
    static let whenEmpty: UInt8 = 0
    package static let documentation = FunctionDocumentation(
        summary: "Whether a string, array or map is not empty.", examples: [.init(sql: "notEmpty('a')", result: "1")])
}

/// A string's bytes or an array's elements in the other order.
package struct Reverse: ScalarFunction {
    package static let name = "reverse"
    package static let isCaseInsensitive = true
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The bytes of a string, or the elements of an array, in the other order.",
        examples: [.init(sql: "reverse('abc')", result: "cba")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        switch arguments[0].type.storedValue {
        case .string, .fixedString, .array: return arguments[0].type
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        switch arguments[0].column {
        case .string(var strings):
            let bytes = strings.bytes
            for row in 0..<strings.count {
                let range = strings.range(of: row)
                for index in range { strings.bytes[range.lowerBound &+ range.upperBound &- 1 &- index] = bytes[index] }
            }
            return .string(strings)
        case .fixedString(var strings):
            let bytes = strings.bytes
            for row in 0..<strings.count {
                for index in 0..<strings.size {
                    strings.bytes[row &* strings.size &+ index] = bytes[(row &+ 1) &* strings.size &- 1 &- index]
                }
            }
            return .fixedString(strings)
        default:
            return try ArrayReverse.evaluate(arguments, to: result, rowCount: rowCount, in: context)
        }
    }
}
