import Errors

/// Points in time rounded down: `toStartOfInterval`, `toStartOfHour`, `dateTrunc` …
package enum TimeRounding {
    /// The start of the stretch of `count` units that each point lies in.
    ///
    /// Weeks and longer give dates, days and shorter `DateTime`, units below a second `DateTime64`; what lies before
    /// 1970 becomes its first day. With `extended` they give `Date32` and `DateTime64(0)`, and nothing is cut.
    /// - Throws: 43 when the type has no such units, 69 when `count` is not positive.
    package static func start(
        of unit: IntervalUnit, count: Int64, _ points: TimePoints, in zone: TimeZone, extended: Bool
    ) throws(QueryError) -> TimePoints {
        guard count > 0 else {
            throw QueryError(
                .argumentOutOfBound, "Value for 2nd argument of function toStartOfInterval must be positive")
        }
        switch (unit, points) {
        case (.nanosecond, .dateTime64), (.microsecond, .dateTime64), (.millisecond, .dateTime64):
            var ticks = try points.ticks(precision: unit.precision, in: zone)
            for row in ticks.indices { ticks[row] = floorDivide(ticks[row], by: count) &* count }
            return .dateTime64(ticks, precision: unit.precision)
        case (.nanosecond, _), (.microsecond, _), (.millisecond, _), (.second, .date), (.second, .date32),
            (.minute, .date), (.minute, .date32), (.hour, .date), (.hour, .date32):
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal interval kind for argument data type \(points.type(zone: nil).name): \(unit.rawValue)")
        case (.second, _), (.minute, _), (.hour, _):
            if !extended, let starts = usualStarts(unit, count, points, zone) { return .dateTime(starts) }
            return instants(startsOfClockUnits(unit, count, points.seconds(in: zone), zone), extended)
        case (.day, .dateTime(let seconds)) where count == 1 && !extended:
            return .dateTime(startsOfDays(seconds, zone))
        case (.day, _):
            let starts = startsOfCalendarUnits(.day, count, points.days(in: zone))
            var cursor = ZoneCursor(zone)
            return instants(starts.map { cursor.startOfDay(Int($0)) }, extended)
        case (.week, _), (.month, _), (.quarter, _), (.year, _):
            return dates(startsOfCalendarUnits(unit, count, points.days(in: zone)), extended)
        }
    }

    /// The day that `rule` gives for each point's day, as `Date` or, `extended`, as `Date32`.
    package static func day(
        _ rule: DayRule, of points: TimePoints, in zone: TimeZone, extended: Bool
    ) -> TimePoints {
        dates(points.days(in: zone).map { Int32(truncatingIfNeeded: rule.day(Int($0))) }, extended)
    }

    private static func instants(_ seconds: [Int64], _ extended: Bool) -> TimePoints {
        if extended { return .dateTime64(seconds, precision: 0) }
        return .dateTime(seconds.map { UInt32(clamping: $0) })
    }

    private static func dates(_ days: [Int32], _ extended: Bool) -> TimePoints {
        if extended { return .date32(days) }
        return .date(days.map { UInt16(clamping: $0) })
    }
}

/// Days with a name: what `toMonday` and its like return.
package enum DayRule: Sendable {
    case startOfWeek(mode: UInt8), endOfWeek(mode: UInt8)
    case startOfMonth, endOfMonth, startOfQuarter, startOfYear, startOfISOYear

    package func day(_ day: Int) -> Int {
        switch self {
        case .startOfWeek(let mode): return WeekNumber.firstDay(day, mode: mode)
        case .endOfWeek(let mode): return WeekNumber.lastDay(day, mode: mode)
        case .startOfISOYear: return WeekNumber.firstDay(ofISOYear: WeekNumber.isoYear(day))
        case .startOfMonth: return day &- CivilDate(dayNumber: day).day &+ 1
        case .endOfMonth:
            let date = CivilDate(dayNumber: day)
            return day &- date.day &+ CivilDate.dayCount(year: date.year, month: date.month)
        case .startOfQuarter:
            let date = CivilDate(dayNumber: day)
            return CivilDate.dayNumber(date.year, (date.month &- 1) / 3 &* 3 &+ 1, 1)
        case .startOfYear: return CivilDate.dayNumber(CivilDate(dayNumber: day).year, 1, 1)
        }
    }
}

// MARK: - Clock units

extension TimeRounding {
    /// The usual case, for times since 1970 and stretches that are the same in UTC: `DateTime` in, `DateTime` out.
    ///
    /// Times near each other lie in one stretch, and are compared with the last one before anything is divided.
    private static func usualStarts(
        _ unit: IntervalUnit, _ count: Int64, _ points: TimePoints, _ zone: TimeZone
    ) -> [UInt32]? {
        guard case .dateTime(let seconds) = points, count <= 1_000_000 else { return nil }
        let sameInUTC =
            unit == .hour ? (count == 1 && zone.hasWholeHours) || isUTC(zone, count) : zone.hasWholeMinutes
        guard sameInUTC else { return nil }
        let length = UInt32(truncatingIfNeeded: count &* unit.seconds)
        var start: UInt32 = 0
        return seconds.map { second in
            if second < start || second &- start >= length { start = second / length &* length }
            return start
        }
    }

    /// Stretches of hours begin anew each midnight: they are the same in UTC when they divide the day.
    private static func isUTC(_ zone: TimeZone, _ hours: Int64) -> Bool {
        zone.isFixed && zone.offset(at: 0) == 0 && hours <= 24 && 24 % hours == 0
    }

