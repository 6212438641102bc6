import Columns
import Errors

/// `trimLeft`, `trimRight`, `trimBoth`: spaces, or the bytes of a second constant argument, taken off the ends.
protocol TrimFunction: ScalarFunction {
    static var trimsLeft: Bool { get }
    static var trimsRight: Bool { get }
}

extension TrimFunction {
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try checkStrings(name, arguments, 0, 1)
        if arguments.count > 1, arguments[1].constant == nil {
            throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant string")
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var isTrimmed = [Bool](repeating: false, count: 256)
        for byte in arguments.count > 1 ? arguments[1].constantBytes ?? [] : [UInt8(ascii: " ")] {
            isTrimmed[Int(byte)] = true
        }
        let strings = arguments[0].strings
        var starts = [Int](repeating: 0, count: rowCount)
        var lengths = starts
        let bytes = strings.bytes.span
        for row in 0..<rowCount {
            let range = strings.range(of: row)
            var (start, end) = (range.lowerBound, range.upperBound)
            if trimsLeft { while start < end, isTrimmed[Int(bytes[start])] { start &+= 1 } }
            if trimsRight { while start < end, isTrimmed[Int(bytes[end &- 1])] { end &-= 1 } }
            starts[row] = start
            lengths[row] = end &- start
        }
        return .string(strings.slicing(starts: starts, lengths: lengths))
    }
}

enum TrimLeft: TrimFunction {
    static let name = "trimLeft"
    static let aliases = ["ltrim"]
    static let trimsLeft = true
    static let trimsRight = false
    static let documentation = FunctionDocumentation(
        "The string without spaces, or bytes of the second argument, at its start.",
        example: "trimLeft('***a', '*')", "a")
}

enum TrimRight: TrimFunction {
    static let name = "trimRight"
    static let aliases = ["rtrim"]
    static let trimsLeft = false
    static let trimsRight = true
    static let documentation = FunctionDocumentation(
        "The string without spaces, or bytes of the second argument, at its end.",
        example: "trimRight('a***', '*')", "a")
}

enum TrimBoth: TrimFunction {
    static let name = "trimBoth"
    static let aliases = ["trim"]
    static let trimsLeft = true
    static let trimsRight = true
    static let documentation = FunctionDocumentation(
        "The string without spaces, or bytes of the second argument, at both ends.",
        example: "trimBoth('**a**', '*')", "a")
}
