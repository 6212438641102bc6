import Errors

/// `INTERVAL` added to points in time.
package enum TimeArithmetic {
    /// Adds `amounts` (one for all rows, or one per row) of a unit.
    ///
    /// Days and longer units move the local calendar and keep the clock; a day behind its month's end becomes the last.
    /// Dates plus hours are `DateTime` (`Date32`: `DateTime64(3)`); units below a second make `DateTime64`. Dates and
    /// seconds wrap where their type ends, as in ClickHouse; months and years end at the calendar's ends.
    /// - Throws: 43 for units below a second on dates, 407 where ticks leave 64 bits.
    package static func add(
        _ amounts: [Int64], of unit: IntervalUnit, to points: TimePoints, in zone: TimeZone
    ) throws(QueryError) -> TimePoints {
        switch unit {
        case .nanosecond, .microsecond, .millisecond: try addFractions(amounts, unit, points, zone)
        case .second, .minute, .hour: try addSeconds(amounts, unit.seconds, points, zone)
        case .day: addDays(amounts, 1, points, zone)
        case .week: addDays(amounts, 7, points, zone)
        case .month: addMonths(amounts, 1, points, zone)
        case .quarter: addMonths(amounts, 3, points, zone)
        case .year: addMonths(amounts, 12, points, zone)
        }
    }

    /// The amount of a row: constants have one for all.
    private static func amount(_ amounts: [Int64], _ row: Int) -> Int64 {
        amounts[amounts.count == 1 ? 0 : row]
    }

    private static func addFractions(
        _ amounts: [Int64], _ unit: IntervalUnit, _ points: TimePoints, _ zone: TimeZone
    ) throws(QueryError) -> TimePoints {
        switch points {
        case .date, .date32:
            let name = points.type(zone: nil).name
            throw QueryError(.illegalTypeOfArgument, "add\(unit.rawValue)s cannot be used with \(name)")
        case .dateTime, .dateTime64: break
        }
        let precision = Swift.max(points.precision, unit.precision)
        var ticks = try points.ticks(precision: precision, in: zone)
        let factor = PowersOfTen.power(precision &- unit.precision, as: Int64.self)
        for row in ticks.indices { ticks[row] = try sum(ticks[row], amount(amounts, row), times: factor) }
        return .dateTime64(ticks, precision: precision)
    }

    private static func addSeconds(
        _ amounts: [Int64], _ length: Int64, _ points: TimePoints, _ zone: TimeZone
    ) throws(QueryError) -> TimePoints {
        switch points {
        case .date, .dateTime:
            var seconds = points.seconds(in: zone)
            for row in seconds.indices { seconds[row] = seconds[row] &+ amount(amounts, row) &* length }
            return .dateTime(seconds.map { UInt32(truncatingIfNeeded: $0) })
        case .date32, .dateTime64:
            let precision = if case .dateTime64(_, let given) = points { given } else { 3 }
            var ticks = try points.ticks(precision: precision, in: zone)
            let factor = length &* PowersOfTen.power(precision, as: Int64.self)
            for row in ticks.indices { ticks[row] = try sum(ticks[row], amount(amounts, row), times: factor) }
            return .dateTime64(ticks, precision: precision)
        }
    }

    private static func sum(_ ticks: Int64, _ amount: Int64, times factor: Int64) throws(QueryError) -> Int64 {
        let (product, overflow) = amount.multipliedReportingOverflow(by: factor)
        let (sum, carry) = ticks.addingReportingOverflow(product)
        if overflow || carry { throw QueryError(.decimalOverflow, "Decimal math overflow") }
        return sum
    }

    private static func addDays(
        _ amounts: [Int64], _ length: Int64, _ points: TimePoints, _ zone: TimeZone
    ) -> TimePoints {
        switch points {
        case .date(var days):
            for row in days.indices {
                days[row] = UInt16(truncatingIfNeeded: Int64(days[row]) &+ amount(amounts, row) &* length)
            }
            return .date(days)
        case .date32(var days):
            for row in days.indices {
                days[row] = Int32(truncatingIfNeeded: Int64(days[row]) &+ amount(amounts, row) &* length)
            }
            return .date32(days)
        case .dateTime, .dateTime64:
            var cursor = ZoneCursor(zone)
            return moved(points, zone) { second, row in
                cursor.instant(ofLocal: cursor.local(second) &+ amount(amounts, row) &* length &* 86_400)
            }
        }
    }

    private static func addMonths(
        _ amounts: [Int64], _ length: Int64, _ points: TimePoints, _ zone: TimeZone
    ) -> TimePoints {
        switch points {
        case .date(var days):
            for row in days.indices {
                let day = later(Int(days[row]), by: amount(amounts, row), length, last: lastShortDay)
                days[row] = UInt16(truncatingIfNeeded: Swift.max(0, day))
            }
            return .date(days)
        case .date32(var days):
            for row in days.indices {
                let day = later(Int(days[row]), by: amount(amounts, row), length, last: CivilDate.lastDay)
                days[row] = Int32(truncatingIfNeeded: day)
            }
            return .date32(days)
        case .dateTime, .dateTime64:
            let isShort = if case .dateTime = points { true } else { false }
            var cursor = ZoneCursor(zone)
            return moved(points, zone) { second, row in
                let local = cursor.local(second)
                let last = isShort ? lastShortDay : CivilDate.lastDay
                let day = later(LocalClock.day(local), by: amount(amounts, row), length, last: last)
                let moved = cursor.instant(ofLocal: Int64(day) &* 86_400 &+ floorModulo(local, by: 86_400))
                return isShort ? Swift.max(0, moved) : moved
            }
        }
    }

    /// 2299-12-31: where ClickHouse's table of days ends, which `Date` and `DateTime` go by.
    private static var lastShortDay: Int { 120_529 }

    private static func later(_ day: Int, by amount: Int64, _ length: Int64, last: Int) -> Int {
        let date = CivilDate(dayNumber: day)
        if length == 12 {
            // Years that leave the calendar keep month and day.
            let limited = Int(Swift.min(Swift.max(amount, -20_000), 20_000))
            let year = Swift.min(Swift.max(date.year &+ limited, 0), 9999)
            let length = CivilDate.dayCount(year: year, month: date.month)
            return Swift.min(CivilDate.dayNumber(year, date.month, Swift.min(date.day, length)), last)
        }
        let limited = Int(Swift.min(Swift.max(amount, -200_000), 200_000))
        return Swift.min(date.addingMonths(limited &* Int(length)).dayNumber, last)
    }

    /// The points with `move` done to their whole seconds.
    private static func moved(
        _ points: TimePoints, _ zone: TimeZone, _ move: (Int64, Int) -> Int64
    ) -> TimePoints {
        var seconds = points.seconds(in: zone)
        for row in seconds.indices { seconds[row] = move(seconds[row], row) }
        guard case .dateTime64(let ticks, let precision) = points else {
            return .dateTime(seconds.map { UInt32(truncatingIfNeeded: $0) })
        }
        let factor = PowersOfTen.power(precision, as: Int64.self)
        for row in seconds.indices { seconds[row] = seconds[row] &* factor &+ floorModulo(ticks[row], by: factor) }
        return .dateTime64(seconds, precision: precision)
    }
}

