/// Week numbers, by ISO 8601 and by MySQL's ten modes.
///
/// Days are counted from 1970-01-01.
package enum WeekNumber {
    /// The Monday on or before a day.
    package static func monday(_ day: Int) -> Int { day &- CivilDate.dayOfWeek(day) &+ 1 }

    /// The first day of a day's week: Monday for odd modes, Sunday for even ones.
    package static func firstDay(_ day: Int, mode: UInt8) -> Int {
        let weekday = CivilDate.dayOfWeek(day)
        return mode & 1 != 0 ? day &- weekday &+ 1 : day &- (weekday == 7 ? 0 : weekday)
    }

    package static func lastDay(_ day: Int, mode: UInt8) -> Int { firstDay(day, mode: mode) &+ 6 }

    /// The year that a day's ISO week belongs to.
    package static func isoYear(_ day: Int) -> Int {
        CivilDate(dayNumber: day &+ 4 &- CivilDate.dayOfWeek(day)).year
    }

    /// The Monday of an ISO year's first week.
    package static func firstDay(ofISOYear year: Int) -> Int {
        let first = CivilDate.dayNumber(year, 1, 1)
        let weekday = CivilDate.dayOfWeek(first)
        return weekday <= 4 ? first &+ 1 &- weekday : first &+ 8 &- weekday
    }

    package static func isoWeek(_ day: Int) -> Int {
        (monday(day) &- firstDay(ofISOYear: isoYear(day))) / 7 &+ 1
    }

    /// Year and week as `toYearWeek` and `toWeek` count them.
    ///
    /// Bit 0 of the mode: weeks begin on Monday. Bit 1: weeks are 1...53 and belong to one year. Bit 2: the first week
    /// is the one with the first Monday or Sunday, not the one with four days. Bit 3: it is the one with 1 January.
    package static func yearWeek(_ day: Int, mode: UInt8) -> (year: Int, week: Int) {
        let mondayFirst = mode & 1 != 0
        if mode & 8 != 0 { return newYearWeek(day, mondayFirst: mondayFirst) }
        let date = CivilDate(dayNumber: day)
        // Without Monday first, the meaning of bit 2 turns round.
        let firstWeekday = (mode & 4 != 0) == mondayFirst
        var belongsToYear = mode & 2 != 0
        var year = date.year
        var firstDay = CivilDate.dayNumber(year, 1, 1)
        var weekday = mondayFirst ? CivilDate.dayOfWeek(firstDay) &- 1 : CivilDate.dayOfWeek(firstDay) % 7
        if date.month == 1 && date.day <= 7 &- weekday {
            if !belongsToYear && startsLater(weekday, firstWeekday) { return (year, 0) }
            belongsToYear = true
            year &-= 1
            let length = CivilDate.dayCount(year: year)
            firstDay &-= length
            weekday = (weekday &+ 53 &* 7 &- length) % 7
        }
        let days = startsLater(weekday, firstWeekday) ? day &- (firstDay &+ 7 &- weekday) : day &- (firstDay &- weekday)
        if belongsToYear && days >= 52 &* 7 {
            weekday = (weekday &+ CivilDate.dayCount(year: year)) % 7
            if !startsLater(weekday, firstWeekday) { return (year &+ 1, 1) }
        }
        return (year, days / 7 &+ 1)
    }

    /// Does week 1 begin after a 1 January on that weekday (0: the week's first)?
    private static func startsLater(_ weekday: Int, _ firstWeekday: Bool) -> Bool {
        firstWeekday ? weekday != 0 : weekday >= 4
    }

    private static func newYearWeek(_ day: Int, mondayFirst: Bool) -> (year: Int, week: Int) {
        let mode: UInt8 = mondayFirst ? 1 : 0
        let start = firstDay(day, mode: mode)
        let year = CivilDate(dayNumber: start &+ 6).year
        return (year, (start &- firstDay(CivilDate.dayNumber(year, 1, 1), mode: mode)) / 7 &+ 1)
    }
}
