import Columns
import Errors

/// A function that rounds a time down to a stretch of a fixed length: `toStartOfHour(t[, zone])`.
protocol StartOfClockUnit: ScalarFunction {
    static var unit: IntervalUnit { get }
    static var unitCount: Int64 { get }
}

extension StartOfClockUnit {
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }
    static var unitCount: Int64 { 1 }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try TimeArguments.check(name, arguments, at: 0, withTime: unit != .day)
        let explicit = try TimeArguments.checkedZone(name, arguments, at: 1)
        let zone = explicit ?? arguments[0].type.ownZone
        return TimeArguments.isExtended(arguments[0].type, in: context)
            ? .dateTime64(precision: extendedPrecision(arguments[0].type), zone: zone) : .dateTime(zone: zone)
    }

    private static func extendedPrecision(_ type: DataType) -> Int { type == .date32 ? 3 : type.tickPrecision }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        let points = arguments[0].timePoints
        let isExtended = TimeArguments.isExtended(arguments[0].type, in: context)
        let starts = try TimeRounding.start(of: unit, count: unitCount, points, in: zone, extended: isExtended)
        guard isExtended else { return starts.column }
        return .int64(try starts.ticks(precision: result.tickPrecision, in: zone))
    }
}

extension DataType {
    /// The decimal places of a `DateTime64`'s ticks; 0 for all other types.
    var tickPrecision: Int { if case .dateTime64(let precision, _) = self { precision } else { 0 } }
}

enum ToStartOfDay: StartOfClockUnit {
    static let name = "toStartOfDay"
    static let unit = IntervalUnit.day
    static let documentation = FunctionDocumentation(
        "The start of the day.", example: "toStartOfDay(toDateTime('2023-04-21 10:20:30'))", "2023-04-21 00:00:00")
}

enum ToStartOfHour: StartOfClockUnit {
    static let name = "toStartOfHour"
    static let unit = IntervalUnit.hour
    static let documentation = FunctionDocumentation(
        "The start of the hour.", example: "toStartOfHour(toDateTime('2023-04-21 10:20:30'))", "2023-04-21 10:00:00")
}

enum ToStartOfMinute: StartOfClockUnit {
    static let name = "toStartOfMinute"
    static let unit = IntervalUnit.minute
    static let documentation = FunctionDocumentation(
        "The start of the minute.", example: "toStartOfMinute(toDateTime('2023-04-21 10:20:30'))",
        "2023-04-21 10:20:00")
}

enum ToStartOfFiveMinutes: StartOfClockUnit {
    static let name = "toStartOfFiveMinutes"
    static let aliases = ["toStartOfFiveMinute"]
    static let unit = IntervalUnit.minute
    static let unitCount: Int64 = 5
    static let documentation = FunctionDocumentation(
        "The start of the five minutes.", example: "toStartOfFiveMinutes(toDateTime('2023-04-21 10:23:00'))",
        "2023-04-21 10:20:00")
}

enum ToStartOfTenMinutes: StartOfClockUnit {
    static let name = "toStartOfTenMinutes"
    static let unit = IntervalUnit.minute
    static let unitCount: Int64 = 10
    static let documentation = FunctionDocumentation(
        "The start of the ten minutes.", example: "toStartOfTenMinutes(toDateTime('2023-04-21 10:23:00'))",
        "2023-04-21 10:20:00")
}

enum ToStartOfFifteenMinutes: StartOfClockUnit {
    static let name = "toStartOfFifteenMinutes"
    static let unit = IntervalUnit.minute
    static let unitCount: Int64 = 15
    static let documentation = FunctionDocumentation(
        "The start of the fifteen minutes.", example: "toStartOfFifteenMinutes(toDateTime('2023-04-21 10:23:00'))",
        "2023-04-21 10:15:00")
}

enum TimeSlot: StartOfClockUnit {
    static let name = "timeSlot"
    static let unit = IntervalUnit.minute
    static let unitCount: Int64 = 30
    static let documentation = FunctionDocumentation(
        "The start of the half hour.", example: "timeSlot(toDateTime('2000-01-02 03:40:05'))", "2000-01-02 03:30:00")
}

/// A function that cuts a `DateTime64` to coarser ticks; finer ones are added.
protocol StartOfFraction: ScalarFunction {
    static var precision: Int { get }
}

extension StartOfFraction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard case .dateTime64(let precision, let zone) = arguments[0].type else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        let explicit = try TimeArguments.checkedZone(name, arguments, at: 1)
        return .dateTime64(precision: max(precision, self.precision), zone: explicit ?? zone)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var ticks = try arguments[0].timePoints.ticks(precision: result.tickPrecision, in: .utc)
        let step = PowersOfTen.power(result.tickPrecision - precision, as: Int64.self)
        if step > 1 { for row in ticks.indices { ticks[row] = floorDivide(ticks[row], by: step) &* step } }
        return .int64(ticks)
    }
}

enum ToStartOfSecond: StartOfFraction {
    static let name = "toStartOfSecond"
    static let precision = 0
    static let documentation = FunctionDocumentation(
        "The start of the second of a DateTime64.",
        example: "toStartOfSecond(toDateTime64('2020-01-01 10:20:30.999', 3))", "2020-01-01 10:20:30.000")
}

enum ToStartOfMillisecond: StartOfFraction {
    static let name = "toStartOfMillisecond"
    static let precision = 3
    static let documentation = FunctionDocumentation(
        "The start of the millisecond of a DateTime64.",
        example: "toStartOfMillisecond(toDateTime64('2020-01-01 10:20:30.987654', 6))", "2020-01-01 10:20:30.987000")
}

enum ToStartOfMicrosecond: StartOfFraction {
    static let name = "toStartOfMicrosecond"
    static let precision = 6
    static let documentation = FunctionDocumentation(
        "The start of the microsecond of a DateTime64.",
        example: "toStartOfMicrosecond(toDateTime64('2020-01-01 10:20:30.987654321', 9))",
        "2020-01-01 10:20:30.987654000")
}

enum ToStartOfNanosecond: StartOfFraction {
    static let name = "toStartOfNanosecond"
    static let precision = 9
    static let documentation = FunctionDocumentation(
        "The nanoseconds of a DateTime64.", example: "toStartOfNanosecond(toDateTime64('2020-01-01 10:20:30.9', 1))",
        "2020-01-01 10:20:30.900000000")
}
