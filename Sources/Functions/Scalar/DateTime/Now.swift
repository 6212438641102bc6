import Columns
import Errors

private let nanosecondsPerSecond: Int64 = 1_000_000_000

/// The zone of an optional constant first argument.
private func checkedZone(_ name: String, _ arguments: [Argument]) throws(QueryError) -> String? {
    try checkArgumentCount(name, arguments, 0...1)
    return try TimeArguments.checkedZone(name, arguments, at: 0)
}

private func constant(_ value: Value, _ type: DataType, _ rowCount: Int) throws(QueryError) -> Column {
    .constant(ConstantColumn(try Column([value], as: type), count: rowCount))
}

private func seconds(_ nanoseconds: Int64) -> Value {
    .uint64(UInt64(UInt32(clamping: floorDivide(nanoseconds, by: nanosecondsPerSecond))))
}

enum Now: ScalarFunction {
    static let name = "now"
    static let aliases = ["current_timestamp", "localtimestamp"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "When the query began.", example: "now() >= toDateTime('2024-01-01 00:00:00')", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        .dateTime(zone: try checkedZone(name, arguments))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try constant(seconds(context.startNanoseconds), result, rowCount)
    }
}

enum UTCTimestamp: ScalarFunction {
    static let name = "UTCTimestamp"
    static let aliases = ["UTC_timestamp"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "When the query began, as the time in UTC.", example: "UTCTimestamp() = now()", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .dateTime(zone: "UTC")
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try constant(seconds(context.startNanoseconds), result, rowCount)
    }
}

enum Now64: ScalarFunction {
    static let name = "now64"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "When the query began, with a fraction of as many digits as the first argument says (3).",
        example: "now64(6) >= now()", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...2)
        var precision = 3
        if let first = arguments.first {
            try checkIntegers(name, arguments, 0)
            guard let wanted = first.constantInteger else {
                throw QueryError(.illegalTypeOfArgument, "The precision of function \(name) must be constant")
            }
            guard (0...9).contains(wanted) else {
                throw QueryError(
                    .argumentOutOfBound,
                    "Scale \(wanted) is out of bounds: it must be from 0 to 9 (function \(name))")
            }
            precision = Int(wanted)
        }
        return .dateTime64(precision: precision, zone: try TimeArguments.checkedZone(name, arguments, at: 1))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let step = PowersOfTen.power(9 - result.tickPrecision, as: Int64.self)
        return try constant(.int64(floorDivide(context.startNanoseconds, by: step)), result, rowCount)
    }
}

enum NowInBlock: ScalarFunction {
    static let name = "nowInBlock"
    static let isDeterministic = false
    static let documentation = FunctionDocumentation(
        "When the block of rows is processed.", example: "nowInBlock() >= now() - 1", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        .dateTime(zone: try checkedZone(name, arguments))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try constant(seconds(Machine.nanoseconds()), result, rowCount).materialised
    }
}

/// The local day on which the query began, moved by `offset`.
private func day(_ arguments: [TypedColumn], offset: Int, in context: QueryContext) throws(QueryError) -> Value {
    var cursor = ZoneCursor(
        try TimeArguments.zone(arguments, at: 0, of: .date, in: context))
    let day = cursor.day(of: floorDivide(context.startNanoseconds, by: nanosecondsPerSecond)) + offset
    return .uint64(UInt64(UInt16(clamping: day)))
}

enum Today: ScalarFunction {
    static let name = "today"
    static let aliases = ["current_date", "curdate"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The day on which the query began.", example: "today() = toDate(now())", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        _ = try checkedZone(name, arguments)
        return .date
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try constant(try day(arguments, offset: 0, in: context), .date, rowCount)
    }
}

enum Yesterday: ScalarFunction {
    static let name = "yesterday"
    static let documentation = FunctionDocumentation(
        "The day before the one on which the query began.", example: "yesterday() = today() - 1", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        _ = try checkedZone(name, arguments)
        return .date
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try constant(try day(arguments, offset: -1, in: context), .date, rowCount)
    }
}
