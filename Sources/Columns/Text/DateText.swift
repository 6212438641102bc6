import Errors

/// Dates as text: `2024-05-17`.
package enum DateText {
    /// Writes a day as YYYY-MM-DD; days outside 0000...9999 are written as the first or last.
    package static func write(day: Int, to output: inout [UInt8]) {
        let date = CivilDate(dayNumber: day)
        let century = UInt32(truncatingIfNeeded: date.year) / 100
        let yearOfCentury = UInt32(truncatingIfNeeded: date.year) &- century &* 100
        let (month, day) = (UInt32(truncatingIfNeeded: date.month), UInt32(truncatingIfNeeded: date.day))
        output.append(addingCapacity: 10) { span in
            span.appendTwoDigits(century)
            span.appendTwoDigits(yearOfCentury)
            span.append(UInt8(ascii: "-"))
            span.appendTwoDigits(month)
            span.append(UInt8(ascii: "-"))
            span.appendTwoDigits(day)
        }
    }

    /// Reads a `Date`: what lies outside 1970-01-01 ... 2149-06-06 becomes its first or last day, and a month or day
    /// that there cannot be (13, 32, 0) becomes 1970-01-01.
    package static func readDate(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt16 {
        guard let value = readDateOrNil(bytes, at: &position) else { throw noDate() }
        return value
    }

    package static func readDateOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt16? {
        guard let date = readParts(bytes, at: &position) else { return nil }
        let isPossible = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31
        return isPossible ? UInt16(clamping: date.dayNumber) : 0
    }

    /// Reads a `Date32`; a month or day that there cannot be gives 1900-01-01.
    package static func readDate32(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Int32 {
        guard let value = readDate32OrNil(bytes, at: &position) else { throw noDate() }
        return value
    }

    package static func readDate32OrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Int32? {
        guard let date = readParts(bytes, at: &position) else { return nil }
        let isPossible = date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31
        return Int32(truncatingIfNeeded: isPossible ? date.dayNumber : impossibleDay)
    }

    /// 1900-01-01: what a date that there cannot be is read as.
    static var impossibleDay: Int { -25_567 }

    private static func noDate() -> QueryError {
        QueryError(.cannotParseDate, "Cannot parse date: expected a date in the YYYY-MM-DD or YYYYMMDD format")
    }

    /// Reads YYYY-MM-DD, with one or two digits for month and day and any delimiters but digits, or YYYYMMDD.
    private static func readParts(_ bytes: Span<UInt8>, at position: inout Int) -> CivilDate? {
        func digit(_ index: Int) -> Int? {
            guard index < bytes.count, IntegerText.isDigit(bytes[index]) else { return nil }
            return Int(bytes[index] &- UInt8(ascii: "0"))
        }
        func number(_ index: inout Int) -> Int? {
            guard let first = digit(index) else { return nil }
            index &+= 1
            guard let second = digit(index) else { return first }
            index &+= 1
            return first &* 10 &+ second
        }
        var index = position
        guard let y0 = digit(index), let y1 = digit(index &+ 1), let y2 = digit(index &+ 2), let y3 = digit(index &+ 3)
        else { return nil }
        let year = ((y0 &* 10 &+ y1) &* 10 &+ y2) &* 10 &+ y3
        index &+= 4
        guard index < bytes.count else { return nil }
        if digit(index) != nil {
            guard let month = number(&index), index == position &+ 6, let day = number(&index), index == position &+ 8
            else { return nil }
            position = index
            return CivilDate(year: year, month: month, day: day)
        }
        index &+= 1
        guard let month = number(&index), index < bytes.count, digit(index) == nil else { return nil }
        index &+= 1
        guard let day = number(&index) else { return nil }
        position = index
        return CivilDate(year: year, month: month, day: day)
    }
}

extension OutputSpan where Element == UInt8 {
    /// Appends two digits of a number below 100.
    @inline(__always)
    mutating func appendTwoDigits(_ value: UInt32) {
        let tens = (value &* 103) &>> 10
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: tens))
        append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: value &- tens &* 10))
    }
}
