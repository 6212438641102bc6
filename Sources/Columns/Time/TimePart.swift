/// A number that SQL's date functions take out of a point in time: `toYear`, `toHour`, `toYYYYMM` …
package enum TimePart: Hashable, Sendable {
    case year, quarter, month, dayOfYear, dayOfMonth
    /// Mode 0: Monday 1…7, 1: Monday 0…6, 2: Sunday 0…6, 3: Sunday 1…7.
    case dayOfWeek(mode: UInt8)
    case hour, minute, second, millisecond
    case isoYear, isoWeek
    /// `toWeek` and `toYearWeek` with MySQL's mode 0…9.
    case week(mode: UInt8)
    case yearWeek(mode: UInt8)
    /// 202405, 20240517, 20240517134759.
    case yearMonth, yearMonthDay, yearMonthDayTime
    case daysSinceYearZero
    case unixTimestamp
    /// How many units since some beginning: `toRelativeHourNum` …
    case relative(IntervalUnit)

    /// What the function returns.
    package var type: DataType {
        switch self {
        case .quarter, .month, .dayOfMonth, .dayOfWeek, .hour, .minute, .second, .isoWeek, .week: .uint8
        case .year, .dayOfYear, .isoYear, .millisecond, .relative(.year): .uint16
        case .yearWeek, .yearMonth, .yearMonthDay, .daysSinceYearZero, .unixTimestamp, .relative: .uint32
        case .yearMonthDayTime: .uint64
        }
    }

    /// Does it read the clock, not only the calendar? Such parts refuse dates.
    package var needsTime: Bool {
        switch self {
        case .hour, .minute, .second, .millisecond: true
        default: false
        }
    }

    /// The part of every point, in the layout of `type`.
    package func column(of points: TimePoints, in zone: TimeZone) -> Column {
        switch self {
        case .hour, .minute, .second, .yearMonthDayTime: clockColumn(points.localSeconds(in: zone))
        case .millisecond: .uint16(milliseconds(points))
        case .unixTimestamp: .uint32(points.seconds(in: zone).map { UInt32(truncatingIfNeeded: $0) })
        case .relative(let unit): relativeColumn(unit, points, zone)
        default: calendarColumn(points.days(in: zone))
        }
    }

    private func clockColumn(_ local: [Int64]) -> Column {
        switch self {
        case .hour: .uint8(local.map { UInt8(truncatingIfNeeded: LocalClock.secondOfDay($0) / 3600) })
        case .minute: .uint8(local.map { UInt8(truncatingIfNeeded: LocalClock.secondOfDay($0) / 60 % 60) })
        case .second: .uint8(local.map { UInt8(truncatingIfNeeded: LocalClock.secondOfDay($0) % 60) })
        default: .uint64(local.map { LocalClock.yearMonthDayTime($0) })
        }
    }

    private func calendarColumn(_ days: [Int32]) -> Column {
        switch self {
        case .year: .uint16(days.map { UInt16(truncatingIfNeeded: CivilDate(dayNumber: Int($0)).year) })
        case .quarter: .uint8(days.map { UInt8(truncatingIfNeeded: (CivilDate(dayNumber: Int($0)).month &+ 2) / 3) })
        case .month: .uint8(days.map { UInt8(truncatingIfNeeded: CivilDate(dayNumber: Int($0)).month) })
        case .dayOfYear: .uint16(days.map { UInt16(truncatingIfNeeded: CivilDate(dayNumber: Int($0)).dayOfYear) })
        case .dayOfMonth: .uint8(days.map { UInt8(truncatingIfNeeded: CivilDate(dayNumber: Int($0)).day) })
        case .dayOfWeek(let mode): .uint8(days.map { LocalClock.dayOfWeek(Int($0), mode: mode) })
        case .isoYear: .uint16(days.map { UInt16(truncatingIfNeeded: WeekNumber.isoYear(Int($0))) })
        case .isoWeek: .uint8(days.map { UInt8(truncatingIfNeeded: WeekNumber.isoWeek(Int($0))) })
        case .week(let mode):
            .uint8(days.map { UInt8(truncatingIfNeeded: WeekNumber.yearWeek(Int($0), mode: mode).week) })
        case .yearWeek(let mode): .uint32(days.map { LocalClock.yearWeek(Int($0), mode: mode) })
        case .yearMonth: .uint32(days.map { LocalClock.yearMonthDay(Int($0)) / 100 })
        case .yearMonthDay: .uint32(days.map { LocalClock.yearMonthDay(Int($0)) })
        default: .uint32(days.map { UInt32(truncatingIfNeeded: Int($0) &+ 719_528) })
        }
    }

    private func relativeColumn(_ unit: IntervalUnit, _ points: TimePoints, _ zone: TimeZone) -> Column {
        let numbers = RelativeNumber.numbers(of: unit, points, in: zone).map { Swift.max(0, $0) }
        return unit == .year
            ? .uint16(numbers.map { UInt16(truncatingIfNeeded: $0) })
            : .uint32(numbers.map { UInt32(truncatingIfNeeded: $0) })
    }

    private func milliseconds(_ points: TimePoints) -> [UInt16] {
        guard case .dateTime64(let ticks, let precision) = points else {
            return [UInt16](repeating: 0, count: points.count)
        }
        let second = PowersOfTen.power(precision, as: Int64.self)
        if precision <= 3 {
            let factor = PowersOfTen.power(3 &- precision, as: Int64.self)
            return ticks.map { UInt16(truncatingIfNeeded: floorModulo($0, by: second) &* factor) }
        }
        let divisor = PowersOfTen.power(precision &- 3, as: Int64.self)
        return ticks.map { UInt16(truncatingIfNeeded: floorModulo($0, by: second) / divisor) }
    }
}

