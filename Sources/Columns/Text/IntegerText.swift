import Errors

/// Integers of every width as decimal text.
///
/// Reading wraps on overflow, as ClickHouse does in formats and in `toInt32('300000000000')`; `readOrNil` refuses
/// overflow, as `toInt32OrZero` does. Both read from `position` and leave it behind the last byte used.
package enum IntegerText {
    /// Reads an integer, wrapping. Text without digits gives 0 and uses nothing, as in ClickHouse.
    package static func read<T: FixedWidthInteger>(
        _ bytes: Span<UInt8>, at position: inout Int, as type: T.Type
    ) throws(QueryError) -> T {
        guard position < bytes.count else { throw endOfText() }
        var negative = false
        let first = bytes[position]
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            negative = first == UInt8(ascii: "-")
            if negative && !T.isSigned {
                throw QueryError(.cannotParseNumber, "Unsigned type must not contain '-' symbol")
            }
            position &+= 1
            guard position < bytes.count, isDigit(bytes[position]) else { throw signWithoutDigits(bytes, at: position) }
        }
        let magnitude: T
        if T.bitWidth <= 64 {
            magnitude = T(truncatingIfNeeded: wrappingDigits(bytes, at: &position))
        } else {
            magnitude = wideDigits(bytes, at: &position)
        }
        return negative ? 0 &- magnitude : magnitude
    }

    /// Reads an integer; nil when there is no text, a sign stands alone, or the value does not fit.
    ///
    /// 128 and 256 bits wrap here too, as in ClickHouse.
    package static func readOrNil<T: FixedWidthInteger>(
        _ bytes: Span<UInt8>, at position: inout Int, as type: T.Type
    ) -> T? {
        guard position < bytes.count else { return nil }
        var negative = false
        let first = bytes[position]
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            negative = first == UInt8(ascii: "-")
            if negative && !T.isSigned { return nil }
            position &+= 1
            guard position < bytes.count, isDigit(bytes[position]) else { return nil }
        }
        if T.bitWidth > 64 {
            let magnitude: T = wideDigits(bytes, at: &position)
            return negative ? 0 &- magnitude : magnitude
        }
        guard let magnitude = checkedDigits(bytes, at: &position) else { return nil }
        guard negative else { return T(exactly: magnitude) }
        return magnitude <= 1 &<< 63 ? T(exactly: Int64(truncatingIfNeeded: 0 &- magnitude)) : nil
    }

    /// Reads digits into 64 bits, wrapping.
    package static func wrappingDigits(_ bytes: Span<UInt8>, at position: inout Int) -> UInt64 {
        var value: UInt64 = 0
        var index = position
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            index &+= 1
        }
        position = index
        return value
    }

    private static func checkedDigits(_ bytes: Span<UInt8>, at position: inout Int) -> UInt64? {
        var value: UInt64 = 0
        while position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            if digit > 9 { break }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            if overflow || carry { return nil }
            value = sum
            position &+= 1
        }
        return value
    }

    /// Reads digits into more than 64 bits, wrapping: 18 digits at a time.
    private static func wideDigits<T: FixedWidthInteger>(_ bytes: Span<UInt8>, at position: inout Int) -> T {
        var value: T = 0
        while true {
            var part: UInt64 = 0
            var scale: UInt64 = 1
            var count = 0
            while count < 18, position < bytes.count {
                let digit = bytes[position] &- UInt8(ascii: "0")
                if digit > 9 { break }
                part = part &* 10 &+ UInt64(digit)
                scale = scale &* 10
                count &+= 1
                position &+= 1
            }
            value = value &* T(truncatingIfNeeded: scale) &+ T(truncatingIfNeeded: part)
            if count < 18 { return value }
        }
    }

    package static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    package static func endOfText() -> QueryError { QueryError(.attemptToReadAfterEof, "Attempt to read after eof") }

    private static func signWithoutDigits(_ bytes: Span<UInt8>, at position: Int) -> QueryError {
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            return QueryError(.cannotParseNumber, "Cannot parse number with multiple sign (+/-) characters")
        }
        return QueryError(.cannotParseNumber, "Cannot parse number without any digits")
    }
}

// MARK: - Writing

extension IntegerText {
    package static func write<T: FixedWidthInteger>(_ value: T, to output: inout [UInt8]) {
        if T.isSigned && value < 0 { output.append(UInt8(ascii: "-")) }
        if T.bitWidth <= 64 {
            writeDigits(UInt64(truncatingIfNeeded: value.magnitude), to: &output)
        } else {
            writeWideDigits(UInt256(truncatingIfNeeded: value.magnitude), to: &output)
        }
    }

    package static func writeDigits(_ value: UInt64, to output: inout [UInt8]) {
        writeDigits(value, width: digitCount(value), to: &output)
    }

    /// Writes exactly `width` digits, zeros first; digits above them are cut off.
    package static func writeDigits(_ value: UInt64, width: Int, to output: inout [UInt8]) {
        ByteCopy.appendDigits(value, width: width, to: &output)
    }

    package static func writeWideDigits(_ value: UInt256, to output: inout [UInt8]) {
        if value.high == 0 && value.limb1 == 0 { return writeDigits(value.limb0, to: &output) }
        let (upper, lower) = value.quotientAndRemainder(dividingByLimb: tenToThe19)
        writeWideDigits(upper, to: &output)
        writeDigits(lower, width: 19, to: &output)
    }

    private static var tenToThe19: UInt64 { 10_000_000_000_000_000_000 }

    /// How many decimal digits `value` has; 1 for zero.
    package static func digitCount(_ value: UInt64) -> Int {
        let bits = 64 &- (value | 1).leadingZeroBitCount
        let estimate = (bits &* 1233) &>> 12
        return estimate &+ (value | 1 >= powers[estimate] ? 1 : 0)
    }

    private static let powers: InlineArray<20, UInt64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ]
}
