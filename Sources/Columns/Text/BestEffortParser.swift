import Errors

/// Reads dates and times in whatever order and style they come, as `parseDateTimeBestEffort` does.
///
/// Digits mean what their number says (4: a year, 8: YYYYMMDD, 10: a Unix timestamp …), words are months, weekdays,
/// `AM`, `PM` or a few zones, and `+hh:mm` is an offset. The parts are gathered here; `local(today:)` puts them
/// together.
struct BestEffortParser {
    private let isUS: Bool
    private let withFraction: Bool
    private var year = 0, month = 0, day = 0
    private var hour = 0, minute = 0, second = 0
    private var hasTime = false
    private var hasComma = false
    private var isMorning = false, isAfternoon = false
    /// Seconds east of UTC, when the text says so.
    private(set) var zoneOffset: Int64?
    /// Seconds since the epoch, when the text is a number of them.
    private(set) var timestamp: Int64?
    private(set) var fraction: Int64 = 0
    private(set) var fractionDigits = 0

    init(isUS: Bool, withFraction: Bool) {
        self.isUS = isUS
        self.withFraction = withFraction
    }

    private static func error(_ text: String) -> QueryError {
        QueryError(.cannotParseDatetime, "Cannot read DateTime: \(text)")
    }

    /// Reads as far as the text makes sense.
    mutating func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) {
        var text = Scanner(position: position)
        while text.position < bytes.count {
            if year == 0 || !hasTime {
                let digits = text.readDigits(bytes)
                if digits.count > 0 {
                    try take(digits, bytes, &text)
                    if timestamp != nil { break }
                    continue
                }
            }
            if try !readSymbol(bytes, &text) { break }
        }
        position = text.position
        if timestamp == nil { try check() }
    }

    private func check() throws(QueryError) {
        if hasComma && !(hasTime && year > 0 && month > 0 && day > 0) {
            throw BestEffortParser.error("unexpected word after Date")
        }
        if year == 0 && month == 0 && day == 0 && !hasTime {
            throw BestEffortParser.error("neither Date nor Time was parsed successfully")
        }
    }

    /// The local seconds since 1970 that the parts stand for.
    func local(today: Int) throws(QueryError) -> Int64 {
        let (month, day) = (Swift.max(self.month, 1), Swift.max(self.day, 1))
        var year = self.year
        if year == 0 {
            year = CivilDate(dayNumber: today).year
            if CivilDate.dayNumber(year, Swift.min(month, 12), day) > today { year &-= 1 }
        }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid else { throw BestEffortParser.error("unexpected date: \(year)-\(month)-\(day)") }
        var hour = self.hour
        if isMorning && hour == 12 { hour = 0 }
        if isAfternoon && hour < 12 { hour &+= 12 }
        return Int64(date.dayNumber) &* 86_400 &+ Int64(hour &* 3600 &+ minute &* 60 &+ second)
    }
}

/// Where the reading is, and what it can take from there.
private struct Scanner {
    var position: Int

    /// A run of digits, the first 19 of them as a number.
    struct Digits {
        var value: UInt64 = 0
        var count = 0

        /// The number that `length` digits from `start` make.
        func part(_ start: Int, _ length: Int) -> Int {
            let shift = PowersOfTen.power(count &- start &- length, as: UInt64.self)
            let modulus = PowersOfTen.power(length, as: UInt64.self)
            return Int(truncatingIfNeeded: (shift == 0 ? 0 : value / shift) % Swift.max(modulus, 1))
        }
    }

    mutating func readDigits(_ bytes: Span<UInt8>) -> Digits {
        var digits = Digits()
        while position < bytes.count, digits.count < 19, IntegerText.isDigit(bytes[position]) {
            digits.value = digits.value &* 10 &+ UInt64(bytes[position] &- UInt8(ascii: "0"))
            digits.count &+= 1
            position &+= 1
        }
        return digits
    }

    /// Up to `limit` letters; the position goes behind them.
    mutating func skipLetters(_ bytes: Span<UInt8>, limit: Int) -> Int {
        let start = position
        while position < bytes.count, position &- start < limit, TextExcerpt.isLetter(bytes[position]) {
            position &+= 1
        }
        return position &- start
    }

    mutating func take(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position &+= 1
        return true
    }

    mutating func takeDateDelimiter(_ bytes: Span<UInt8>) -> Bool {
        take(UInt8(ascii: "/"), bytes) || take(UInt8(ascii: "."), bytes) || take(UInt8(ascii: "-"), bytes)
    }
}

// MARK: - Digits

