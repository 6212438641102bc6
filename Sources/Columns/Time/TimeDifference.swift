import Errors

/// `dateDiff` and `age`: how many units lie between two points.
package enum TimeDifference {
    /// How many borders of the unit lie between `start` and `end`, which have one row for all or one for each.
    package static func borders(
        of unit: IntervalUnit, from start: TimePoints, to end: TimePoints, in zone: TimeZone
    ) throws(QueryError) -> [Int64] {
        if unit.precision > 0 {
            let (first, last) = try ticks(start, end, unit.precision, zone)
            return differences(first, last)
        }
        return differences(
            RelativeNumber.numbers(of: unit, start, in: zone), RelativeNumber.numbers(of: unit, end, in: zone))
    }

    /// How many whole units lie between `start` and `end`, which have one row for all or one for each.
    package static func age(
        in unit: IntervalUnit, from start: TimePoints, to end: TimePoints, in zone: TimeZone
    ) throws(QueryError) -> [Int64] {
        if unit.precision > 0 {
            let (first, last) = try ticks(start, end, unit.precision, zone)
            return differences(first, last)
        }
        var result = differences(
            RelativeNumber.numbers(of: unit, start, in: zone), RelativeNumber.numbers(of: unit, end, in: zone))
        let (first, last) = (moments(start, zone), moments(end, zone))
        for row in result.indices {
            let (a, b) = (first[first.count == 1 ? 0 : row], last[last.count == 1 ? 0 : row])
            // The last border does not count when the earlier point is further into its unit than the later one.
            let (earlier, later, step) = a <= b ? (a, b, -1 as Int64) : (b, a, 1 as Int64)
            if unit == .week {
                if isFurtherIntoWeek(a, b, earlier, later) { result[row] &+= step }
            } else if earlier.place(in: unit) > later.place(in: unit) {
                result[row] &+= step
            }
        }
        return result
    }

    /// ClickHouse's own rule, kept as it is: weekdays compare in the arguments' order, and within one hour of the clock
    /// the minutes decide whatever the weekdays are.
    private static func isFurtherIntoWeek(_ a: Moment, _ b: Moment, _ earlier: Moment, _ later: Moment) -> Bool {
        if a.weekday > b.weekday { return true }
        if a.weekday == b.weekday && earlier.hour > later.hour { return true }
        return earlier.hour == later.hour && earlier.place(in: .hour) > later.place(in: .hour)
    }

    private static func ticks(
        _ start: TimePoints, _ end: TimePoints, _ precision: Int, _ zone: TimeZone
    ) throws(QueryError) -> ([Int64], [Int64]) {
        (try start.ticks(precision: precision, in: zone), try end.ticks(precision: precision, in: zone))
    }

    private static func differences(_ first: [Int64], _ last: [Int64]) -> [Int64] {
        let count = first.count == 1 ? last.count : last.count == 1 ? first.count : Swift.min(first.count, last.count)
        var result: [Int64] = []
        result.reserveCapacity(count)
        for row in 0..<count {
            result.append(last[last.count == 1 ? 0 : row] &- first[first.count == 1 ? 0 : row])
        }
        return result
    }

    private static func moments(_ points: TimePoints, _ zone: TimeZone) -> [Moment] {
        let local = points.localSeconds(in: zone)
        guard case .dateTime64(let ticks, let precision) = points else {
            return local.map { Moment(local: $0, microsecond: 0) }
        }
        let second = PowersOfTen.power(precision, as: Int64.self)
        let (up, down) =
            precision <= 6
            ? (PowersOfTen.power(6 &- precision, as: Int64.self), 1)
            : (1, PowersOfTen.power(precision &- 6, as: Int64.self))
        return local.indices.map { row in
            Moment(local: local[row], microsecond: floorModulo(ticks[row], by: second) &* up / down)
        }
    }

    /// A local time, to the microsecond.
    private struct Moment: Comparable {
        let local: Int64
        let microsecond: Int64

        static func < (left: Moment, right: Moment) -> Bool {
            left.local != right.local ? left.local < right.local : left.microsecond < right.microsecond
        }

        var hour: UInt32 { LocalClock.secondOfDay(local) / 3600 }
        var weekday: Int { CivilDate.dayOfWeek(LocalClock.day(local)) }

        /// How far the moment is into its unit (not weeks); months count as 31 days, so that the order is the
        /// calendar's.
        func place(in unit: IntervalUnit) -> Int64 {
            let seconds: Int64
            switch unit {
            case .second: seconds = 0
            case .minute, .hour: seconds = floorModulo(local, by: unit.seconds)
            case .day: seconds = floorModulo(local, by: 86_400)
            default:
                let date = CivilDate(dayNumber: LocalClock.day(local))
                let months = unit == .year ? date.month : unit == .quarter ? (date.month &- 1) % 3 : 0
                seconds = Int64(months &* 31 &+ date.day) &* 86_400 &+ floorModulo(local, by: 86_400)
            }
            return seconds &* 1_000_000 &+ microsecond
        }
    }
}
