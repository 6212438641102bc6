import Columns
import Errors

/// A function of a date, a constant mode and a time zone: `toWeek(t[, mode[, zone]])`.
protocol WeekFunction: ScalarFunction {
    static func resultType(_ type: DataType, _ zone: String?, in context: QueryContext) -> DataType
    static func column(of points: TimePoints, mode: UInt8, in zone: TimeZone, extended: Bool) -> Column
    /// The date may be a text, which is read as `parseDateTimeBestEffort` does.
    static var acceptsText: Bool { get }
}

extension WeekFunction {
    static var acceptsText: Bool { false }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        if !acceptsText || arguments[0].type != .string { try TimeArguments.check(name, arguments, at: 0) }
        if arguments.count > 1 {
            guard arguments[1].type == .uint8 else { throw illegalArgumentType(name, 1, arguments[1].type) }
            guard arguments[1].constant != nil else {
                throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant integer")
            }
        }
        let zone = try TimeArguments.checkedZone(name, arguments, at: 2)
        return resultType(arguments[0].type, zone, in: context)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 2, of: arguments[0].type, in: context)
        let mode = arguments.count > 1 ? UInt8(truncatingIfNeeded: arguments[1].integers.first ?? 0) : 0
        let extended = TimeArguments.isExtended(arguments[0].type, in: context)
        guard arguments[0].type == .string else {
            return column(of: arguments[0].timePoints, mode: mode, in: zone, extended: extended)
        }
        let seconds = try BestEffortTimes(zone, isAmerican: false, in: context).seconds(arguments[0].strings)
        return column(of: .dateTime(seconds), mode: mode, in: zone, extended: extended)
    }
}

enum ToDayOfWeek: WeekFunction {
    static let name = "toDayOfWeek"
    static let acceptsText = true
    static let aliases = ["DAYOFWEEK"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The day of the week: Monday is 1; modes 1 to 3 count otherwise.",
        example: "toDayOfWeek(toDate('2023-04-21'))", "5")

    static func resultType(_ type: DataType, _ zone: String?, in context: QueryContext) -> DataType { .uint8 }

    static func column(of points: TimePoints, mode: UInt8, in zone: TimeZone, extended: Bool) -> Column {
        TimePart.dayOfWeek(mode: mode).column(of: points, in: zone)
    }
}

enum ToWeek: WeekFunction {
    static let name = "toWeek"
    static let acceptsText = true
    static let aliases = ["WEEK"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The number of the week, by MySQL's modes 0 to 9.", example: "toWeek(toDate('2016-12-27'), 1)", "52")

    static func resultType(_ type: DataType, _ zone: String?, in context: QueryContext) -> DataType { .uint8 }

    static func column(of points: TimePoints, mode: UInt8, in zone: TimeZone, extended: Bool) -> Column {
        TimePart.week(mode: mode).column(of: points, in: zone)
    }
}

enum ToYearWeek: WeekFunction {
    static let name = "toYearWeek"
    static let acceptsText = true
    static let aliases = ["YEARWEEK"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "Year and number of the week as one number, by MySQL's modes 0 to 9.",
        example: "toYearWeek(toDate('2016-12-27'), 1)", "201652")

    static func resultType(_ type: DataType, _ zone: String?, in context: QueryContext) -> DataType { .uint32 }

    static func column(of points: TimePoints, mode: UInt8, in zone: TimeZone, extended: Bool) -> Column {
        TimePart.yearWeek(mode: mode).column(of: points, in: zone)
    }
}

enum ToStartOfWeek: WeekFunction {
    static let name = "toStartOfWeek"
    static let documentation = FunctionDocumentation(
        "The first day of the week: Sunday in even modes, Monday in odd ones.",
        example: "toStartOfWeek(toDate('2023-04-21'), 1)", "2023-04-17")

    static func resultType(_ type: DataType, _ zone: String?, in context: QueryContext) -> DataType {
        TimeArguments.isExtended(type, in: context) ? .date32 : .date
    }

    static func column(of points: TimePoints, mode: UInt8, in zone: TimeZone, extended: Bool) -> Column {
        TimeRounding.day(.startOfWeek(mode: mode), of: points, in: zone, extended: extended).column
    }
}

enum ToLastDayOfWeek: WeekFunction {
    static let name = "toLastDayOfWeek"
    static let documentation = FunctionDocumentation(
        "The last day of the week: Saturday in even modes, Sunday in odd ones.",
        example: "toLastDayOfWeek(toDate('2023-04-21'), 1)", "2023-04-23")

    static func resultType(_ type: DataType, _ zone: String?, in context: QueryContext) -> DataType {
        TimeArguments.isExtended(type, in: context) ? .date32 : .date
    }

    static func column(of points: TimePoints, mode: UInt8, in zone: TimeZone, extended: Bool) -> Column {
        TimeRounding.day(.endOfWeek(mode: mode), of: points, in: zone, extended: extended).column
    }
}
