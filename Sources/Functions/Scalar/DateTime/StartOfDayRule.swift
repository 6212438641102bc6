import Columns
import Errors

/// A function that gives a certain day near a date: `toStartOfMonth(t[, zone])`.
protocol StartOfDayRule: ScalarFunction {
    static var rule: DayRule { get }
}

extension StartOfDayRule {
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        try TimeArguments.check(name, arguments, at: 0)
        if try TimeArguments.checkedZone(name, arguments, at: 1) != nil {
            try TimeArguments.check(name, arguments, at: 0, withTime: true)
        }
        return TimeArguments.isExtended(arguments[0].type, in: context) ? .date32 : .date
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 1, of: arguments[0].type, in: context)
        return TimeRounding.day(rule, of: arguments[0].timePoints, in: zone, extended: result == .date32).column
    }
}

enum ToMonday: StartOfDayRule {
    static let name = "toMonday"
    static let rule = DayRule.startOfWeek(mode: 1)
    static let documentation = FunctionDocumentation(
        "The Monday on or before a date.", example: "toMonday(toDate('2023-04-21'))", "2023-04-17")
}

enum ToStartOfMonth: StartOfDayRule {
    static let name = "toStartOfMonth"
    static let rule = DayRule.startOfMonth
    static let documentation = FunctionDocumentation(
        "The first day of the month.", example: "toStartOfMonth(toDate('2023-04-21'))", "2023-04-01")
}

enum ToLastDayOfMonth: StartOfDayRule {
    static let name = "toLastDayOfMonth"
    static let aliases = ["LAST_DAY"]
    static let isCaseInsensitive = true
    static let rule = DayRule.endOfMonth
    static let documentation = FunctionDocumentation(
        "The last day of the month.", example: "toLastDayOfMonth(toDate('2023-04-21'))", "2023-04-30")
}

enum ToStartOfQuarter: StartOfDayRule {
    static let name = "toStartOfQuarter"
    static let rule = DayRule.startOfQuarter
    static let documentation = FunctionDocumentation(
        "The first day of the quarter.", example: "toStartOfQuarter(toDate('2023-05-21'))", "2023-04-01")
}

enum ToStartOfYear: StartOfDayRule {
    static let name = "toStartOfYear"
    static let rule = DayRule.startOfYear
    static let documentation = FunctionDocumentation(
        "The first day of the year.", example: "toStartOfYear(toDate('2023-04-21'))", "2023-01-01")
}

enum ToStartOfISOYear: StartOfDayRule {
    static let name = "toStartOfISOYear"
    static let rule = DayRule.startOfISOYear
    static let documentation = FunctionDocumentation(
        "The first day of the ISO year, a Monday.", example: "toStartOfISOYear(toDate('2023-04-21'))", "2023-01-02")
}
