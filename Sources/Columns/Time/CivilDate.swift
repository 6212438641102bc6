/// A day of the proleptic Gregorian calendar.
///
/// Days are counted from 1970-01-01. ClickHouse's calendar reaches from 0000-01-01 to 9999-12-31; days outside are
/// taken as its first or last.
package struct CivilDate: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int

    /// -719528: 0000-01-01.
    package static var firstDay: Int { -719_528 }
    /// 2932896: 9999-12-31.
    package static var lastDay: Int { 2_932_896 }

    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date of a day number, after Neri and Schneider: years begin in March, so that the leap day is the last.
    package init(dayNumber: Int) {
        let clamped = Swift.min(Swift.max(dayNumber, CivilDate.firstDay), CivilDate.lastDay)
        let days = UInt32(truncatingIfNeeded: clamped &+ 719_468 &+ 146_097)
        let centuries = 4 &* days &+ 3
        let century = centuries / 146_097
        let dayOfCentury = (centuries % 146_097) / 4
        let product = 2_939_745 &* UInt64(4 &* dayOfCentury &+ 3)
        let yearOfCentury = UInt32(truncatingIfNeeded: product &>> 32)
        let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
        let months = 2141 &* dayOfYear &+ 197_913
        let isNextYear = dayOfYear >= 306
        year = Int(100 &* century &+ yearOfCentury) &- 400 &+ (isNextYear ? 1 : 0)
        month = Int(months &>> 16) &- (isNextYear ? 12 : 0)
        day = Int((months & 0xffff) / 2141) &+ 1
    }

    /// Days since 1970-01-01; `month` in 1...12. The day may lie outside the month: 2024-02-30 is 2024-03-01.
    package var dayNumber: Int {
        let shifted = month <= 2 ? year &- 1 : year
        let era = floorDivide(shifted, by: 400)
        let yearOfEra = shifted &- era &* 400
        let dayOfYear = (153 &* (month &+ (month > 2 ? -3 : 9)) &+ 2) / 5 &+ day &- 1
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return era &* 146_097 &+ dayOfEra &- 719_468
    }

    package static func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
        CivilDate(year: year, month: month, day: day).dayNumber
    }

    package static func isLeap(_ year: Int) -> Bool {
        year & 3 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    package static func dayCount(year: Int) -> Int { isLeap(year) ? 366 : 365 }

    /// The length of month 1...12.
    package static func dayCount(year: Int, month: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : 30 | (month ^ (month &>> 3))
    }

    /// 1...366.
    package var dayOfYear: Int { dayNumber &- CivilDate.dayNumber(year, 1, 1) &+ 1 }

    /// Is it a day that there is?
    package var isValid: Bool {
        month >= 1 && month <= 12 && day >= 1 && day <= CivilDate.dayCount(year: year, month: month)
    }

    /// The same date `count` months later; a day behind the end of the month becomes its last day.
    package func addingMonths(_ count: Int) -> CivilDate {
        let limited = Swift.min(Swift.max(count, -200_000), 200_000)
        let months = year &* 12 &+ month &- 1 &+ limited
        let newYear = floorDivide(months, by: 12)
        let newMonth = months &- newYear &* 12 &+ 1
        if newYear < 0 { return CivilDate(year: 0, month: 1, day: 1) }
        if newYear > 9999 { return CivilDate(year: 9999, month: 12, day: 31) }
        let lastDay = CivilDate.dayCount(year: newYear, month: newMonth)
        return CivilDate(year: newYear, month: newMonth, day: Swift.min(day, lastDay))
    }

    /// 1 for Monday to 7 for Sunday.
    package static func dayOfWeek(_ dayNumber: Int) -> Int { floorModulo(dayNumber &+ 3, by: 7) &+ 1 }
}

/// Division rounding down; `divisor` is positive.
package func floorDivide<T: FixedWidthInteger>(_ value: T, by divisor: T) -> T {
    let quotient = value / divisor
    return quotient &* divisor > value ? quotient &- 1 : quotient
}

/// What `floorDivide` leaves: 0..<divisor.
package func floorModulo<T: FixedWidthInteger>(_ value: T, by divisor: T) -> T {
    let rest = value % divisor
    return rest < 0 ? rest &+ divisor : rest
}
