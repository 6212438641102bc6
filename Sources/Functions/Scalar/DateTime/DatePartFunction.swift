import Columns
import Errors

/// A function that takes one number out of a date or date with time: `toYear(t[, zone])`.
protocol DatePartFunction: ScalarFunction {
    static var part: TimePart { get }
}

extension DatePartFunction {
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try TimeArguments.check(name, arguments, at: 0, withTime: part.needsTime)
        _ = try TimeArguments.checkedZone(name, arguments, at: 1)
        return part.type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        return part.column(of: arguments[0].timePoints, in: zone)
    }
}

enum ToYear: DatePartFunction {
    static let name = "toYear"
    static let aliases = ["YEAR"]
    static let isCaseInsensitive = true
    static let part = TimePart.year
    static let documentation = FunctionDocumentation("The year.", example: "toYear(toDate('2024-05-17'))", "2024")
}

enum ToQuarter: DatePartFunction {
    static let name = "toQuarter"
    static let aliases = ["QUARTER"]
    static let isCaseInsensitive = true
    static let part = TimePart.quarter
    static let documentation = FunctionDocumentation(
        "The quarter of the year, 1 to 4.", example: "toQuarter(toDate('2024-05-17'))", "2")
}

enum ToMonth: DatePartFunction {
    static let name = "toMonth"
    static let aliases = ["MONTH"]
    static let isCaseInsensitive = true
    static let part = TimePart.month
    static let documentation = FunctionDocumentation(
        "The month, 1 to 12.", example: "toMonth(toDate('2024-05-17'))", "5")
}

enum ToDayOfYear: DatePartFunction {
    static let name = "toDayOfYear"
    static let aliases = ["DAYOFYEAR"]
    static let isCaseInsensitive = true
    static let part = TimePart.dayOfYear
    static let documentation = FunctionDocumentation(
        "The day of the year, 1 to 366.", example: "toDayOfYear(toDate('2024-05-17'))", "138")
}

enum ToDayOfMonth: DatePartFunction {
    static let name = "toDayOfMonth"
    static let aliases = ["DAY", "DAYOFMONTH"]
    static let isCaseInsensitive = true
    static let part = TimePart.dayOfMonth
    static let documentation = FunctionDocumentation(
        "The day of the month, 1 to 31.", example: "toDayOfMonth(toDate('2024-05-17'))", "17")
}

enum ToHour: DatePartFunction {
    static let name = "toHour"
    static let aliases = ["HOUR"]
    static let isCaseInsensitive = true
    static let part = TimePart.hour
    static let documentation = FunctionDocumentation(
        "The hour of the day, 0 to 23.", example: "toHour(toDateTime('2024-05-17 13:47:59'))", "13")
}

enum ToMinute: DatePartFunction {
    static let name = "toMinute"
    static let aliases = ["MINUTE"]
    static let isCaseInsensitive = true
    static let part = TimePart.minute
    static let documentation = FunctionDocumentation(
        "The minute of the hour, 0 to 59.", example: "toMinute(toDateTime('2024-05-17 13:47:59'))", "47")
}

enum ToSecond: DatePartFunction {
    static let name = "toSecond"
    static let aliases = ["SECOND"]
    static let isCaseInsensitive = true
    static let part = TimePart.second
    static let documentation = FunctionDocumentation(
        "The second of the minute, 0 to 59.", example: "toSecond(toDateTime('2024-05-17 13:47:59'))", "59")
}

enum ToMillisecond: DatePartFunction {
    static let name = "toMillisecond"
    static let aliases = ["MILLISECOND"]
    static let isCaseInsensitive = true
    static let part = TimePart.millisecond
    static let documentation = FunctionDocumentation(
        "The millisecond of the second.", example: "toMillisecond(toDateTime64('2024-05-17 13:47:59.456', 3))", "456")
}

enum ToISOYear: DatePartFunction {
    static let name = "toISOYear"
    static let part = TimePart.isoYear
    static let documentation = FunctionDocumentation(
        "The year that the ISO week belongs to.", example: "toISOYear(toDate('2024-12-30'))", "2025")
}

enum ToISOWeek: DatePartFunction {
    static let name = "toISOWeek"
    static let part = TimePart.isoWeek
    static let documentation = FunctionDocumentation(
        "The number of the ISO week.", example: "toISOWeek(toDate('2024-12-30'))", "1")
}