    private static func startsOfDays(_ seconds: [UInt32], _ zone: TimeZone) -> [UInt32] {
        var cursor = ZoneCursor(zone)
        var (start, end): (Int64, Int64) = (0, 0)
        return seconds.map { second in
            let instant = Int64(second)
            if instant < start || instant >= end {
                let day = cursor.day(of: instant)
                (start, end) = (cursor.startOfDay(day), cursor.startOfDay(day &+ 1))
            }
            return UInt32(truncatingIfNeeded: Swift.max(0, start))
        }
    }

    /// Starts of seconds, minutes or hours. Minutes and seconds count from 1970, hours from each local midnight.
    static func startsOfClockUnits(
        _ unit: IntervalUnit, _ count: Int64, _ seconds: [Int64], _ zone: TimeZone
    ) -> [Int64] {
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.seconds)
        let length = overflow ? Int64.max / 2 : product
        if unit == .hour {
            if count == 1 && zone.hasWholeHours && zone.isFixed { return seconds.map { floor($0, length) } }
            var cursor = ZoneCursor(zone)
            return count == 1
                ? seconds.map { startOfHour($0, zone, &cursor) } : seconds.map { startOfHours($0, length, &cursor) }
        }
        if zone.isFixed && zone.hasWholeMinutes || length == 1 { return seconds.map { floor($0, length) } }
        var cursor = ZoneCursor(zone)
        return seconds.map { second in
            if zone.hasWholeMinutes && second >= startOf1900 { return floor(second, length) }
            return startSinceMidnight(second, length, &cursor)
        }
    }

    private static func floor(_ second: Int64, _ length: Int64) -> Int64 {
        floorDivide(second, by: length) &* length
    }

    /// Before 1900 most zones had their own mean time, to the second.
    private static var startOf1900: Int64 { -2_208_988_800 }

    private static func startOfHour(_ second: Int64, _ zone: TimeZone, _ cursor: inout ZoneCursor) -> Int64 {
        second >= 0 && zone.hasWholeHours ? floor(second, 3600) : startSinceMidnight(second, 3600, &cursor)
    }

    private static func startSinceMidnight(_ second: Int64, _ length: Int64, _ cursor: inout ZoneCursor) -> Int64 {
        let midnight = cursor.startOfDay(cursor.day(of: second))
        return midnight &+ floor(second &- midnight, length)
    }

    /// The start of a stretch of hours that are counted from midnight. Behind a change of the clock the new hours
    /// count, and no stretch begins before the change that it lies behind.
    private static func startOfHours(_ second: Int64, _ length: Int64, _ cursor: inout ZoneCursor) -> Int64 {
        let local = cursor.local(second)
        let midnight = cursor.startOfDay(LocalClock.day(local))
        let localTime = floorModulo(local, by: 86_400)
        let change = localTime &- (second &- midnight)
        if change == 0 { return midnight &+ floor(localTime, length) }
        let changeTime = timeOfChange(second, midnight, &cursor)
        var time = floor(localTime, length)
        if time >= changeTime { time = Swift.max(time &- change, changeTime) }
        return midnight &+ time
    }

    /// How long after `midnight` the clock changed, for an instant of the same day behind the change.
    private static func timeOfChange(_ second: Int64, _ midnight: Int64, _ cursor: inout ZoneCursor) -> Int64 {
        var (before, after) = (midnight &- 1, second)
        let offset = cursor.offset(at: second)
        while after &- before > 1 {
            let middle = before &+ (after &- before) / 2
            if cursor.offset(at: middle) == offset {
                after = middle
            } else {
                before = middle
            }
        }
        return after &- midnight
    }
}

// MARK: - Calendar units

extension TimeRounding {
    /// Starts of stretches of days (counted from 1970-01-01), weeks (from 1970-01-05), months (from 1900) or years
    /// (from 0).
    private static func startsOfCalendarUnits(_ unit: IntervalUnit, _ count: Int64, _ days: [Int32]) -> [Int32] {
        let limited = Int(Swift.min(count, 1_000_000_000))
        switch unit {
        case .day: return limited == 1 ? days : days.map { start(Int($0), limited, from: 0) }
        case .week: return days.map { start(Int($0), limited &* 7, from: 4) }
        case .month: return startsOfMonths(days, limited)
        case .quarter: return startsOfMonths(days, limited &* 3)
        default:
            return days.map { day in
                let year = CivilDate(dayNumber: Int(day)).year / limited &* limited
                return Int32(truncatingIfNeeded: CivilDate.dayNumber(year, 1, 1))
            }
        }
    }

    private static func start(_ day: Int, _ length: Int, from first: Int) -> Int32 {
        Int32(truncatingIfNeeded: first &+ floorDivide(day &- first, by: length) &* length)
    }

    private static func startsOfMonths(_ days: [Int32], _ count: Int) -> [Int32] {
        days.map { day in
            let date = CivilDate(dayNumber: Int(day))
            if count == 1 { return Int32(truncatingIfNeeded: Int(day) &- date.day &+ 1) }
            let months = floorDivide((date.year &- 1900) &* 12 &+ date.month &- 1, by: count) &* count
            let year = floorDivide(months, by: 12)
            return Int32(truncatingIfNeeded: CivilDate.dayNumber(1900 &+ year, months &- year &* 12 &+ 1, 1))
        }
    }
}
