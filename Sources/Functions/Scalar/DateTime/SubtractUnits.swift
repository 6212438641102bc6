import Columns

enum SubtractYears: AddUnitFunction {
    static let name = "subtractYears"
    static let unit = IntervalUnit.year
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of years.", example: "subtractYears(toDate('2018-01-01'), 1)",
        "2017-01-01")
}

enum SubtractQuarters: AddUnitFunction {
    static let name = "subtractQuarters"
    static let unit = IntervalUnit.quarter
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of quarters.", example: "subtractQuarters(toDate('2018-01-01'), 1)",
        "2017-10-01")
}

enum SubtractMonths: AddUnitFunction {
    static let name = "subtractMonths"
    static let unit = IntervalUnit.month
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of months.", example: "subtractMonths(toDate('2018-01-01'), 1)",
        "2017-12-01")
}

enum SubtractWeeks: AddUnitFunction {
    static let name = "subtractWeeks"
    static let unit = IntervalUnit.week
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of weeks.", example: "subtractWeeks(toDate('2018-01-01'), 1)",
        "2017-12-25")
}

enum SubtractDays: AddUnitFunction {
    static let name = "subtractDays"
    static let unit = IntervalUnit.day
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of days.", example: "subtractDays(toDate('2018-01-01'), 1)",
        "2017-12-31")
}

enum SubtractHours: AddUnitFunction {
    static let name = "subtractHours"
    static let unit = IntervalUnit.hour
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of hours.", example: "subtractHours(toDate('2018-01-01'), 1)",
        "2017-12-31 23:00:00")
}

enum SubtractMinutes: AddUnitFunction {
    static let name = "subtractMinutes"
    static let unit = IntervalUnit.minute
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of minutes.", example: "subtractMinutes(toDate('2018-01-01'), 1)",
        "2017-12-31 23:59:00")
}

enum SubtractSeconds: AddUnitFunction {
    static let name = "subtractSeconds"
    static let unit = IntervalUnit.second
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of seconds.", example: "subtractSeconds(toDate('2018-01-01'), 1)",
        "2017-12-31 23:59:59")
}

enum SubtractMilliseconds: AddUnitFunction {
    static let name = "subtractMilliseconds"
    static let unit = IntervalUnit.millisecond
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of milliseconds.",
        example: "subtractMilliseconds(toDateTime('2018-01-01 00:00:00'), 1)",
        "2017-12-31 23:59:59.999")
}

enum SubtractMicroseconds: AddUnitFunction {
    static let name = "subtractMicroseconds"
    static let unit = IntervalUnit.microsecond
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of microseconds.",
        example: "subtractMicroseconds(toDateTime('2018-01-01 00:00:00'), 1)",
        "2017-12-31 23:59:59.999999")
}

enum SubtractNanoseconds: AddUnitFunction {
    static let name = "subtractNanoseconds"
    static let unit = IntervalUnit.nanosecond
    static let isSubtraction = true
    static let documentation = FunctionDocumentation(
        "A date or time minus a number of nanoseconds.",
        example: "subtractNanoseconds(toDateTime('2018-01-01 00:00:00'), 1)",
        "2017-12-31 23:59:59.999999999")
}
