import Errors

/// Reads texts by a pattern: `parseDateTime` and its like. The whole text must fit the pattern.
package struct DateTimePatternReader {
    private let pattern: DateTimePattern
    private let years: ClosedRange<Int>
    private var cursor: ZoneCursor

    /// With `extended` (`parseDateTime64`) the years are 0...9999, else 1970...2106.
    package init(_ pattern: DateTimePattern, in zone: TimeZone, extended: Bool) {
        self.pattern = pattern
        years = extended ? 0...9999 : 1970...2106
        cursor = ZoneCursor(zone)
    }

    /// Seconds since the epoch and the digits read of their fraction.
    ///
    /// - Throws: 41 where the text does not fit, 36 for a zone that there is not, 321 before 1970.
    package mutating func read(_ bytes: Span<UInt8>) throws(QueryError) -> (seconds: Int64, fraction: Int64) {
        var text = PatternText(bytes.count)
        var parts = DateTimeParts(years: years)
        for field in pattern.fields { try read(field, bytes, &text, &parts) }
        guard text.position == bytes.count else {
            let whole = TextExcerpt.string(bytes, 0..<bytes.count)
            let rest = TextExcerpt.string(bytes, text.position..<bytes.count)
            throw QueryError(.cannotParseDatetime, "Invalid format input \(whole) is malformed at \(rest)")
        }
        let local = try parts.local()
        // ClickHouse takes the offset that is in force when the clock in UTC shows that time.
        let seconds = local &- (parts.offset ?? cursor.offset(at: local))
        guard years.lowerBound < 1970 || seconds >= 0 else {
            let code: ErrorCode = parts.offset == nil ? .valueIsOutOfRangeOfDataType : .cannotParseDatetime
            throw QueryError(code, "Seconds since epoch is negative")
        }
        return (seconds, parts.fraction)
    }

    private mutating func read(
        _ field: DateTimePattern.Field, _ bytes: Span<UInt8>, _ text: inout PatternText, _ parts: inout DateTimeParts
    ) throws(QueryError) {
        switch field {
        case .literal(let literal): try text.skip(literal, bytes)
        case .number(let number, let shape):
            let (value, digits) = try text.readNumber(shape, bytes)
            try parts.set(number, value, abbreviates: shape.abbreviates && digits == 2, digits: digits, shape)
        case .month(_, let acceptsShort):
            let name = try text.name(MonthName.prefix(bytes, at: text.position), acceptsShort, "month", bytes)
            try parts.set(.month, name, abbreviates: false, digits: 0, .fixed(2))
        case .weekday(_, let acceptsShort):
            let name = try text.name(WeekdayName.prefix(bytes, at: text.position), acceptsShort, "day of week", bytes)
            try parts.set(.weekday, name, abbreviates: false, digits: 0, .fixed(1))
        case .halfday:
            if text.take("am", bytes) {
                parts.isMorning = true
            } else if text.take("pm", bytes) {
                parts.isMorning = false
            } else {
                throw text.unfit("am or pm", bytes)
            }
        case .era:
            if text.take("bc", bytes) {
                throw QueryError(.cannotParseDatetime, "Era BC exceeds the range of DateTime")
            }
            if !text.take("ad", bytes) { throw text.unfit("era", bytes) }
        case .offset: parts.offset = try text.readOffset(bytes)
        case .zone:
            let zone = try TimeZoneRegistry.named(text.readZoneName(bytes))
            // Known only when all is read; a zone's name ends most patterns.
            parts.offset = zone.offset(at: try parts.local())
        }
    }
}

/// Where the reading is.
private struct PatternText {
    private(set) var position = 0
    private let count: Int

    init(_ count: Int) { self.count = count }

    func unfit(_ what: String, _ bytes: Span<UInt8>) -> QueryError {
        let rest = TextExcerpt.string(bytes, position..<position + 40)
        return QueryError(.cannotParseDatetime, "Unable to parse \(what) from '\(rest)'")
    }

    mutating func skip(_ literal: [UInt8], _ bytes: Span<UInt8>) throws(QueryError) {
        for byte in literal {
            guard position < count, bytes[position] == byte else { throw unfit("literal", bytes) }
            position += 1
        }
    }

    mutating func take(_ word: String, _ bytes: Span<UInt8>) -> Bool {
        guard TextExcerpt.matches(bytes, at: position, word) else { return false }
        position += word.utf8.count
        return true
    }

    mutating func readNumber(
        _ shape: DateTimePattern.Shape, _ bytes: Span<UInt8>
    ) throws(QueryError) -> (value: Int, digits: Int) {
        var limit = shape.digits.upperBound
        if shape.allowsSpace, position < count, bytes[position] == UInt8(ascii: " ") {
            position += 1
            limit -= 1
        }
        var isNegative = false
        if shape.allowsSign, position < count,
            bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+")
        {
            isNegative = bytes[position] == UInt8(ascii: "-")
            position += 1
        }
        var (value, digits) = (0, 0)
        while position < count, digits < limit, IntegerText.isDigit(bytes[position]) {
            if value < 1_000_000_000 { value = value * 10 + Int(bytes[position] - UInt8(ascii: "0")) }
            digits += 1
            position += 1
        }
        guard digits >= shape.digits.lowerBound else { throw unfit("number", bytes) }
        return (isNegative ? -value : value, digits)
    }

    /// Goes behind a name that was found.
    mutating func name(
        _ found: (number: Int, long: Int?)?, _ acceptsShort: Bool, _ what: String, _ bytes: Span<UInt8>
    ) throws(QueryError) -> Int {
        guard let found, acceptsShort || found.long != nil else { throw unfit(what, bytes) }
        position += found.long ?? 3
        return found.number
    }