extension BestEffortParser {
    private mutating func take(
        _ digits: Scanner.Digits, _ bytes: Span<UInt8>, _ text: inout Scanner
    ) throws(QueryError) {
        let isFirst = year == 0 && !hasTime
        switch digits.count {
        case 9 where isFirst, 10 where isFirst:
            timestamp = Int64(truncatingIfNeeded: digits.value)
            if withFraction && text.take(UInt8(ascii: "."), bytes) {
                (fraction, fractionDigits) = FractionText.read(bytes, at: &text.position)
            }
        case 13 where isFirst, 16 where isFirst, 19 where isFirst:
            timestamp = Int64(digits.part(0, 10))
            fractionDigits = digits.count &- 10
            fraction = Int64(digits.part(10, fractionDigits))
        case 14 where isFirst:
            (year, month, day) = (digits.part(0, 4), digits.part(4, 2), digits.part(6, 2))
            takeTime(digits, from: 8)
        case 8 where year == 0:
            (year, month, day) = (digits.part(0, 4), digits.part(4, 2), digits.part(6, 2))
        case 6 where year == 0 && month == 0:
            (year, month) = (digits.part(0, 4), digits.part(4, 2))
        case 6 where !hasTime:
            takeTime(digits, from: 0)
        case 4 where year == 0:
            year = digits.part(0, 4)
            try readAfterYear(bytes, &text)
        case 1, 2:
            try takeShort(digits, bytes, &text)
        default:
            throw BestEffortParser.error("unexpected number of decimal digits: \(digits.count)")
        }
    }

    private mutating func takeTime(_ digits: Scanner.Digits, from start: Int) {
        (hour, minute, second) = (digits.part(start, 2), digits.part(start &+ 2, 2), digits.part(start &+ 4, 2))
        hasTime = true
    }

    /// `-MM-DD` or `-MM` behind a year, with any delimiter.
    private mutating func readAfterYear(_ bytes: Span<UInt8>, _ text: inout Scanner) throws(QueryError) {
        guard month == 0, text.position < bytes.count, bytes[text.position] != UInt8(ascii: ",") else { return }
        let delimiter = bytes[text.position]
        text.position &+= 1
        let months = text.readDigits(bytes)
        if months.count == 0 && delimiter == UInt8(ascii: " ") { return }
        guard months.count == 1 || months.count == 2 else {
            throw BestEffortParser.error("unexpected number of decimal digits after year: \(months.count)")
        }
        month = Int(months.value)
        guard text.take(delimiter, bytes) else { return }
        let days = text.readDigits(bytes)
        guard days.count == 1 || days.count == 2 else {
            throw BestEffortParser.error("unexpected number of decimal digits after year and month: \(days.count)")
        }
        day = Int(days.value)
    }

    /// One or two digits: an hour before `:`, a day before a month, or a day or hour alone.
    private mutating func takeShort(
        _ digits: Scanner.Digits, _ bytes: Span<UInt8>, _ text: inout Scanner
    ) throws(QueryError) {
        let value = Int(digits.value)
        if text.take(UInt8(ascii: ":"), bytes) {
            if hasTime { throw BestEffortParser.error("time component is duplicated") }
            hour = value
            hasTime = true
            minute = try readShort(bytes, &text, after: "hour")
            if text.take(UInt8(ascii: ":"), bytes) { second = try readShort(bytes, &text, after: "hour and minute") }
        } else if text.take(UInt8(ascii: ","), bytes) {
            if month > 0 && day == 0 { day = value }
        } else if text.takeDateDelimiter(bytes) {
            try readAfterDay(value, bytes, &text)
        } else if day > 0 {
            hour = value
        } else {
            day = value
        }
    }

    private func readShort(
        _ bytes: Span<UInt8>, _ text: inout Scanner, after what: String
    ) throws(QueryError) -> Int {
        let digits = text.readDigits(bytes)
        guard digits.count == 1 || digits.count == 2 else {
            throw BestEffortParser.error("unexpected number of decimal digits after \(what): \(digits.count)")
        }
        return Int(digits.value)
    }

