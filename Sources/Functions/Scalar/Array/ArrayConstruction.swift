import Columns
import Errors

/// `[a, b, …]`.
package struct MakeArray: ScalarFunction {
    package static let name = "array"
    package static let nulls = NullRule.seen
    package static let dictionaries = DictionaryRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "An array of the arguments.", examples: [.init(sql: "array(1, 2, 3)", result: "[1,2,3]")])
    package static let toleratesEveryValue = true

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let element = try leastSupertype(ofArguments: arguments)
        return .array(element)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result else { throw wrongLayout(.nothing(count: 0), result) }
        guard !arguments.isEmpty else {
            return .array(
                ArrayColumn(ends: [Int](repeating: 0, count: rowCount), elements: .defaults(of: element, count: 0)))
        }
        var columns: [Column] = []
        for argument in arguments {
            columns.append(
                try convertColumn(argument.column, from: argument.type, to: element, in: context).materialised)
        }
        let all = Column.concatenating(columns)
        let width = arguments.count
        var rows = [UInt32](repeating: 0, count: rowCount * width)
        for row in 0..<rowCount {
            for position in 0..<width {
                rows[row &* width &+ position] = UInt32(truncatingIfNeeded: position &* rowCount &+ row)
            }
        }
        let ends = (0..<rowCount).map { ($0 &+ 1) &* width }
        return .array(ArrayColumn(ends: ends, elements: width == 1 ? columns[0] : all.gathering(rows)))
    }
}

/// `range([start,] end[, step])`.
package struct RangeOfNumbers: ScalarFunction {
    package static let name = "range"
    package static let documentation = FunctionDocumentation(
        summary: "The integers from the first number (0 if there is one argument) up to the second, by a step.",
        examples: [.init(sql: "range(2, 10, 3)", result: "[2,5,8]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        for (position, argument) in arguments.enumerated() where !argument.type.isInteger {
            throw illegalArgumentType(name, position, argument.type)
        }
        return .array(try leastSupertype(of: arguments.map(\.type)))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result else { throw wrongLayout(.nothing(count: 0), result) }
        var bounds: [[Int64]] = []
        for argument in arguments {
            bounds.append(try ArrayArgument.integers(argument, rowCount: rowCount).map { $0 ?? 0 })
        }
        var values: [Int64] = []
        var ends: [Int] = []
        for row in 0..<rowCount {
            let start = bounds.count == 1 ? 0 : bounds[0][row]
            let end = bounds.count == 1 ? bounds[0][row] : bounds[1][row]
            let step = bounds.count == 3 ? bounds[2][row] : 1
            if bounds.count == 1, end < 0 {
                throw QueryError(
                    .argumentOutOfBound,
                    "A call to function range overflows, only support positive values when only end is provided")
            }
            guard step != 0 else {
                throw QueryError(.argumentOutOfBound, "A call to function range: the step can't be zero")
            }
            let count = Self.count(from: start, to: end, by: step)
            guard count <= Self.elementsMax - values.count else {
                throw QueryError(
                    .argumentOutOfBound,
                    "A call to function range would produce \(values.count.addingReportingOverflow(count).partialValue)"
                        + " array elements, which is greater than the allowed maximum of \(Self.elementsMax)")
            }
            var value = start
            for _ in 0..<count {
                values.append(value)
                value &+= step
            }
            ends.append(values.count)
        }
        let elements = try Column.int64(values).asNumbers(element.physicalKind)
        return .array(ArrayColumn(ends: ends, elements: elements))
    }

    /// ClickHouse's default of `function_range_max_elements_in_block`.
    private static let elementsMax = 500_000_000

    /// How many numbers there are from `start` on before `end`; clamped to what an `Int` holds.
    private static func count(from start: Int64, to end: Int64, by step: Int64) -> Int {
        guard step > 0 ? start < end : start > end else { return 0 }
        let distance = (start < end ? Int128(end) - Int128(start) : Int128(start) - Int128(end)) - 1
        return Int(clamping: distance / Int128(step.magnitude) + 1)
    }
}

/// `arrayWithConstant(n, x)`.
package struct ArrayWithConstant: ScalarFunction {
    package static let name = "arrayWithConstant"
    package static let nulls = NullRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "An array with one value so many times.",
        examples: [.init(sql: "arrayWithConstant(3, 'a')", result: "['a','a','a']")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard arguments[0].type.isInteger else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .array(arguments[1].type)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let counts = try ArrayArgument.integers(arguments[0], rowCount: rowCount)
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let count = counts[row] ?? 0
            guard count >= 0 else { throw QueryError(.tooLargeArraySize, "Array size \(count) cannot be negative") }
            let countMax = ArrayBuilder.madeElementsMax
            guard count <= countMax, builder.count + Int(count) <= countMax else {
                throw QueryError(.tooLargeArraySize, "Array size \(count) is too large")
            }
            for _ in 0..<count { builder.append(row) }
            builder.endRow()
        }
        return builder.column(of: arguments[1].column.materialised)
    }
}

/// `emptyArrayT()`.
struct EmptyArray<Target: PlainTarget>: ScalarFunction {
    static var name: String { "emptyArray\(Target.suffix)" }
    static var documentation: FunctionDocumentation {
        FunctionDocumentation(
            summary: "An empty array of \(Target.suffix).", examples: [.init(sql: "\(name)()", result: "[]")])
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .array(Target.plain)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .defaults(of: result, count: rowCount)
    }
}

enum PlainString: PlainTarget { static var plain: DataType { .string } }

/// Empty arrays become arrays of one default value.
package struct EmptyArrayToSingle: ScalarFunction {
    package static let name = "emptyArrayToSingle"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The array, or one default value where it is empty.",
        examples: [.init(sql: "emptyArrayToSingle(emptyArrayUInt8())", result: "[0]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .array(try ArrayArgument.element(name, arguments, 0))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let array = try ArrayArgument.column(arguments[0])
        guard case .array(let element) = result else { throw wrongLayout(arguments[0].column, result) }
        let filler = array.elements.count
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let range = array.range(of: row)
            if range.isEmpty { builder.append(filler) } else { builder.append(contentsOf: range) }
            builder.endRow()
        }
        return builder.column(of: Column.concatenating([array.elements, .defaults(of: element, count: 1)]))
    }
}
