import Columns
import Errors

/// `tumble` and its ends: the window of one length that a time lies in.
protocol TumbleFunction: ScalarFunction {
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column
    static func type(_ part: DataType) -> DataType
}

extension TumbleFunction {
    private static func bounds(
        _ arguments: [TypedColumn], rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> (TypedColumn, TypedColumn) {
        let start = try FunctionCall.evaluate(ToStartOfInterval.self, arguments, rowCount: rowCount, in: context)
        let end = try FunctionCall.evaluate(Plus.self, [start, length(arguments[1])], rowCount: rowCount, in: context)
        return (start, end)
    }

    /// Days and weeks are as long as they are in UTC, also over a change of the clock.
    private static func length(_ interval: TypedColumn) -> TypedColumn {
        guard case .interval(let unit) = interval.type, unit == .day || unit == .week,
            case .int64(let numbers) = interval.column.materialised
        else { return interval }
        let seconds: Int64 = unit == .day ? 86_400 : 604_800
        return TypedColumn(type: .interval(.second), column: .int64(numbers.map { $0 &* seconds }))
    }

    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        guard case .dateTime = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard case .interval = arguments[1].type, arguments[1].constant != nil else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        let zone = try TimeArguments.checkedZone(name, arguments, at: 2) ?? arguments[0].type.ownZone
        let start = try FunctionCall.result(ToStartOfInterval.self, arguments, in: context)
        guard case .dateTime = start else { return type(.dateTime(zone: zone)) }
        return type(start)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var (start, end) = try bounds(arguments, rowCount: rowCount, in: context)
        let wanted: DataType = if case .tuple(let elements) = result { elements[0].type } else { result }
        if start.type != wanted {
            start = TypedColumn(
                type: wanted, column: try convertColumn(start.column, from: start.type, to: wanted, in: context))
            end = TypedColumn(
                type: wanted, column: try convertColumn(end.column, from: end.type, to: wanted, in: context))
        }
        return parts(start, end)
    }
}

enum Tumble: TumbleFunction {
    static let name = "tumble"
    static let documentation = FunctionDocumentation(
        "The start and the end of the window of one length that a time lies in.",
        example: "tumble(toDateTime('2024-01-01 00:01:02'), toIntervalMinute(1))",
        "('2024-01-01 00:01:00','2024-01-01 00:02:00')")

    static func type(_ part: DataType) -> DataType { .tuple([TupleElement(nil, part), TupleElement(nil, part)]) }
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column {
        .tuple(TupleColumn(elements: [start.column.materialised, end.column.materialised], count: start.column.count))
    }
}

enum TumbleStart: TumbleFunction {
    static let name = "tumbleStart"
    static let documentation = FunctionDocumentation(
        "The start of the window of one length that a time lies in.",
        example: "tumbleStart(toDateTime('2024-01-01 00:01:02'), toIntervalMinute(1))", "2024-01-01 00:01:00")

    static func type(_ part: DataType) -> DataType { part }
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column { start.column }
}

enum TumbleEnd: TumbleFunction {
    static let name = "tumbleEnd"
    static let documentation = FunctionDocumentation(
        "The end of the window of one length that a time lies in.",
        example: "tumbleEnd(toDateTime('2024-01-01 00:01:02'), toIntervalMinute(1))", "2024-01-01 00:02:00")

    static func type(_ part: DataType) -> DataType { part }
    static func parts(_ start: TypedColumn, _ end: TypedColumn) -> Column { end.column }
}

enum TimeSlots: RowwiseFunction {
    static let name = "timeSlots"
    static let signature: [ArgumentKind] = [.time, .integer, .constant(.integer)]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "The slots of half an hour, or of another length, that a time and a duration touch.",
        example: "timeSlots(toDateTime('2012-01-01 12:20:00'), toUInt32(600))",
        "['2012-01-01 12:00:00','2012-01-01 12:30:00']")
    private static let slotCountMax: Int64 = 1_000_000

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        guard case .dateTime = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard arguments[1].type == .uint32 else { throw illegalArgumentType(name, 1, arguments[1].type) }
        if arguments.count > 2, let constant = arguments[2].constant, constant.value(at: 0).integer <= 0 {
            throw QueryError(.badArguments, "Third argument for function \(name) must be greater than zero")
        }
        return .array(arguments[0].type)
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let size = row.count > 2 ? row[2].integer : 1800
        let (start, length) = (row[0].integer, row[1].integer)
        let first = start / size
        let last = (start + length) / size
        guard last - first < slotCountMax else {
            throw QueryError(.tooLargeArraySize, "Too many slots in function \(name): \(last - first)")
        }
        return .array((first...last).map { .int64(Int64(UInt32(truncatingIfNeeded: $0 * size))) })
    }
}
