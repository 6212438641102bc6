import Columns
import Errors

/// What a parsing function does with a text that holds no value.
enum ParseFailure {
    case refused, null, zero
}

/// `parseDateTimeBestEffort(text[, zone])` and `parseDateTime64BestEffort(text[, precision[, zone]])`, with their
/// forms.
protocol BestEffortFunction: ScalarFunction {
    static var isPrecise: Bool { get }
    static var isAmerican: Bool { get }
    static var failure: ParseFailure { get }
}

extension BestEffortFunction {
    static var constants: ConstantRule { .seen }
    static var toleratesEveryValue: Bool { failure != .refused }
    /// Of NULL, the `OrNull` form is NULL all the same: its own map and the argument's are joined.
    private static var zonePosition: Int { isPrecise ? 2 : 1 }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...(isPrecise ? 3 : 2))
        try checkStrings(name, arguments, 0)
        let zone = try TimeArguments.checkedZone(name, arguments, at: zonePosition)
        var type = DataType.dateTime(zone: zone)
        if isPrecise {
            var precision: Int64 = 3
            if arguments.count > 1 {
                guard let wanted = arguments[1].constantInteger else {
                    throw illegalArgumentType(name, 1, arguments[1].type)
                }
                guard (0...9).contains(wanted) else {
                    throw QueryError(
                        .argumentOutOfBound, "Scale \(wanted) is out of bounds: it must be from 0 to 9 (\(name))")
                }
                precision = wanted
            }
            type = .dateTime64(precision: Int(precision), zone: zone)
        }
        return failure == .null ? .nullable(type) : type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: zonePosition, of: .date, in: context)
        let times = BestEffortTimes(zone, isAmerican: isAmerican, in: context)
        let strings = arguments[0].strings
        let precision = result.withoutNullable.tickPrecision
        if failure == .refused {
            return isPrecise
                ? .int64(try times.ticks(strings, precision: precision)) : .uint32(try times.seconds(strings))
        }
        let values: Column
        let nulls: [UInt8]
        if isPrecise {
            let found = times.ticksOrNulls(strings, precision: precision)
            (values, nulls) = (.int64(found.values), found.nulls)
        } else {
            let found = times.secondsOrNulls(strings)
            (values, nulls) = (.uint32(found.values), found.nulls)
        }
        return failure == .null ? .nullable(NullableColumn(nulls: nulls, values: values)) : values
    }
}

enum ParseDateTimeBestEffort: BestEffortFunction {
    static let name = "parseDateTimeBestEffort"
    static let aliases = ["parseDateTime32BestEffort"]
    static let isPrecise = false
    static let isAmerican = false
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime.",
        example: "parseDateTimeBestEffort('17 May 2024 10:20')", "2024-05-17 10:20:00")
}

enum ParseDateTimeBestEffortOrNull: BestEffortFunction {
    static let name = "parseDateTimeBestEffortOrNull"
    static let aliases = ["parseDateTime32BestEffortOrNull"]
    static let isPrecise = false
    static let isAmerican = false
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime; NULL where it is none.",
        example: "parseDateTimeBestEffortOrNull('17 May 2024 10:20')", "2024-05-17 10:20:00")
}

enum ParseDateTimeBestEffortOrZero: BestEffortFunction {
    static let name = "parseDateTimeBestEffortOrZero"
    static let aliases = ["parseDateTime32BestEffortOrZero"]
    static let isPrecise = false
    static let isAmerican = false
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime; 1970-01-01 where it is none.",
        example: "parseDateTimeBestEffortOrZero('17 May 2024 10:20')", "2024-05-17 10:20:00")
}

enum ParseDateTimeBestEffortUS: BestEffortFunction {
    static let name = "parseDateTimeBestEffortUS"
    static let isPrecise = false
    static let isAmerican = true
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime, month before day.",
        example: "parseDateTimeBestEffortUS('05/17/2024 10:20')", "2024-05-17 10:20:00")
}

enum ParseDateTimeBestEffortUSOrNull: BestEffortFunction {
    static let name = "parseDateTimeBestEffortUSOrNull"
    static let isPrecise = false
    static let isAmerican = true
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime, month before day; NULL where it is none.",
        example: "parseDateTimeBestEffortUSOrNull('05/17/2024 10:20')", "2024-05-17 10:20:00")
}

enum ParseDateTimeBestEffortUSOrZero: BestEffortFunction {
    static let name = "parseDateTimeBestEffortUSOrZero"
    static let isPrecise = false
    static let isAmerican = true
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime, month before day; 1970-01-01 where it is none.",
        example: "parseDateTimeBestEffortUSOrZero('05/17/2024 10:20')", "2024-05-17 10:20:00")
}

enum ParseDateTime64BestEffort: BestEffortFunction {
    static let name = "parseDateTime64BestEffort"
    static let isPrecise = true
    static let isAmerican = false
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime64.",
        example: "parseDateTime64BestEffort('17 May 2024 10:20')", "2024-05-17 10:20:00.000")
}

enum ParseDateTime64BestEffortOrNull: BestEffortFunction {
    static let name = "parseDateTime64BestEffortOrNull"
    static let isPrecise = true
    static let isAmerican = false
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime64; NULL where it is none.",
        example: "parseDateTime64BestEffortOrNull('17 May 2024 10:20')", "2024-05-17 10:20:00.000")
}

enum ParseDateTime64BestEffortOrZero: BestEffortFunction {
    static let name = "parseDateTime64BestEffortOrZero"
    static let isPrecise = true
    static let isAmerican = false
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime64; 1970-01-01 where it is none.",
        example: "parseDateTime64BestEffortOrZero('17 May 2024 10:20')", "2024-05-17 10:20:00.000")
}

enum ParseDateTime64BestEffortUS: BestEffortFunction {
    static let name = "parseDateTime64BestEffortUS"
    static let isPrecise = true
    static let isAmerican = true
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime64, month before day.",
        example: "parseDateTime64BestEffortUS('05/17/2024 10:20')", "2024-05-17 10:20:00.000")
}

enum ParseDateTime64BestEffortUSOrNull: BestEffortFunction {
    static let name = "parseDateTime64BestEffortUSOrNull"
    static let isPrecise = true
    static let isAmerican = true
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime64, month before day; NULL where it is none.",
        example: "parseDateTime64BestEffortUSOrNull('05/17/2024 10:20')", "2024-05-17 10:20:00.000")
}

enum ParseDateTime64BestEffortUSOrZero: BestEffortFunction {
    static let name = "parseDateTime64BestEffortUSOrZero"
    static let isPrecise = true
    static let isAmerican = true
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text in any usual style as a DateTime64, month before day; 1970-01-01 where it is none.",
        example: "parseDateTime64BestEffortUSOrZero('05/17/2024 10:20')", "2024-05-17 10:20:00.000")
}
