/// The rule at the end of a time zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// - Source: POSIX.1 `TZ`, with the extension of RFC 8536 (hours from -167 to 167).
struct PosixTimeZoneRule {
    /// Seconds east of UTC.
    let standardOffset: Int64
    let daylight: Daylight?

    struct Daylight {
        let offset: Int64
        let start: Day
        let end: Day
    }

    /// A day of the year and the local time of the change.
    struct Day {
        let kind: Kind
        let time: Int64

        enum Kind {
            /// Day 1...365, 29 February never counted.
            case julian(Int)
            /// Day 0...365.
            case ordinal(Int)
            /// Day of week 0 (Sunday)...6 in week 1...5 (5: the last) of a month.
            case weekday(month: Int, week: Int, day: Int)
        }
    }

    init?(_ text: [UInt8]) {
        var reader = RuleReader(text: text)
        guard reader.skipName(), let west = reader.readTime() else { return nil }
        standardOffset = -west
        if reader.isAtEnd {
            daylight = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standardOffset + 3600
        if !reader.isAtComma {
            guard let west = reader.readTime() else { return nil }
            offset = -west
        }
        guard let start = reader.readDay(), let end = reader.readDay() else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    /// The two changes of a year, in order.
    func changes(in year: Int) -> [(time: Int64, offset: Int64)] {
        guard let daylight else { return [] }
        let start = (time: time(of: daylight.start, in: year) - standardOffset, offset: daylight.offset)
        let end = (time: time(of: daylight.end, in: year) - daylight.offset, offset: standardOffset)
        return start.time < end.time ? [start, end] : [end, start]
    }

    /// The local time of a change, counted as if it were UTC.
    private func time(of day: Day, in year: Int) -> Int64 {
        let number: Int
        switch day.kind {
        case .julian(let dayOfYear):
            let leap = CivilDate.isLeap(year) && dayOfYear >= 60
            number = CivilDate.dayNumber(year, 1, 1) + dayOfYear - 1 + (leap ? 1 : 0)
        case .ordinal(let dayOfYear):
            number = CivilDate.dayNumber(year, 1, 1) + dayOfYear
        case .weekday(let month, let week, let weekday):
            let first = CivilDate.dayNumber(year, month, 1)
            var candidate = first + floorModulo(weekday - CivilDate.dayOfWeek(first), by: 7) + (week - 1) * 7
            if candidate >= first + CivilDate.dayCount(year: year, month: month) { candidate -= 7 }
            number = candidate
        }
        return Int64(number) * 86_400 + day.time
    }
}

private struct RuleReader {
    let text: [UInt8]
    private var position = 0

    init(text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { position >= text.count }
    var isAtComma: Bool { position < text.count && text[position] == UInt8(ascii: ",") }

    /// Letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
        let start = position
        if take("<") {
            while position < text.count, text[position] != UInt8(ascii: ">") { position += 1 }
            return take(">")
        }
        while position < text.count, TextExcerpt.isLetter(text[position]) { position += 1 }
        return position > start
    }

    /// `[+-]h[:m[:s]]` in seconds.
    mutating func readTime() -> Int64? {
        let negative = take("-")
        if !negative { _ = take("+") }
        guard var seconds = readNumber().map({ $0 * 3600 }) else { return nil }
        for unit in [60, 1] where take(":") {
            guard let part = readNumber() else { return nil }
            seconds += part * unit
        }
        return Int64(negative ? -seconds : seconds)
    }

    /// `,Jn`, `,n` or `,Mm.w.d`, and `/time` behind it.
    mutating func readDay() -> PosixTimeZoneRule.Day? {
        guard take(",") else { return nil }
        let kind: PosixTimeZoneRule.Day.Kind
        if take("J") {
            guard let day = readNumber(), day >= 1, day <= 365 else { return nil }
            kind = .julian(day)
        } else if take("M") {
            guard let month = readNumber(), (1...12).contains(month), take("."), let week = readNumber(),
                (1...5).contains(week), take("."), let day = readNumber(), day <= 6
            else { return nil }
            kind = .weekday(month: month, week: week, day: day)
        } else {
            guard let day = readNumber(), day <= 365 else { return nil }
            kind = .ordinal(day)
        }
        guard take("/") else { return .init(kind: kind, time: 7200) }
        guard let time = readTime() else { return nil }
        return .init(kind: kind, time: time)
    }

    private mutating func readNumber() -> Int? {
        let start = position
        var value = 0
        while position < text.count, IntegerText.isDigit(text[position]), value < 100_000 {
            value = value * 10 + Int(text[position] - UInt8(ascii: "0"))
            position += 1
        }
        return position > start ? value : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }
}
