import Errors

/// How a text is read as a point in time: the setting `date_time_input_format`.
package enum DateTimeStyle: Hashable, Sendable {
    /// `2024-05-17 13:47:59`, `2024-05-17` or a Unix timestamp of five digits or more.
    case basic
    /// Whatever `parseDateTimeBestEffort` understands: ClickHouse's default.
    case bestEffort
    /// The same, where 01/02/2024 is 2 January.
    case bestEffortUS
}

/// Reads points in time. It remembers the zone's offset: times near each other cost no search.
package struct DateTimeTextReader {
    private let style: DateTimeStyle
    /// The local day of now: texts without a year mean the last such date up to it.
    private let today: Int
    private var cursor: ZoneCursor
    /// The date read last, as its ten bytes were, and its day; 1970-01-01 at first.
    private var lastDate: (head: UInt64, tail: UInt8, end: UInt8, day: Int) = (
        0x2d31_302d_3037_3931, UInt8(ascii: "0"), UInt8(ascii: "1"), 0
    )

    /// `now` is in seconds since the epoch.
    package init(_ zone: TimeZone, style: DateTimeStyle, now: Int64) {
        var cursor = ZoneCursor(zone)
        today = cursor.day(of: now)
        self.style = style
        self.cursor = cursor
    }

    /// Reads a `DateTime`; times outside 1970-01-01 ... 2106-02-07 become its first or last second.
    package mutating func readSeconds(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt32 {
        if let usual = usual(bytes, at: &position) { return UInt32(clamping: seconds(usual)) }
        let (seconds, _, _) = try read(bytes, at: &position, withFraction: false)
        return UInt32(clamping: seconds)
    }

    /// Reads a `DateTime64`; digits behind the precision are cut off.
    ///
    /// - Throws: 41 for what is no time, 407 when the ticks leave 64 bits.
    package mutating func readTicks(
        _ bytes: Span<UInt8>, at position: inout Int, precision: Int
    ) throws(QueryError) -> Int64 {
        var (seconds, fraction, digits): (Int64, Int64, Int) = (0, 0, 0)
        if let usual = usual(bytes, at: &position) {
            (seconds, fraction, digits) = (self.seconds(usual), usual.fraction, usual.digits)
        } else {
            (seconds, fraction, digits) = try read(bytes, at: &position, withFraction: true)
        }
        let second = PowersOfTen.power(precision, as: Int64.self)
        // A number that would lie far in the future counts ticks already.
        if style == .basic && digits == 0 && precision > 0 && seconds / 1_000_000_000 >= second { return seconds }
        let (product, overflow) = seconds.multipliedReportingOverflow(by: second)
        let part =
            digits <= precision
            ? fraction &* PowersOfTen.power(precision &- digits, as: Int64.self)
            : fraction / PowersOfTen.power(digits &- precision, as: Int64.self)
        let (ticks, carry) = product.addingReportingOverflow(part)
        if overflow || carry { throw QueryError(.decimalOverflow, "Decimal math overflow") }
        return ticks
    }

    package mutating func readSecondsOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt32? {
        do throws(QueryError) { return try readSeconds(bytes, at: &position) } catch { return nil }
    }

    package mutating func readTicksOrNil(_ bytes: Span<UInt8>, at position: inout Int, precision: Int) -> Int64? {
        do throws(QueryError) { return try readTicks(bytes, at: &position, precision: precision) } catch { return nil }
    }

    /// A text in the usual form: local seconds, or seconds in UTC when a `Z` stands behind them.
    private struct Usual {
        var local: Int64
        var fraction: Int64 = 0
        var digits = 0
        var isUTC = false
    }

    private mutating func seconds(_ usual: Usual) -> Int64 {
        usual.isUTC ? usual.local : cursor.instant(ofLocal: usual.local)
    }

    /// Reads YYYY-MM-DD hh:mm:ss, with a fraction and a `Z` or without; nil when more stands behind it that could
    /// belong to it, and for everything else.
    private mutating func usual(_ bytes: Span<UInt8>, at position: inout Int) -> Usual? {
        let start = position
        guard start &+ 19 <= bytes.count else { return nil }
        var wrong: UInt8 = 0
        func pair(_ offset: Int) -> Int {
            let (tens, ones) = (bytes[start &+ offset] &- 48, bytes[start &+ offset &+ 1] &- 48)
            wrong |= (tens > 9 ? 1 : 0) | (ones > 9 ? 1 : 0)
            return Int(tens) &* 10 &+ Int(ones)
        }
        let head = loadUInt64(bytes, at: start)
        if head != lastDate.head || bytes[start &+ 8] != lastDate.tail || bytes[start &+ 9] != lastDate.end {
            let year = pair(0) &* 100 &+ pair(2)
            let date = CivilDate(year: year, month: pair(5), day: pair(8))
            guard wrong == 0, bytes[start &+ 4] == UInt8(ascii: "-"), bytes[start &+ 7] == UInt8(ascii: "-"), year > 0,
                date.isValid
            else { return nil }
            lastDate = (head, bytes[start &+ 8], bytes[start &+ 9], date.dayNumber)
        }
        let time = pair(11) &* 3600 &+ pair(14) &* 60 &+ pair(17)
        let separator = bytes[start &+ 10]
        guard wrong == 0, separator == UInt8(ascii: " ") || separator == UInt8(ascii: "T"),
            bytes[start &+ 13] == UInt8(ascii: ":"), bytes[start &+ 16] == UInt8(ascii: ":")
        else { return nil }
        var result = Usual(local: Int64(lastDate.day) &* 86_400 &+ Int64(time))
        var index = start &+ 19
        if style != .basic {
            if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
                index &+= 1
                (result.fraction, result.digits) = FractionText.read(bytes, at: &index)
            }
            if index < bytes.count, bytes[index] == UInt8(ascii: "Z") {
                result.isUTC = true
                index &+= 1
            }
        }
        guard index == bytes.count || isEnd(bytes[index]) else { return nil }
        position = index
        return result
    }

    /// What ends a cell and is part of no time.
    private func isEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\"")
            || byte == UInt8(ascii: "'")
    }

    private mutating func read(
        _ bytes: Span<UInt8>, at position: inout Int, withFraction: Bool
    ) throws(QueryError) -> (seconds: Int64, fraction: Int64, digits: Int) {
        if style == .basic { return try readBasic(bytes, at: &position, withFraction: withFraction) }
        var parser = BestEffortParser(isUS: style == .bestEffortUS, withFraction: withFraction)
        try parser.read(bytes, at: &position)
        if let timestamp = parser.timestamp { return (timestamp, parser.fraction, parser.fractionDigits) }
        let local = try parser.local(today: today)
        let seconds = parser.zoneOffset.map { local &- $0 } ?? cursor.instant(ofLocal: local)
        return (seconds, parser.fraction, parser.fractionDigits)
    }
}

