import Columns
import Errors

/// Intervals of several units as tuples, and times moved by them.
enum IntervalTuple {
    static func units(_ type: DataType) -> [TupleElement]? {
        switch type {
        case .interval: return [TupleElement(nil, type)]
        case .tuple(let elements):
            return elements.allSatisfy({ if case .interval = $0.type { true } else { false } }) ? elements : nil
        default: return nil
        }
    }

    static func columns(_ argument: TypedColumn) -> [Column] {
        if case .tuple(let tuple) = argument.column.materialised { return tuple.elements }
        return [argument.column.materialised]
    }

    static func numbers(_ column: Column) -> [Int64] { if case .int64(let numbers) = column { numbers } else { [] } }
}

/// `addInterval(i, i)` and `subtractInterval(i, i)`.
protocol IntervalSum: ScalarFunction {
    static func combine(_ left: Int64, _ right: Int64) -> Int64
}

extension IntervalSum {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        guard let units = IntervalTuple.units(arguments[0].type) else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        guard case .interval = arguments[1].type else { throw illegalArgumentType(name, 1, arguments[1].type) }
        if units.last?.type == arguments[1].type { return .tuple(units) }
        return .tuple(units + [TupleElement(nil, arguments[1].type)])
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var columns = IntervalTuple.columns(arguments[0]).map(IntervalTuple.numbers)
        let added = IntervalTuple.numbers(arguments[1].column.materialised)
        guard case .tuple(let elements) = result else { throw wrongLayout(arguments[0].column, result) }
        if columns.count < elements.count { columns.append([Int64](repeating: 0, count: rowCount)) }
        if let last = columns.popLast() { columns.append(zip(last, added).map { combine($0, $1) }) }
        return .tuple(TupleColumn(elements: columns.map { .int64($0) }, count: rowCount))
    }
}

enum AddInterval: IntervalSum {
    static let name = "addInterval"
    static let documentation = FunctionDocumentation(
        "The interval, or tuple of intervals, with another one added.",
        example: "addInterval(toIntervalDay(1), toIntervalMonth(2))", "(1,2)")

    static func combine(_ left: Int64, _ right: Int64) -> Int64 { left &+ right }
}

enum SubtractInterval: IntervalSum {
    static let name = "subtractInterval"
    static let documentation = FunctionDocumentation(
        "The interval, or tuple of intervals, with another one taken off.",
        example: "subtractInterval(toIntervalDay(1), toIntervalDay(2))", "(-1)")

    static func combine(_ left: Int64, _ right: Int64) -> Int64 { left &- right }
}

/// `addTupleOfIntervals(t, i)` and `subtractTupleOfIntervals(t, i)`.
protocol IntervalsMove: ScalarFunction {
    static var operation: any ScalarFunction.Type { get }
}

extension IntervalsMove {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try TimeArguments.check(name, arguments, at: 0)
        guard case .tuple = arguments[1].type, let units = IntervalTuple.units(arguments[1].type) else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        var type = arguments[0].type
        for unit in units {
            type = try FunctionCall.result(operation, [Argument(type: type), Argument(type: unit.type)], in: context)
        }
        return type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var value = arguments[0]
        let units = IntervalTuple.units(arguments[1].type) ?? []
        for (unit, column) in zip(units, IntervalTuple.columns(arguments[1])) {
            let interval = TypedColumn(type: unit.type, column: column)
            value = try FunctionCall.evaluate(operation, [value, interval], rowCount: rowCount, in: context)
        }
        return value.column
    }
}

enum AddTupleOfIntervals: IntervalsMove {
    static let name = "addTupleOfIntervals"
    static let operation: any ScalarFunction.Type = Plus.self
    static let documentation = FunctionDocumentation(
        "The time moved on by several intervals, one after the other.",
        example: "addTupleOfIntervals(toDate('2018-01-01'), (toIntervalDay(1), toIntervalMonth(1)))", "2018-02-02")
}

enum SubtractTupleOfIntervals: IntervalsMove {
    static let name = "subtractTupleOfIntervals"
    static let operation: any ScalarFunction.Type = Minus.self
    static let documentation = FunctionDocumentation(
        "The time moved back by several intervals, one after the other.",
        example: "subtractTupleOfIntervals(toDate('2018-01-01'), (toIntervalDay(1), toIntervalMonth(1)))",
        "2017-11-30")
}
