import Columns
import Errors

/// `changeYear(t, n)` and its kin: a time with one part replaced. What leaves the calendar becomes the type's first or
/// last moment.
protocol ChangePart: ScalarFunction {
    static var part: ChangedPart { get }
}

enum ChangedPart: Int, Sendable {
    case year, month, day, hour, minute, second

    /// What the part may be; years are bounded by the type alone.
    fileprivate var range: ClosedRange<Int64> {
        switch self {
        case .year: Int64.min...Int64.max
        case .month: 1...12
        case .day: 1...31
        case .hour: 0...23
        case .minute, .second: 0...59
        }
    }
}

extension ChangePart {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try TimeArguments.check(name, arguments, at: 0)
        try checkIntegers(name, arguments, 1)
        switch arguments[0].type {
        case .date where part.rawValue > 2: return .dateTime(zone: nil)
        case .date32 where part.rawValue > 2: return .dateTime64(precision: 3, zone: nil)
        case let type: return type
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let type = arguments[0].type
        let zone = try TimeZoneRegistry.named(type.ownZone ?? context.timeZone)
        let source = arguments[0].timePoints
        let isDate = type == .date || type == .date32
        let locals =
            isDate ? source.days(in: zone).map { Int64($0) &* 86_400 } : source.localSeconds(in: zone)
        let ticks: [Int64] = if case .dateTime64(let ticks, _) = source { ticks } else { [] }
        let wanted = arguments[1].integers
        var cursor = ZoneCursor(zone)
        let factor = PowersOfTen.power(result.tickPrecision, as: Int64.self)
        let limits = limits(of: result)
        var changed: [Int64] = []
        for row in 0..<rowCount {
            guard let local = change(locals[row], to: wanted[row]) else {
                changed.append(part == .year && wanted[row] > 0 ? limits.upperBound : limits.lowerBound)
                continue
            }
            let value: Int64
            switch result {
            case .date, .date32: value = floorDivide(local, by: 86_400)
            default:
                let fraction = ticks.isEmpty ? 0 : floorModulo(ticks[row], by: factor)
                let (product, isTooLarge) = cursor.instant(ofLocal: local).multipliedReportingOverflow(by: factor)
                value = isTooLarge ? (local < 0 ? limits.lowerBound : limits.upperBound) : product &+ fraction
            }
            changed.append(min(max(value, limits.lowerBound), limits.upperBound))
        }
        return try Column(changed.map { .int64($0) }, as: result)
    }

    /// The first and the last value that the type's calendar has.
    private static func limits(of type: DataType) -> ClosedRange<Int64> {
        switch type {
        case .date: return 0...65_535
        case .date32: return Int64(CivilDate.firstDay)...Int64(CivilDate.lastDay)
        case .dateTime64(let precision, _):
            let factor = PowersOfTen.power(precision, as: Int64.self)
            let first = (Int64(CivilDate.firstDay) &* 86_400).multipliedReportingOverflow(by: factor)
            let last = ((Int64(CivilDate.lastDay) + 1) &* 86_400).multipliedReportingOverflow(by: factor)
            return (first.overflow ? .min : first.partialValue)...(last.overflow ? .max : last.partialValue - 1)
        default: return 0...Int64(UInt32.max)
        }
    }

    private static func change(_ local: Int64, to number: Int64) -> Int64? {
        guard part.range.contains(number) else { return nil }
        let days = floorDivide(local, by: 86_400)
        let second = floorModulo(local, by: 86_400)
        var date = CivilDate(dayNumber: Int(days))
        switch part {
        case .year:
            guard (0...9999).contains(number) else { return nil }
            date.year = Int(number)
        case .month: date.month = Int(number)
        case .day: date.day = Int(number)
        case .hour: return local - second / 3600 * 3600 + number * 3600
        case .minute: return local - second / 60 % 60 * 60 + number * 60
        case .second: return local - second % 60 + number
        }
        return Int64(date.dayNumber) * 86_400 + second
    }
}

enum ChangeYear: ChangePart {
    static let name = "changeYear"
    static let part = ChangedPart.year
    static let documentation = FunctionDocumentation(
        "The time with another year.", example: "changeYear(toDate('1999-01-01'), 2000)", "2000-01-01")
}

enum ChangeMonth: ChangePart {
    static let name = "changeMonth"
    static let part = ChangedPart.month
    static let documentation = FunctionDocumentation(
        "The time with another month.", example: "changeMonth(toDate('1999-01-01'), 2)", "1999-02-01")
}

enum ChangeDay: ChangePart {
    static let name = "changeDay"
    static let part = ChangedPart.day
    static let documentation = FunctionDocumentation(
        "The time with another day of the month.", example: "changeDay(toDate('1999-01-01'), 5)", "1999-01-05")
}

enum ChangeHour: ChangePart {
    static let name = "changeHour"
    static let part = ChangedPart.hour
    static let documentation = FunctionDocumentation(
        "The time with another hour.", example: "changeHour(toDateTime('2024-01-01 01:02:03'), 5)",
        "2024-01-01 05:02:03")
}

enum ChangeMinute: ChangePart {
    static let name = "changeMinute"
    static let part = ChangedPart.minute
    static let documentation = FunctionDocumentation(
        "The time with another minute.", example: "changeMinute(toDateTime('2024-01-01 01:02:03'), 5)",
        "2024-01-01 01:05:03")
}

enum ChangeSecond: ChangePart {
    static let name = "changeSecond"
    static let part = ChangedPart.second
    static let documentation = FunctionDocumentation(
        "The time with another second.", example: "changeSecond(toDateTime('2024-01-01 01:02:03'), 5)",
        "2024-01-01 01:02:05")
}