/// Numbers read off one local time: seconds that a clock without changes would have counted since 1970.
package enum LocalClock {
    package static func secondOfDay(_ local: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: floorModulo(local, by: 86_400))
    }

    package static func day(_ local: Int64) -> Int { Int(floorDivide(local, by: 86_400)) }

    package static func dayOfWeek(_ day: Int, mode: UInt8) -> UInt8 {
        let weekday = UInt8(truncatingIfNeeded: CivilDate.dayOfWeek(day))
        return switch mode & 3 {
        case 0: weekday
        case 1: weekday &- 1
        case 2: weekday % 7
        default: weekday % 7 &+ 1
        }
    }

    package static func yearMonthDay(_ day: Int) -> UInt32 {
        let date = CivilDate(dayNumber: day)
        return UInt32(truncatingIfNeeded: date.year &* 10_000 &+ date.month &* 100 &+ date.day)
    }

    package static func yearMonthDayTime(_ local: Int64) -> UInt64 {
        let second = secondOfDay(local)
        let time = second / 3600 &* 10_000 &+ second / 60 % 60 &* 100 &+ second % 60
        return UInt64(yearMonthDay(day(local))) &* 1_000_000 &+ UInt64(time)
    }

    package static func yearWeek(_ day: Int, mode: UInt8) -> UInt32 {
        let (year, week) = WeekNumber.yearWeek(day, mode: mode | 2)
        return UInt32(truncatingIfNeeded: year &* 100 &+ week)
    }
}

/// How many units lie before a point: differences of these numbers are what `dateDiff` counts.
package enum RelativeNumber {
    package static func numbers(of unit: IntervalUnit, _ points: TimePoints, in zone: TimeZone) -> [Int64] {
        switch unit {
        case .second: return points.seconds(in: zone)
        case .minute: return points.seconds(in: zone).map { floorDivide($0, by: 60) }
        case .hour:
            // ClickHouse counts such zones' hours from their own midnight, a day earlier.
            let shift = zone.hasWholeHours ? 0 : 86_400 &- zone.offsetAtEpoch
            return points.seconds(in: zone).map { floorDivide($0 &+ shift, by: 3600) }
        case .nanosecond, .microsecond, .millisecond:
            // Counted in whole seconds here; differences below a second are `TimeDifference`'s.
            return points.seconds(in: zone)
        case .day, .week, .month, .quarter, .year:
            return points.days(in: zone).map { number(of: unit, day: Int($0)) }
        }
    }

    private static func number(of unit: IntervalUnit, day: Int) -> Int64 {
        if unit == .day { return Int64(day) }
        if unit == .week { return Int64(floorDivide(day &+ 8 &- CivilDate.dayOfWeek(day), by: 7)) }
        let date = CivilDate(dayNumber: day)
        return switch unit {
        case .year: Int64(date.year)
        case .quarter: Int64(date.year &* 4 &+ (date.month &- 1) / 3)
        default: Int64(date.year &* 12 &+ date.month)
        }
    }
}
