import Columns
import Errors

/// Which language a pattern is written in.
enum PatternSyntax {
    case mysql, joda

    func pattern(_ text: [UInt8], for use: DateTimePattern.Use) throws(QueryError) -> DateTimePattern {
        switch self {
        case .mysql: try DateTimePattern(mysql: text, for: use)
        case .joda: try DateTimePattern(joda: text, for: use)
        }
    }
}

/// `formatDateTime(t, pattern[, zone])`, and `fromUnixTimestamp(n[, pattern[, zone]])`, in both syntaxes.
protocol FormatTimeFunction: ScalarFunction {
    static var syntax: PatternSyntax { get }
    /// The first argument is a Unix timestamp; without a pattern the result is a `DateTime`.
    static var takesTimestamps: Bool { get }
}

extension FormatTimeFunction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, (takesTimestamps ? 1 : 2)...3)
        if takesTimestamps, arguments[0].type.isNativeInteger {
            if arguments.count == 1 { return .dateTime(zone: nil) }
        } else {
            try TimeArguments.check(name, arguments, at: 0)
        }
        if arguments.count > 1 {
            guard arguments[1].type == .string else { throw illegalArgumentType(name, 1, arguments[1].type) }
            guard arguments[1].constant != nil else {
                throw QueryError(.illegalColumn, "Argument at index 1 for function \(name) must be constant")
            }
        }
        _ = try TimeArguments.checkedZone(name, arguments, at: 2)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var points = arguments[0].timePoints
        if arguments[0].type.isNativeInteger {
            points = .dateTime(arguments[0].integers.map { UInt32(clamping: $0) })
        }
        guard result == .string else { return points.column }
        let text = arguments.count > 1 ? arguments[1].strings.bytesOfFirstRow : Array("%F %T".utf8)
        let zone = try TimeArguments.zone(arguments, at: 2, of: arguments[0].type, in: context)
        let read = syntax == .mysql ? Self.withMinutes(text, in: context) : text
        var writer = DateTimePatternWriter(try syntax.pattern(read, for: .formatting), in: zone)
        return .string(writer.strings(of: points))
    }
}

extension FormatTimeFunction {
    /// `%M` is the minute where `formatdatetime_parsedatetime_m_is_month_name` is off.
    private static func withMinutes(_ text: [UInt8], in context: QueryContext) -> [UInt8] {
        let value = context.settings["formatdatetime_parsedatetime_m_is_month_name"] ?? "1"
        guard value == "0" || value == "false" else { return text }
        var result = text
        var index = 0
        while index + 1 < result.count {
            guard result[index] == UInt8(ascii: "%") else {
                index += 1
                continue
            }
            if result[index + 1] == UInt8(ascii: "M") { result[index + 1] = UInt8(ascii: "i") }
            index += 2
        }
        return result
    }
}

enum FormatDateTime: FormatTimeFunction {
    static let name = "formatDateTime"
    static let aliases = ["DATE_FORMAT"]
    static let isCaseInsensitive = true
    static let syntax = PatternSyntax.mysql
    static let takesTimestamps = false
    static let documentation = FunctionDocumentation(
        "A date or time as text, by a pattern of MySQL's kind.",
        example: "formatDateTime(toDateTime('2024-05-17 10:20:30'), '%d.%m.%Y %H:%i')", "17.05.2024 10:20")
}

enum FormatDateTimeInJodaSyntax: FormatTimeFunction {
    static let name = "formatDateTimeInJodaSyntax"
    static let syntax = PatternSyntax.joda
    static let takesTimestamps = false
    static let documentation = FunctionDocumentation(
        "A date or time as text, by a pattern of Joda's kind.",
        example: "formatDateTimeInJodaSyntax(toDateTime('2024-05-17 10:20:30'), 'dd.MM.yyyy HH:mm')",
        "17.05.2024 10:20")
}

enum FromUnixTimestamp: FormatTimeFunction {
    static let name = "fromUnixTimestamp"
    static let aliases = ["FROM_UNIXTIME"]
    static let isCaseInsensitive = true
    static let syntax = PatternSyntax.mysql
    static let takesTimestamps = true
    static let documentation = FunctionDocumentation(
        "Seconds since 1970 as a DateTime, or as text by a pattern of MySQL's kind.",
        example: "fromUnixTimestamp(1715941230, '%Y-%m-%d')", "2024-05-17")
}

enum FromUnixTimestampInJodaSyntax: FormatTimeFunction {
    static let name = "fromUnixTimestampInJodaSyntax"
    static let syntax = PatternSyntax.joda
    static let takesTimestamps = true
    static let documentation = FunctionDocumentation(
        "Seconds since 1970 as a DateTime, or as text by a pattern of Joda's kind.",
        example: "fromUnixTimestampInJodaSyntax(1715941230, 'yyyy-MM-dd', 'UTC')", "2024-05-17")
}

/// `dateName(part, t[, zone])` and `monthName(t)`.
enum MonthNameFunction: ScalarFunction {
    static let name = "monthName"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The name of the month.", example: "monthName(toDate('2024-05-17'))", "May")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type != .date32 else { throw illegalArgumentType(name, 0, arguments[0].type) }
        try TimeArguments.check(name, arguments, at: 0)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone([], at: 0, of: arguments[0].type, in: context)
        let days = arguments[0].timePoints.days(in: zone)
        return .string(StringColumn(days.map { MonthName.long[CivilDate(dayNumber: Int($0)).month - 1] }))
    }
}

enum DateName: ScalarFunction {
    static let name = "dateName"
    static let isCaseInsensitive = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "A part of a date as text.", example: "dateName('weekday', toDate('2024-05-17'))", "Friday")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        guard arguments[0].type == .string else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard let part = arguments[0].constantBytes else {
            throw QueryError(.illegalColumn, "The first argument of function \(name) must be a constant string")
        }
        try TimeArguments.check(name, arguments, at: 1)
        _ = try pattern(part)
        _ = try TimeArguments.checkedZone(name, arguments, at: 2)
        return .string
    }

    private static func pattern(_ part: [UInt8]) throws(QueryError) -> TimePart? {
        let text = String(decoding: part, as: UTF8.self)
        switch text {
        case "year": return .year
        case "quarter": return .quarter
        case "month", "weekday": return nil
        case "dayofyear": return .dayOfYear
        case "day": return .dayOfMonth
        case "week": return .isoWeek
        case "hour": return .hour
        case "minute": return .minute
        case "second": return .second
        default: throw QueryError(.badArguments, "Invalid date part \(text) for function \(name)")
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let part = arguments[0].strings.bytesOfFirstRow
        let zone = try TimeArguments.zone(arguments, at: 2, of: arguments[1].type, in: context)
        let points = arguments[1].timePoints
        if let number = try pattern(part) {
            let values = number.column(of: points, in: zone)
            return .string(StringColumn(TypedColumn(type: .int64, column: values).integers.map { "\($0)" }))
        }
        let days = points.days(in: zone)
        if part == Array("month".utf8) {
            return .string(StringColumn(days.map { MonthName.long[CivilDate(dayNumber: Int($0)).month - 1] }))
        }
        return .string(StringColumn(days.map { WeekdayName.long[CivilDate.dayOfWeek(Int($0)) - 1] }))
    }
}