    /// `+hhmm`.
    mutating func readOffset(_ bytes: Span<UInt8>) throws(QueryError) -> Int64 {
        guard position + 5 <= count,
            bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
        else { throw unfit("time zone offset", bytes) }
        let isNegative = bytes[position] == UInt8(ascii: "-")
        position += 1
        let hours = try readNumber(.fixed(2), bytes).value
        let minutes = try readNumber(.fixed(2), bytes).value
        let seconds = Int64(hours * 3600 + minutes * 60)
        return isNegative ? -seconds : seconds
    }

    mutating func readZoneName(_ bytes: Span<UInt8>) -> String {
        let start = position
        while position < count {
            let byte = bytes[position]
            let isPart =
                TextExcerpt.isLetter(byte) || IntegerText.isDigit(byte) || byte == UInt8(ascii: "/")
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ":")
            if !isPart { break }
            position += 1
        }
        return TextExcerpt.string(bytes, start..<position)
    }
}

/// The parts of a date and time as they were read; the last one that says which day it is counts.
private struct DateTimeParts {
    private enum DayForm { case monthAndDay, dayOfYear, week }

    private let years: ClosedRange<Int>
    private var form = DayForm.monthAndDay
    private var year: Int?
    private var month = 1, day = 1, dayOfYear = 1, week = 1, weekday = 1
    private var hour = 0, minute = 0, second = 0
    private var isHalfday = false
    var isMorning = true
    var offset: Int64?
    private(set) var fraction: Int64 = 0

    init(years: ClosedRange<Int>) { self.years = years }

    mutating func set(
        _ number: DateTimePattern.Number, _ value: Int, abbreviates: Bool, digits: Int, _ shape: DateTimePattern.Shape
    ) throws(QueryError) {
        switch number {
        case .year, .isoYear:
            let full = abbreviates ? value + (value < 70 ? 2000 : 1900) : value
            year = try checked(full, years, "year")
            if number == .isoYear { form = .week }
        case .yearOfCentury, .isoYearOfCentury:
            year = try checked(value + (value < 70 ? 2000 : 1900), years, "year")
            if number == .isoYearOfCentury { form = .week }
        case .century: year = try checked(value * 100, years.lowerBound - 99...years.upperBound, "century")
        case .month, .day, .dayOfYear, .isoWeek, .weekday, .weekdayFromSunday: try setDay(number, value)
        case .hour: try setHour(value, 0...23, halfday: false)
        case .clockHour: try setHour(value, 1...24, halfday: false)
        case .halfdayHour: try setHour(value, 0...11, halfday: true)
        case .halfdayClockHour: try setHour(value, 1...12, halfday: true)
        case .minute: minute = try checked(value, 0...59, "minute")
        case .second: second = try checked(value, 0...59, "second")
        case .fraction: setFraction(value, digits, shape)
        case .quarter: throw QueryError(.notImplemented, "format is not supported for quarter")
        }
    }

    private mutating func setDay(_ number: DateTimePattern.Number, _ value: Int) throws(QueryError) {
        // A day without a year before it is one of 2000.
        if year == nil { year = 2000 }
        switch number {
        case .month:
            month = try checked(value, 1...12, "month of year")
            form = .monthAndDay
        case .day:
            day = try checked(value, 1...31, "day of month")
            form = .monthAndDay
        case .dayOfYear:
            dayOfYear = try checked(value, 1...366, "day of year")
            form = .dayOfYear
        case .isoWeek:
            week = try checked(value, 1...53, "week of week year")
            form = .week
        default:
            weekday = try checked(number == .weekdayFromSunday && value == 0 ? 7 : value, 1...7, "day of week")
            form = .week
        }
    }

    private mutating func setHour(_ value: Int, _ range: ClosedRange<Int>, halfday: Bool) throws(QueryError) {
        hour = try checked(value, range, "hour") % (halfday ? 12 : 24)
        isHalfday = halfday
    }

    /// MySQL's fraction counts from the left, whatever its length; Joda's is a number of its width.
    private mutating func setFraction(_ value: Int, _ digits: Int, _ shape: DateTimePattern.Shape) {
        let missing = shape.countsFromLeft ? 6 - digits : 0
        fraction = Int64(value) * PowersOfTen.power(missing, as: Int64.self)
    }

    private func checked(_ value: Int, _ range: ClosedRange<Int>, _ what: String) throws(QueryError) -> Int {
        guard range.contains(value) else {
            throw QueryError(
                .cannotParseDatetime,
                "Value \(value) for \(what) must be in the range [\(range.lowerBound), \(range.upperBound)]")
        }
        return value
    }

    /// The local seconds since 1970.
    func local() throws(QueryError) -> Int64 {
        let time = (isHalfday && !isMorning ? hour + 12 : hour) * 3600 + minute * 60 + second
        return Int64(try dayNumber()) * 86_400 + Int64(time)
    }

    private func dayNumber() throws(QueryError) -> Int {
        let year = year ?? 1970
        switch form {
        case .monthAndDay:
            let date = CivilDate(year: year, month: month, day: day)
            guard date.isValid else {
                throw QueryError(
                    .cannotParseDatetime,
                    "Invalid date, out of range (year: \(year) month: \(month) day_of_month: \(day))")
            }
            return date.dayNumber
        case .dayOfYear:
            guard dayOfYear <= CivilDate.dayCount(year: year) else {
                throw QueryError(
                    .cannotParseDatetime,
                    "Invalid day of year, out of range (year: \(year) day of year: \(dayOfYear))")
            }
            return CivilDate.dayNumber(year, 1, 1) + dayOfYear - 1
        case .week:
            return WeekNumber.firstDay(ofISOYear: year) + 7 * (week - 1) + weekday - 1
        }
    }
}
