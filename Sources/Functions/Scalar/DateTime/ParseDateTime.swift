import Columns
import Errors

/// `parseDateTime(text[, pattern[, zone]])` and `parseDateTime64`, in both syntaxes, with their forms.
protocol ParseTimeFunction: ScalarFunction {
    static var syntax: PatternSyntax { get }
    static var isPrecise: Bool { get }
    static var failure: ParseFailure { get }
}

extension ParseTimeFunction {
    static var constants: ConstantRule { .seen }
    static var toleratesEveryValue: Bool { failure != .refused }

    private static func pattern(_ text: [UInt8]?) throws(QueryError) -> DateTimePattern {
        let usual = syntax == .mysql ? "%Y-%m-%d %H:%i:%S" : "yyyy-MM-dd HH:mm:ss"
        return try syntax.pattern(text ?? Array(usual.utf8), for: .parsing)
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        for position in arguments.indices where arguments[position].type != .string {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        if arguments.count > 1, arguments[1].constant == nil {
            throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant string")
        }
        let zone = try TimeArguments.checkedZone(name, arguments, at: 2) ?? context.timeZone
        var type = DataType.dateTime(zone: zone)
        if isPrecise {
            let digits = try pattern(arguments.count > 1 ? arguments[1].constantBytes : nil).fractionDigits
            type = .dateTime64(precision: digits, zone: zone)
        }
        return failure == .null ? .nullable(type) : type
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let zone = try TimeArguments.zone(arguments, at: 2, of: .date, in: context)
        let pattern = try pattern(arguments.count > 1 ? arguments[1].strings.bytesOfFirstRow : nil)
        var reader = DateTimePatternReader(pattern, in: zone, extended: isPrecise)
        let strings = arguments[0].strings
        let source = strings.bytes
        let bytes = source.span
        let second = PowersOfTen.power(result.withoutNullable.tickPrecision, as: Int64.self)
        var ticks = [Int64](repeating: 0, count: rowCount)
        var nulls = [UInt8](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            let text = bytes.extracting(strings.range(of: row))
            do throws(QueryError) {
                let (seconds, fraction) = try reader.read(text)
                let (whole, overflows) = seconds.multipliedReportingOverflow(by: second)
                let (sum, carries) = whole.addingReportingOverflow(isPrecise ? fraction : 0)
                if overflows || carries { throw QueryError(.decimalOverflow, "Decimal math overflow") }
                ticks[row] = sum
            } catch {
                if failure == .refused { throw error }
                nulls[row] = 1
            }
        }
        let values: Column = isPrecise ? .int64(ticks) : .uint32(ticks.map { UInt32(truncatingIfNeeded: $0) })
        return failure == .null ? .nullable(NullableColumn(nulls: nulls, values: values)) : values
    }
}

enum ParseDateTime: ParseTimeFunction {
    static let name = "parseDateTime"
    static let aliases = ["TO_UNIXTIME"]
    static let isCaseInsensitive = true
    static let syntax = PatternSyntax.mysql
    static let isPrecise = false
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text as a DateTime, by a pattern of MySQL's kind.",
        example: "parseDateTime('17.05.2024 10:20', '%d.%m.%Y %H:%i')",
        "2024-05-17 10:20:00")
}

enum ParseDateTimeOrNull: ParseTimeFunction {
    static let name = "parseDateTimeOrNull"
    static let aliases = ["str_to_date"]
    static let isCaseInsensitive = true
    static let syntax = PatternSyntax.mysql
    static let isPrecise = false
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text as a DateTime, by a pattern of MySQL's kind; NULL where it does not fit.",
        example: "parseDateTimeOrNull('17.05.2024 10:20', '%d.%m.%Y %H:%i')",
        "2024-05-17 10:20:00")
}

enum ParseDateTimeOrZero: ParseTimeFunction {
    static let name = "parseDateTimeOrZero"
    static let syntax = PatternSyntax.mysql
    static let isPrecise = false
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text as a DateTime, by a pattern of MySQL's kind; 1970-01-01 where it does not fit.",
        example: "parseDateTimeOrZero('17.05.2024 10:20', '%d.%m.%Y %H:%i')",
        "2024-05-17 10:20:00")
}