extension IntervalUnit {
    /// The length of units up to the week; months and longer have none.
    package var seconds: Int64 {
        switch self {
        case .second: 1
        case .minute: 60
        case .hour: 3600
        case .day: 86_400
        case .week: 604_800
        default: 0
        }
    }

    /// The decimal places that count one unit: 3, 6 or 9 below the second, else 0.
    package var precision: Int {
        switch self {
        case .nanosecond: 9
        case .microsecond: 6
        case .millisecond: 3
        default: 0
        }
    }

    /// The unit of a name as `dateDiff` and `dateTrunc` take it, in any case: `day`, `days`, `dd`, `d` …
    package init?(datePart name: String) {
        switch name.lowercased() {
        case "nanosecond", "nanoseconds", "nanos", "ns": self = .nanosecond
        case "microsecond", "microseconds", "us", "u": self = .microsecond
        case "millisecond", "milliseconds", "ms": self = .millisecond
        case "second", "seconds", "ss", "s": self = .second
        case "minute", "minutes", "mi", "n", "m": self = .minute
        case "hour", "hours", "hh", "h": self = .hour
        case "day", "days", "dd", "d": self = .day
        case "week", "weeks", "wk", "ww": self = .week
        case "month", "months", "mm": self = .month
        case "quarter", "quarters", "qq", "q": self = .quarter
        case "year", "years", "yyyy", "yy": self = .year
        default: return nil
        }
    }
}
