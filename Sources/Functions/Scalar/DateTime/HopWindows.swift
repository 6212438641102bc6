import Columns
import Errors

/// `hop` and its ends: the last window of those that start every hop and hold a time.
protocol HopFunction: ScalarFunction {
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column
    static func type(_ part: DataType) -> DataType
}

extension HopFunction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...4)
        guard case .dateTime = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        var units: [IntervalUnit] = []
        for position in 1...2 {
            guard case .interval(let unit) = arguments[position].type, let value = arguments[position].constant else {
                throw illegalArgumentType(name, position, arguments[position].type)
            }
            guard value.value(at: 0).integer > 0 else {
                throw QueryError(
                    .argumentOutOfBound, "Value for column \(position + 1) of function \(name) must be positive")
            }
            units.append(unit)
        }
        guard units[0] == units[1] else {
            throw QueryError(
                .illegalColumn, "Illegal type of window and hop column of function \(name), must be same")
        }
        let zone = try TimeArguments.checkedZone(name, arguments, at: 3) ?? arguments[0].type.ownZone
        return type(.dateTime(zone: zone))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (hop, length) = (arguments[1], arguments[2])
        let zone = arguments.count > 3 ? [arguments[3]] : []
        let wanted: DataType = if case .tuple(let elements) = result { elements[0].type } else { result }
        let begin = try FunctionCall.evaluate(
            ToStartOfInterval.self, [arguments[0], hop] + zone, rowCount: rowCount, in: context)
        let start = TypedColumn(
            type: wanted, column: try convertColumn(begin.column, from: begin.type, to: wanted, in: context))
        let end = try FunctionCall.evaluate(Plus.self, [start, hop], rowCount: rowCount, in: context)
        let first = try FunctionCall.evaluate(Minus.self, [end, length], rowCount: rowCount, in: context)
        return parts(first, end)
    }
}

enum Hop: HopFunction {
    static let name = "hop"
    static let documentation = FunctionDocumentation(
        "The start and the end of the last window that a time lies in, of windows that start every hop.",
        example: "hop(toDateTime('2024-01-01 00:00:30'), toIntervalDay(1), toIntervalDay(3))",
        "('2023-12-30 00:00:00','2024-01-02 00:00:00')")

    static func type(_ part: DataType) -> DataType { .tuple([TupleElement(nil, part), TupleElement(nil, part)]) }
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column {
        .tuple(TupleColumn(elements: [start.column.materialised, end.column.materialised], count: start.column.count))
    }
}

enum HopStart: HopFunction {
    static let name = "hopStart"
    static let documentation = FunctionDocumentation(
        "The start of the last window that a time lies in, of windows that start every hop.",
        example: "hopStart(toDateTime('2024-01-01 00:00:30'), toIntervalDay(1), toIntervalDay(3))",
        "2023-12-30 00:00:00")

    static func type(_ part: DataType) -> DataType { part }
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column { start.column }
}

enum HopEnd: HopFunction {
    static let name = "hopEnd"
    static let documentation = FunctionDocumentation(
        "The end of the last window that a time lies in, of windows that start every hop.",
        example: "hopEnd(toDateTime('2024-01-01 00:00:30'), toIntervalDay(1), toIntervalDay(3))",
        "2024-01-02 00:00:00")

    static func type(_ part: DataType) -> DataType { part }
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column { end.column }
}