// MARK: - Basic style

extension DateTimeTextReader {
    private mutating func readBasic(
        _ bytes: Span<UInt8>, at position: inout Int, withFraction: Bool
    ) throws(QueryError) -> (seconds: Int64, fraction: Int64, digits: Int) {
        var index = position
        let negative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
        if negative { index &+= 1 }
        let start = index
        var seconds: Int64
        while index < bytes.count, IntegerText.isDigit(bytes[index]) { index &+= 1 }
        if index &- start == 4 && index < bytes.count && bytes[index] != UInt8(ascii: ".") && !negative {
            index = start
            seconds = try readBasicDateTime(bytes, at: &index)
        } else {
            // Few digits alone could be anything; with a sign or a point they can only be seconds.
            let hasPoint = index < bytes.count && bytes[index] == UInt8(ascii: ".")
            let isShort = index &- start < 5 && !negative && !hasPoint && position < bytes.count
            guard withFraction ? !isShort : index &- start >= 5 && !negative else { throw cannotParse(bytes, position) }
            index = start
            seconds = Int64(truncatingIfNeeded: IntegerText.wrappingDigits(bytes, at: &index))
        }
        var (fraction, digits): (Int64, Int) = (0, 0)
        if withFraction && index < bytes.count && bytes[index] == UInt8(ascii: ".") {
            index &+= 1
            (fraction, digits) = FractionText.read(bytes, at: &index)
        }
        position = index
        return negative ? (0 &- seconds, 0 &- fraction, digits) : (seconds, fraction, digits)
    }

    private mutating func readBasicDateTime(_ bytes: Span<UInt8>, at index: inout Int) throws(QueryError) -> Int64 {
        let start = index
        guard let year = digits(4, bytes, &index), skip(bytes, &index), let month = digits(2, bytes, &index),
            skip(bytes, &index), let day = digits(2, bytes, &index)
        else { throw cannotParse(bytes, start) }
        var time = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "T") {
            index &+= 1
            guard let hour = digits(2, bytes, &index), skip(bytes, &index), let minute = digits(2, bytes, &index),
                skip(bytes, &index), let second = digits(2, bytes, &index)
            else {
                let text = TextExcerpt.string(bytes, start &+ 11..<start &+ 19)
                throw QueryError(.cannotParseDatetime, "Cannot parse time component of DateTime \(text)")
            }
            time = hour &* 3600 &+ minute &* 60 &+ second
        }
        if year == 0 { return 0 }
        let isPossible = month >= 1 && month <= 12 && day >= 1 && day <= 31
        let number = isPossible ? CivilDate.dayNumber(year, month, day) : DateText.impossibleDay
        return cursor.instant(ofLocal: Int64(number) &* 86_400 &+ Int64(time))
    }

    private func digits(_ count: Int, _ bytes: Span<UInt8>, _ index: inout Int) -> Int? {
        guard index &+ count <= bytes.count else { return nil }
        var value = 0
        for _ in 0..<count {
            guard IntegerText.isDigit(bytes[index]) else { return nil }
            value = value &* 10 &+ Int(bytes[index] &- UInt8(ascii: "0"))
            index &+= 1
        }
        return value
    }

    private func skip(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        guard index < bytes.count, !IntegerText.isDigit(bytes[index]) else { return false }
        index &+= 1
        return true
    }

    private func cannotParse(_ bytes: Span<UInt8>, _ position: Int) -> QueryError {
        let text = TextExcerpt.string(bytes, position..<position &+ 19)
        return QueryError(.cannotParseDatetime, "Cannot parse DateTime \(text)")
    }
}

/// The digits behind the point of a second.
enum FractionText {
    /// Reads digits; those behind the eighteenth are passed over.
    static func read(_ bytes: Span<UInt8>, at position: inout Int) -> (value: Int64, digits: Int) {
        var value: Int64 = 0
        var digits = 0
        while position < bytes.count, IntegerText.isDigit(bytes[position]) {
            if digits < 18 {
                value = value &* 10 &+ Int64(bytes[position] &- UInt8(ascii: "0"))
                digits &+= 1
            }
            position &+= 1
        }
        return (value, digits)
    }
}