enum ToYYYYMM: DatePartFunction {
    static let name = "toYYYYMM"
    static let part = TimePart.yearMonth
    static let documentation = FunctionDocumentation(
        "Year and month as one number.", example: "toYYYYMM(toDate('2024-05-17'))", "202405")
}

enum ToYYYYMMDD: DatePartFunction {
    static let name = "toYYYYMMDD"
    static let part = TimePart.yearMonthDay
    static let documentation = FunctionDocumentation(
        "Year, month and day as one number.", example: "toYYYYMMDD(toDate('2024-05-17'))", "20240517")
}

enum ToYYYYMMDDhhmmss: DatePartFunction {
    static let name = "toYYYYMMDDhhmmss"
    static let part = TimePart.yearMonthDayTime
    static let documentation = FunctionDocumentation(
        "Date and time as one number.", example: "toYYYYMMDDhhmmss(toDateTime('2024-05-17 13:47:59'))",
        "20240517134759")
}

enum ToDaysSinceYearZero: DatePartFunction {
    static let name = "toDaysSinceYearZero"
    static let aliases = ["TO_DAYS"]
    static let isCaseInsensitive = true
    static let part = TimePart.daysSinceYearZero
    static let documentation = FunctionDocumentation(
        "The days since 0000-01-01.", example: "toDaysSinceYearZero(toDate('2023-09-08'))", "739136")

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        // Of a `DateTime`, ClickHouse takes the day in UTC, whatever its zone.
        if case .dateTime = arguments[0].type { return part.column(of: arguments[0].timePoints, in: .utc) }
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        return part.column(of: arguments[0].timePoints, in: zone)
    }
}

enum ToRelativeYearNum: DatePartFunction {
    static let name = "toRelativeYearNum"
    static let part = TimePart.relative(.year)
    static let documentation = FunctionDocumentation(
        "The number of the year, counted from year 0.", example: "toRelativeYearNum(toDate('2024-05-17'))", "2024")
}

enum ToRelativeQuarterNum: DatePartFunction {
    static let name = "toRelativeQuarterNum"
    static let part = TimePart.relative(.quarter)
    static let documentation = FunctionDocumentation(
        "The number of the quarter, counted from year 0.", example: "toRelativeQuarterNum(toDate('2024-05-17'))",
        "8097")
}

enum ToRelativeMonthNum: DatePartFunction {
    static let name = "toRelativeMonthNum"
    static let part = TimePart.relative(.month)
    static let documentation = FunctionDocumentation(
        "The number of the month, counted from year 0.", example: "toRelativeMonthNum(toDate('2024-05-17'))",
        "24293")
}

enum ToRelativeWeekNum: DatePartFunction {
    static let name = "toRelativeWeekNum"
    static let part = TimePart.relative(.week)
    static let documentation = FunctionDocumentation(
        "The number of the week, counted from 1970.", example: "toRelativeWeekNum(toDate('2024-05-17'))", "2837")
}

enum ToRelativeDayNum: DatePartFunction {
    static let name = "toRelativeDayNum"
    static let part = TimePart.relative(.day)
    static let documentation = FunctionDocumentation(
        "The number of the day, counted from 1970.", example: "toRelativeDayNum(toDate('2024-05-17'))", "19860")
}

enum ToRelativeHourNum: DatePartFunction {
    static let name = "toRelativeHourNum"
    static let part = TimePart.relative(.hour)
    static let documentation = FunctionDocumentation(
        "The number of the hour, counted from 1970.",
        example: "toRelativeHourNum(toDateTime('2024-05-17 13:47:59', 'UTC'))", "476653")
}

enum ToRelativeMinuteNum: DatePartFunction {
    static let name = "toRelativeMinuteNum"
    static let part = TimePart.relative(.minute)
    static let documentation = FunctionDocumentation(
        "The number of the minute, counted from 1970.",
        example: "toRelativeMinuteNum(toDateTime('2024-05-17 13:47:59', 'UTC'))", "28599227")
}

enum ToRelativeSecondNum: DatePartFunction {
    static let name = "toRelativeSecondNum"
    static let part = TimePart.relative(.second)
    static let documentation = FunctionDocumentation(
        "The number of the second, counted from 1970.",
        example: "toRelativeSecondNum(toDateTime('2024-05-17 13:47:59', 'UTC'))", "1715953679")
}