    /// `MM/YYYY`, `MM`, `Jan-2024` … behind a day (US style: behind a month).
    private mutating func readAfterDay(
        _ first: Int, _ bytes: Span<UInt8>, _ text: inout Scanner
    ) throws(QueryError) {
        if day > 0 { throw BestEffortParser.error("day of month is duplicated") }
        if month > 0 { throw BestEffortParser.error("month is duplicated") }
        let digits = text.readDigits(bytes)
        switch digits.count {
        case 1, 2:
            (day, month) = isUS ? (Int(digits.value), first) : (first, Int(digits.value))
            if month > 12 { swap(&month, &day) }
        case 0:
            let start = text.position
            let letters = text.skipLetters(bytes, limit: bytes.count)
            guard letters >= 3 else {
                throw BestEffortParser.error(
                    "unexpected number of alphabetical characters after day of month: \(letters)")
            }
            if isUS { throw BestEffortParser.error("month component is duplicated") }
            day = first
            guard let number = MonthName.number(bytes, start..<text.position) else {
                let word = TextExcerpt.string(bytes, start..<text.position)
                throw BestEffortParser.error(
                    "alphabetical characters after day of month don't look like month: \(word)")
            }
            month = number
        default:
            throw BestEffortParser.error("unexpected number of decimal digits after day of month: \(digits.count)")
        }
        guard text.takeDateDelimiter(bytes) else { return }
        if year > 0 { throw BestEffortParser.error("year component is duplicated") }
        let years = text.readDigits(bytes)
        guard years.count == 4 || years.count == 2 else {
            throw BestEffortParser.error(
                "unexpected number of decimal digits after day of month and month: \(years.count)")
        }
        year = Int(years.value)
        if years.count == 2 { year &+= year < 70 ? 2000 : 1900 }
    }
}

// MARK: - Everything else

extension BestEffortParser {
    /// Reads what stands there instead of digits; false at a character that no time has.
    private mutating func readSymbol(_ bytes: Span<UInt8>, _ text: inout Scanner) throws(QueryError) -> Bool {
        switch bytes[text.position] {
        case UInt8(ascii: " "):
            text.position &+= 1
        case UInt8(ascii: "T") where year > 0 && !hasTime:
            text.position &+= 1
        case UInt8(ascii: "Z"):
            text.position &+= 1
            zoneOffset = 0
        case UInt8(ascii: "."):
            guard hasTime else { throw BestEffortParser.error("unexpected point symbol") }
            text.position &+= 1
            (fraction, fractionDigits) = FractionText.read(bytes, at: &text.position)
        case UInt8(ascii: ",") where (year > 0 && month > 0) || hasTime:
            text.position &+= 1
            hasComma = true
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            try readOffset(bytes, &text)
        default:
            return try readWord(bytes, &text)
        }
        return true
    }

    private mutating func readOffset(_ bytes: Span<UInt8>, _ text: inout Scanner) throws(QueryError) {
        let negative = bytes[text.position] == UInt8(ascii: "-")
        text.position &+= 1
        let digits = text.readDigits(bytes)
        var (hours, minutes) = (0, 0)
        switch digits.count {
        case 3, 4: (hours, minutes) = (Int(digits.value) / 100, Int(digits.value) % 100)
        case 1, 2:
            hours = Int(digits.value)
            if text.take(UInt8(ascii: ":"), bytes) {
                minutes = try readShort(bytes, &text, after: "time zone offset hours")
            }
        default:
            throw BestEffortParser.error(
                "unexpected number of decimal digits for time zone offset: \(digits.count)")
        }
        let seconds = Int64(hours &* 3600 &+ minutes &* 60)
        // A zone's name may stand before its offset: UTC+5, MSK-1.
        zoneOffset = negative ? 0 &- seconds : seconds
    }

    private mutating func readWord(_ bytes: Span<UInt8>, _ text: inout Scanner) throws(QueryError) -> Bool {
        let start = text.position
        switch text.skipLetters(bytes, limit: bytes.count) {
        case 0: return false
        case 1: throw BestEffortParser.error("unexpected alphabetical character")
        case 2:
            if TextExcerpt.matches(bytes, at: start, "am") {
                isMorning = true
            } else if TextExcerpt.matches(bytes, at: start, "pm") {
                isAfternoon = true
            } else {
                throw BestEffortParser.error("unexpected word")
            }
            return true
        default: break
        }
        let word = start..<text.position
        if let number = MonthName.number(bytes, word) {
            month = number
        } else if WeekdayName.number(bytes, word) != nil {
            _ = text.take(UInt8(ascii: ","), bytes)
        } else if let offset = BestEffortParser.zoneOffset(bytes, word) {
            zoneOffset = offset
        } else {
            throw BestEffortParser.error("unexpected word")
        }
        return true
    }
    private static func zoneOffset(_ bytes: Span<UInt8>, _ word: Range<Int>) -> Int64? {
        guard word.count == 3 else { return nil }
        if TextExcerpt.matches(bytes, at: word.lowerBound, "utc") { return 0 }
        if TextExcerpt.matches(bytes, at: word.lowerBound, "gmt") { return 0 }
        if TextExcerpt.matches(bytes, at: word.lowerBound, "msk") { return 3 &* 3600 }
        return TextExcerpt.matches(bytes, at: word.lowerBound, "msd") ? 4 &* 3600 : nil
    }
}
