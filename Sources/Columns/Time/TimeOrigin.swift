import Errors

/// `toStartOfInterval` with an origin: stretches are counted from a given point.
package enum TimeOrigin {
    /// The start of the stretch of `count` units, counted from `origin`, that each point lies in; of the points' type.
    ///
    /// `origin` has one row for all points or one for each, and their type.
    /// - Throws: 36 for an origin behind a point, 43 for units the type does not have, 69 when `count` is not positive.
    package static func start(
        of unit: IntervalUnit, count: Int64, _ points: TimePoints, from origin: TimePoints, in zone: TimeZone
    ) throws(QueryError) -> TimePoints {
        guard count > 0 else {
            throw QueryError(
                .argumentOutOfBound, "Value for 2nd argument of function toStartOfInterval must be positive")
        }
        switch points {
        case .date, .date32: return try startOfDates(unit, count, points, origin, zone)
        case .dateTime, .dateTime64: break
        }
        let isShort = if case .dateTime = points { true } else { false }
        if isShort && unit.precision > 0 {
            throw QueryError(
                .illegalTypeOfArgument, "Illegal interval kind for argument data type DateTime: \(unit.rawValue)")
        }
        let precision = Swift.max(points.precision, unit.precision)
        var ticks = try points.ticks(precision: precision, in: zone)
        let origins = try origin.ticks(precision: precision, in: zone)
        let second = PowersOfTen.power(precision, as: Int64.self)
        var cursor = ZoneCursor(zone)
        for row in ticks.indices {
            let start = origins[origins.count == 1 ? 0 : row]
            guard start <= ticks[row] else { throw behind() }
            switch unit {
            case .month, .quarter, .year:
                let first = cursor.local(floorDivide(start, by: second))
                let last = cursor.local(floorDivide(ticks[row], by: second))
                let months = self.months(from: first, to: last, unit, count)
                let day = CivilDate(dayNumber: LocalClock.day(first)).addingMonths(months).dayNumber
                let moved = cursor.startOfDay(day) &- cursor.startOfDay(LocalClock.day(first))
                ticks[row] = start &+ moved &* second
            case .day, .week:
                // ClickHouse takes the distance for an instant of its own, and rounds that in the zone.
                let length = Int(Swift.min(count, 1_000_000_000)) &* (unit == .week ? 7 : 1)
                let day = cursor.day(of: (ticks[row] &- start) / second)
                ticks[row] = start &+ cursor.startOfDay(day / length &* length) &* second
            case .second, .minute, .hour:
                let distance = [(ticks[row] &- start) / second]
                let rounded = TimeRounding.startsOfClockUnits(unit, count, distance, zone)
                ticks[row] = start &+ rounded[0] &* second
            case .nanosecond, .microsecond, .millisecond:
                let (length, overflow) = count.multipliedReportingOverflow(
                    by: PowersOfTen.power(precision &- unit.precision, as: Int64.self))
                ticks[row] = overflow ? start : start &+ (ticks[row] &- start) / length &* length
            }
        }
        if isShort { return .dateTime(ticks.map { UInt32(truncatingIfNeeded: $0) }) }
        return .dateTime64(ticks, precision: precision)
    }

    private static func startOfDates(
        _ unit: IntervalUnit, _ count: Int64, _ points: TimePoints, _ origin: TimePoints, _ zone: TimeZone
    ) throws(QueryError) -> TimePoints {
        var days = points.days(in: zone)
        let origins = origin.days(in: zone)
        for row in days.indices {
            let (start, day) = (Int(origins[origins.count == 1 ? 0 : row]), Int(days[row]))
            guard start <= day else { throw behind() }
            switch unit {
            case .day, .week:
                let length = Int(Swift.min(count, 1_000_000_000)) &* (unit == .week ? 7 : 1)
                days[row] = Int32(truncatingIfNeeded: start &+ (day &- start) / length &* length)
            case .month, .quarter, .year:
                let months = self.months(from: Int64(start) &* 86_400, to: Int64(day) &* 86_400, unit, count)
                days[row] = Int32(truncatingIfNeeded: CivilDate(dayNumber: start).addingMonths(months).dayNumber)
            default:
                throw QueryError(
                    .illegalTypeOfArgument, "Illegal interval kind for argument data type Date: \(unit.rawValue)")
            }
        }
        if case .date = points { return .date(days.map { UInt16(truncatingIfNeeded: $0) }) }
        return .date32(days)
    }

    private static func behind() -> QueryError {
        QueryError(.badArguments, "The origin must be before the end date / date with time")
    }

    /// The whole stretches of months that lie between two local times.
    private static func months(from first: Int64, to last: Int64, _ unit: IntervalUnit, _ count: Int64) -> Int {
        let (start, end) = (CivilDate(dayNumber: LocalClock.day(first)), CivilDate(dayNumber: LocalClock.day(last)))
        var months = (end.year &- start.year) &* 12 &+ end.month &- start.month
        if end.day < start.day { months &-= 1 }
        let length = Int(Swift.min(count, 1_000_000)) &* (unit == .year ? 12 : unit == .quarter ? 3 : 1)
        return months / length &* length
    }
}