enum ParseDateTime64: ParseTimeFunction {
    static let name = "parseDateTime64"
    static let syntax = PatternSyntax.mysql
    static let isPrecise = true
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text as a DateTime64, by a pattern of MySQL's kind.",
        example: "parseDateTime64('2024-05-17 10:20:30.123456', '%Y-%m-%d %H:%i:%S.%f')",
        "2024-05-17 10:20:30.123456")
}

enum ParseDateTime64OrNull: ParseTimeFunction {
    static let name = "parseDateTime64OrNull"
    static let syntax = PatternSyntax.mysql
    static let isPrecise = true
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text as a DateTime64, by a pattern of MySQL's kind; NULL where it does not fit.",
        example: "parseDateTime64OrNull('2024-05-17 10:20:30.123456', '%Y-%m-%d %H:%i:%S.%f')",
        "2024-05-17 10:20:30.123456")
}

enum ParseDateTime64OrZero: ParseTimeFunction {
    static let name = "parseDateTime64OrZero"
    static let syntax = PatternSyntax.mysql
    static let isPrecise = true
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text as a DateTime64, by a pattern of MySQL's kind; 1970-01-01 where it does not fit.",
        example: "parseDateTime64OrZero('2024-05-17 10:20:30.123456', '%Y-%m-%d %H:%i:%S.%f')",
        "2024-05-17 10:20:30.123456")
}

enum ParseDateTimeInJodaSyntax: ParseTimeFunction {
    static let name = "parseDateTimeInJodaSyntax"
    static let syntax = PatternSyntax.joda
    static let isPrecise = false
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text as a DateTime, by a pattern of Joda's kind.",
        example: "parseDateTimeInJodaSyntax('17.05.2024 10:20', 'dd.MM.yyyy HH:mm')",
        "2024-05-17 10:20:00")
}

enum ParseDateTimeInJodaSyntaxOrNull: ParseTimeFunction {
    static let name = "parseDateTimeInJodaSyntaxOrNull"
    static let syntax = PatternSyntax.joda
    static let isPrecise = false
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text as a DateTime, by a pattern of Joda's kind; NULL where it does not fit.",
        example: "parseDateTimeInJodaSyntaxOrNull('17.05.2024 10:20', 'dd.MM.yyyy HH:mm')",
        "2024-05-17 10:20:00")
}

enum ParseDateTimeInJodaSyntaxOrZero: ParseTimeFunction {
    static let name = "parseDateTimeInJodaSyntaxOrZero"
    static let syntax = PatternSyntax.joda
    static let isPrecise = false
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text as a DateTime, by a pattern of Joda's kind; 1970-01-01 where it does not fit.",
        example: "parseDateTimeInJodaSyntaxOrZero('17.05.2024 10:20', 'dd.MM.yyyy HH:mm')",
        "2024-05-17 10:20:00")
}

enum ParseDateTime64InJodaSyntax: ParseTimeFunction {
    static let name = "parseDateTime64InJodaSyntax"
    static let syntax = PatternSyntax.joda
    static let isPrecise = true
    static let failure = ParseFailure.refused
    static let documentation = FunctionDocumentation(
        "A text as a DateTime64, by a pattern of Joda's kind.",
        example: "parseDateTime64InJodaSyntax('2024-05-17 10:20:30.123456', 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
        "2024-05-17 10:20:30.123456")
}

enum ParseDateTime64InJodaSyntaxOrNull: ParseTimeFunction {
    static let name = "parseDateTime64InJodaSyntaxOrNull"
    static let syntax = PatternSyntax.joda
    static let isPrecise = true
    static let failure = ParseFailure.null
    static let documentation = FunctionDocumentation(
        "A text as a DateTime64, by a pattern of Joda's kind; NULL where it does not fit.",
        example: "parseDateTime64InJodaSyntaxOrNull('2024-05-17 10:20:30.123456', 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
        "2024-05-17 10:20:30.123456")
}

enum ParseDateTime64InJodaSyntaxOrZero: ParseTimeFunction {
    static let name = "parseDateTime64InJodaSyntaxOrZero"
    static let syntax = PatternSyntax.joda
    static let isPrecise = true
    static let failure = ParseFailure.zero
    static let documentation = FunctionDocumentation(
        "A text as a DateTime64, by a pattern of Joda's kind; 1970-01-01 where it does not fit.",
        example: "parseDateTime64InJodaSyntaxOrZero('2024-05-17 10:20:30.123456', 'yyyy-MM-dd HH:mm:ss.SSSSSS')",
        "2024-05-17 10:20:30.123456")
}
