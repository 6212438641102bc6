import Columns

enum AddYears: AddUnitFunction {
    static let name = "addYears"
    static let unit = IntervalUnit.year
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of years.", example: "addYears(toDate('2018-01-01'), 1)",
        "2019-01-01")
}

enum AddQuarters: AddUnitFunction {
    static let name = "addQuarters"
    static let unit = IntervalUnit.quarter
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of quarters.", example: "addQuarters(toDate('2018-01-01'), 1)",
        "2018-04-01")
}

enum AddMonths: AddUnitFunction {
    static let name = "addMonths"
    static let unit = IntervalUnit.month
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of months.", example: "addMonths(toDate('2018-01-01'), 1)",
        "2018-02-01")
}

enum AddWeeks: AddUnitFunction {
    static let name = "addWeeks"
    static let unit = IntervalUnit.week
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of weeks.", example: "addWeeks(toDate('2018-01-01'), 1)",
        "2018-01-08")
}

enum AddDays: AddUnitFunction {
    static let name = "addDays"
    static let unit = IntervalUnit.day
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of days.", example: "addDays(toDate('2018-01-01'), 1)",
        "2018-01-02")
}

enum AddHours: AddUnitFunction {
    static let name = "addHours"
    static let unit = IntervalUnit.hour
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of hours.", example: "addHours(toDate('2018-01-01'), 1)",
        "2018-01-01 01:00:00")
}

enum AddMinutes: AddUnitFunction {
    static let name = "addMinutes"
    static let unit = IntervalUnit.minute
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of minutes.", example: "addMinutes(toDate('2018-01-01'), 1)",
        "2018-01-01 00:01:00")
}

enum AddSeconds: AddUnitFunction {
    static let name = "addSeconds"
    static let unit = IntervalUnit.second
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of seconds.", example: "addSeconds(toDate('2018-01-01'), 1)",
        "2018-01-01 00:00:01")
}

enum AddMilliseconds: AddUnitFunction {
    static let name = "addMilliseconds"
    static let unit = IntervalUnit.millisecond
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of milliseconds.",
        example: "addMilliseconds(toDateTime('2018-01-01 00:00:00'), 1)",
        "2018-01-01 00:00:00.001")
}

enum AddMicroseconds: AddUnitFunction {
    static let name = "addMicroseconds"
    static let unit = IntervalUnit.microsecond
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of microseconds.",
        example: "addMicroseconds(toDateTime('2018-01-01 00:00:00'), 1)",
        "2018-01-01 00:00:00.000001")
}

enum AddNanoseconds: AddUnitFunction {
    static let name = "addNanoseconds"
    static let unit = IntervalUnit.nanosecond
    static let isSubtraction = false
    static let documentation = FunctionDocumentation(
        "A date or time plus a number of nanoseconds.", example: "addNanoseconds(toDateTime('2018-01-01 00:00:00'), 1)",
        "2018-01-01 00:00:00.000000001")
}
