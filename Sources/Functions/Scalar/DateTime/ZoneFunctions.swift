import Columns
import Errors

enum ToTimezone: ScalarFunction {
    static let name = "toTimezone"
    static let aliases = ["toTimeZone"]
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The same moment, shown in another time zone.",
        example: "toTimezone(toDateTime('2019-01-01 00:00:00', 'UTC'), 'Asia/Yekaterinburg')", "2019-01-01 05:00:00")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try TimeArguments.check(name, arguments, at: 0, withTime: true)
        let zone = try TimeArguments.checkedZone(name, arguments, at: 1)
        if case .dateTime64(let precision, _) = arguments[0].type {
            return .dateTime64(precision: precision, zone: zone)
        }
        return .dateTime(zone: zone)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        arguments[0].column
    }
}

enum SessionTimezone: SessionFact {
    static let name = "timezone"
    static let aliases = ["timeZone"]
    static let isCaseInsensitive = true
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The time zone of the session.", example: "notEmpty(timezone())", "1")

    static func value(in context: QueryContext) -> Value { .text(context.timeZone) }
}

enum ServerTimezone: SessionFact {
    static let name = "serverTimezone"
    static let aliases = ["serverTimeZone"]
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The time zone of the server.", example: "serverTimezone()", "UTC")

    static func value(in context: QueryContext) -> Value { .text("UTC") }
}

enum TimezoneOf: ScalarFunction {
    static let name = "timezoneOf"
    static let aliases = ["timeZoneOf"]
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "The name of the time zone of a DateTime.", example: "timezoneOf(toDateTime('2024-01-01 00:00:00', 'UTC'))",
        "UTC")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let plain = Argument(type: arguments[0].type.withoutNullable)
        try TimeArguments.check(name, [plain], at: 0, withTime: true)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = arguments[0].type.withoutNullable.ownZone ?? context.timeZone
        return .constant(ConstantColumn(.string(StringColumn([zone])), count: rowCount))
    }
}

enum TimezoneOffset: ScalarFunction {
    static let name = "timezoneOffset"
    static let aliases = ["timeZoneOffset"]
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The seconds that a DateTime's zone is ahead of UTC at that moment.",
        example: "timezoneOffset(toDateTime('2021-04-21 10:20:30', 'America/New_York'))", "-14400")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        try TimeArguments.check(name, arguments, at: 0, withTime: true)
        return .int32
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        var cursor = ZoneCursor(zone)
        let seconds = arguments[0].timePoints.seconds(in: zone)
        return .int32(seconds.map { Int32(truncatingIfNeeded: cursor.offset(at: $0)) })
    }
}

/// `toUTCTimestamp` and `fromUTCTimestamp`: a clock reading moved from one zone to another.
protocol UTCShift: ScalarFunction {
    static var isToUTC: Bool { get }
}

extension UTCShift {
    static var isCaseInsensitive: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try TimeArguments.check(name, arguments, at: 0, withTime: true)
        guard arguments[0].type.ownZone == nil else { throw illegalArgumentType(name, 0, arguments[0].type) }
        _ = try TimeArguments.checkedZone(name, arguments, at: 1)
        if case .dateTime64(let precision, _) = arguments[0].type {
            return .dateTime64(precision: precision, zone: nil)
        }
        return .dateTime(zone: nil)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: .date, in: context)
        var cursor = ZoneCursor(zone)
        let points = arguments[0].timePoints
        let moves = points.seconds(in: .utc).map { second in
            (isToUTC ? cursor.instant(ofLocal: second) : cursor.local(second)) &- second
        }
        return try TimeArithmetic.add(moves, of: .second, to: points, in: .utc).column
    }
}

enum ToUTCTimestamp: UTCShift {
    static let name = "toUTCTimestamp"
    static let aliases = ["to_utc_timestamp"]
    static let isToUTC = true
    static let documentation = FunctionDocumentation(
        "A clock reading of another zone as the reading in UTC.",
        example: "toUTCTimestamp(toDateTime('2023-03-16 00:00:00'), 'Asia/Shanghai')", "2023-03-15 16:00:00")
}

enum FromUTCTimestamp: UTCShift {
    static let name = "fromUTCTimestamp"
    static let aliases = ["from_utc_timestamp"]
    static let isToUTC = false
    static let documentation = FunctionDocumentation(
        "A clock reading of UTC as the reading in another zone.",
        example: "fromUTCTimestamp(toDateTime('2023-03-16 00:00:00'), 'Asia/Shanghai')", "2023-03-16 08:00:00")
}
