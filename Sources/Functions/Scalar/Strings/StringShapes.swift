import Columns
import Errors

/// A function of one string whose result is a piece of that string.
protocol StringSlice: ScalarFunction {
    static func slice(_ text: Span<UInt8>) -> Range<Int>
}

extension StringSlice {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var starts = [Int](repeating: 0, count: rowCount)
        var lengths = starts
        let bytes = strings.bytes.span
        for row in 0..<rowCount {
            let range = strings.range(of: row)
            let piece = slice(bytes.extracting(range))
            starts[row] = range.lowerBound &+ piece.lowerBound
            lengths[row] = piece.count
        }
        return .string(strings.slicing(starts: starts, lengths: lengths))
    }
}

/// A function of one string that writes another.
protocol StringMapping: ScalarFunction {
    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) throws(QueryError)
}

extension StringMapping {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let bytes = strings.bytes.span
        var written = StringColumn()
        written.bytes.reserveCapacity(strings.bytes.count)
        written.ends.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            try append(bytes.extracting(strings.range(of: row)), to: &written.bytes)
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

/// A function of one string that gives a number.
protocol StringMeasure: ScalarFunction {
    associatedtype Number: FixedWidthValue
    static var resultType: DataType { get }
    static func measure(_ text: Span<UInt8>) -> Number
}

extension StringMeasure {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try checkStrings(name, arguments, 0)
        return resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var numbers = [Number](repeating: .zero, count: rowCount)
        let bytes = strings.bytes.span
        for row in 0..<rowCount { numbers[row] = measure(bytes.extracting(strings.range(of: row))) }
        return Number.column(numbers)
    }
}
