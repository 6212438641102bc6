import Columns
import Errors

/// The largest power of two that is not above the number.
package struct RoundToExp2: ScalarFunction {
    package static let name = "roundToExp2"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The largest power of two not above the number; 0 below 1 for integers.",
        examples: [.init(sql: "roundToExp2(100)", result: "64")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard NumberShape(arguments[0].type) != nil else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        switch arguments[0].column {
        case .float32(let values): return .float32(values.map { Float(bitPattern: $0.bitPattern & 0xFF80_0000) })
        case .float64(let values):
            return .float64(values.map { Double(bitPattern: $0.bitPattern & 0xFFF0_0000_0000_0000) })
        default:
            var visitor = HighestBit(column: arguments[0].column)
            return try visitor.run(on: result.physicalKind) ?? arguments[0].column
        }
    }
}

private struct HighestBit: IntegerTypeVisitor {
    let column: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        guard let values = T.values(of: column) else { return column }
        return T.column(values.map { $0 <= 0 ? 0 : 1 &<< T(T.bitWidth - 1 - $0.leadingZeroBitCount) })
    }
}

/// The largest step that is not above the number.
package struct RoundDown: ScalarFunction {
    package static let name = "roundDown"
    package static let documentation = FunctionDocumentation(
        summary: "The largest element of the array not above the number; the least one for numbers below all.",
        examples: [.init(sql: "roundDown(5, [1, 4, 8])", result: "4")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard case .array(let step) = arguments[1].type, arguments[1].constant != nil else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        guard arguments[0].type.isNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return try leastSupertype(of: [arguments[0].type, step])
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let step) = arguments[1].type, case .array(let array) = arguments[1].column else {
            throw wrongLayout(arguments[1].column, arguments[1].type)
        }
        let steps = try convertColumn(array.elements, from: step, to: result, in: context)
        let values = try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
        let own = array.ends.isEmpty ? 0..<0 : array.range(of: 0)
        guard !own.isEmpty else {
            throw QueryError(.illegalTypeOfArgument, "Empty array is illegal for boundaries in \(name)")
        }
        let order = own.sorted { steps.compare($0, with: steps, $1) < 0 }
        let rows = (0..<rowCount).map { row in
            var (low, high) = (0, order.count)
            while low < high {
                let middle = (low + high) / 2
                if steps.compare(order[middle], with: values, row) <= 0 { low = middle + 1 } else { high = middle }
            }
            return UInt32(truncatingIfNeeded: order[max(low - 1, 0)])
        }
        return steps.gathering(rows)
    }
}

/// A number rounded down to fixed steps.
protocol FixedStepFunction: ScalarFunction {
    static var stepType: DataType { get }
    static var steps: [(from: Double, answer: UInt64)] { get }
}

extension FixedStepFunction {
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard NumberShape(arguments[0].type) != nil else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return stepType
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .float64(let values) = try arguments[0].column.asNumbers(.float64) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let steps = steps
        let answers = values.map { value in steps.last { value >= $0.from }?.answer ?? 0 }
        return try Column.uint64(answers).asNumbers(result.physicalKind)
    }
}

/// Durations in seconds to the steps that reports use.
package struct RoundDuration: FixedStepFunction {
    package static let name = "roundDuration"
    static let stepType = DataType.uint16
    static let steps: [(from: Double, answer: UInt64)] = [
        1, 10, 30, 60, 120, 180, 240, 300, 600, 1200, 1800, 3600, 7200, 18_000, 36_000,
    ].map { (Double($0), UInt64($0)) }
    package static let documentation = FunctionDocumentation(
        summary: "A duration in seconds, rounded down to 1, 10, 30, 60, 120 … 36000.",
        examples: [.init(sql: "roundDuration(100)", result: "60")])
}

/// Ages to the groups that reports use.
package struct RoundAge: FixedStepFunction {
    package static let name = "roundAge"
    static let stepType = DataType.uint8
    static let steps: [(from: Double, answer: UInt64)] = [
        (1, 17), (18, 18), (25, 25), (35, 35), (45, 45), (55, 55),
    ]
    package static let documentation = FunctionDocumentation(
        summary: "An age's group: 0, 17, 18, 25, 35, 45, 55.", examples: [.init(sql: "roundAge(20)", result: "18")])
}
