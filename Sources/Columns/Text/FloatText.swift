import Errors

/// Float32 and Float64 as text: written with the fewest digits that read back to the same value.
///
/// Numbers from 10^-6 up to 10^21 are written out (`0.000001`, `100000000000000000000`), others with an exponent
/// (`1e-7`, `1e21`); `inf`, `-inf`, `nan`, `-0`.
package enum FloatText {
    package static func write(_ value: Double, to output: inout [UInt8]) {
        let magnitude = value.magnitude
        if magnitude < 1e15 && magnitude >= 1e-3 || value == 0 {
            if value.sign == .minus { output.append(UInt8(ascii: "-")) }
            if writeShort(magnitude, to: &output) { return }
            return writeFinite(magnitude.description, to: &output)
        }
        guard value.isFinite else { return writeSpecial(isNaN: value.isNaN, value.sign, to: &output) }
        if value.sign == .minus { output.append(UInt8(ascii: "-")) }
        writeFinite(magnitude.description, to: &output)
    }

    package static func write(_ value: Float, to output: inout [UInt8]) {
        guard value.isFinite else { return writeSpecial(isNaN: value.isNaN, value.sign, to: &output) }
        if value.sign == .minus { output.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        if magnitude < 1e6, magnitude == magnitude.rounded(.towardZero) {
            return IntegerText.writeDigits(UInt64(magnitude), to: &output)
        }
        if magnitude >= 1e-3 && magnitude < 1e5 && writeShort(magnitude, to: &output) { return }
        writeFinite(magnitude.description, to: &output)
    }

    /// Writes numbers of at most 6 digits and 4 decimals; false for any other.
    ///
    /// Two decimal numbers of at most 6 digits are never the same `Float`, so the digits that read back to the value
    /// are the fewest that do.
    private static func writeShort(_ value: Float, to output: inout [UInt8]) -> Bool {
        let exact = Double(value)
        var factor: UInt64 = 10
        for decimals in 1...4 {
            let scale = Double(factor)
            let count = UInt64(exact * scale + 0.5)
            if count >= 1_000_000 { return false }
            if Float(Double(count) / scale) == value {
                let (units, fraction) = count.quotientAndRemainder(dividingBy: factor)
                IntegerText.writeDigits(units, to: &output)
                output.append(UInt8(ascii: "."))
                IntegerText.writeDigits(fraction, width: decimals, to: &output)
                return true
            }
            factor &*= 10
        }
        return false
    }

    /// Writes numbers of at most 15 digits and 6 decimals; false for any other.
    ///
    /// A count below 2^53 divided by an exact power of ten is rounded once, so a quotient equal to the value means
    /// that the digits read back to it; at most 15 digits do so in one way only.
    private static func writeShort(_ value: Double, to output: inout [UInt8]) -> Bool {
        let whole = UInt64(value)
        if Double(whole) == value {
            IntegerText.writeDigits(whole, to: &output)
            return true
        }
        var scale = 10.0
        var decimals = 1
        while decimals <= 6 {
            let scaled = value * scale
            if scaled >= 1e15 { return false }
            let count = UInt64(scaled + 0.5)
            if Double(count) / scale == value {
                let factor = UInt64(scale)
                let (units, fraction) = count.quotientAndRemainder(dividingBy: factor)
                IntegerText.writeDigits(units, to: &output)
                output.append(UInt8(ascii: "."))
                IntegerText.writeDigits(fraction, width: decimals, to: &output)
                return true
            }
            scale *= 10
            decimals &+= 1
        }
        return false
    }

    private static func writeSpecial(isNaN: Bool, _ sign: FloatingPointSign, to output: inout [UInt8]) {
        if isNaN { return output.append(contentsOf: "nan".utf8) }
        output.append(contentsOf: (sign == .minus ? "-inf" : "inf").utf8)
    }

    /// Writes what the standard library calls a number's shortest description (`123.45`, `5e-324`, `1e+16`).
    private static func writeFinite(_ description: String, to output: inout [UInt8]) {
        var digits = InlineArray<40, UInt8>(repeating: 0)
        var count = 0
        var point: Int?
        var exponent = 0
        var negativeExponent = false
        var inExponent = false
        for byte in description.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = byte &- UInt8(ascii: "0")
                if inExponent {
                    exponent = exponent &* 10 &+ Int(digit)
                } else if count < 40 {
                    digits[count] = digit
                    count &+= 1
                }
            case UInt8(ascii: "."): point = count
            case UInt8(ascii: "e"): inExponent = true
            case UInt8(ascii: "-"): negativeExponent = true
            default: break
            }
        }
        var position = (point ?? count) &+ (negativeExponent ? 0 &- exponent : exponent)
        var first = 0
        while first < count &- 1 && digits[first] == 0 {
            first &+= 1
            position &-= 1
        }
        while count > first &+ 1 && digits[count &- 1] == 0 { count &-= 1 }
        write(digits, first..<count, pointAt: position, to: &output)
    }

    /// Writes `0.d₁d₂… × 10^position`.
    private static func write(
        _ digits: InlineArray<40, UInt8>, _ range: Range<Int>, pointAt position: Int, to output: inout [UInt8]
    ) {
        func append(_ part: Range<Int>) {
            for index in part { output.append(digits[index] &+ UInt8(ascii: "0")) }
        }
        let (start, end, count) = (range.lowerBound, range.upperBound, range.count)
        if position > 21 || position < -5 {
            append(start..<start &+ 1)
            if count > 1 {
                output.append(UInt8(ascii: "."))
                append(start &+ 1..<end)
            }
            output.append(UInt8(ascii: "e"))
            IntegerText.write(position &- 1, to: &output)
        } else if position <= 0 {
            output.append(contentsOf: "0.".utf8)
            for _ in position..<0 { output.append(UInt8(ascii: "0")) }
            append(range)
        } else if position >= count {
            append(range)
            for _ in count..<position { output.append(UInt8(ascii: "0")) }
        } else {
            append(start..<start &+ position)
            output.append(UInt8(ascii: "."))
            append(start &+ position..<end)
        }
    }
}

// MARK: - Reading

extension FloatText {
    /// Reads a number, `inf`, `infinity` or `nan` (any case, any sign), rounded correctly.
    ///
    /// nil, and `position` as it was, when no number stands there. An exponent without digits is not taken.
    package static func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Double? {
        guard let number = DecimalNumber.read(bytes, at: &position) else { return special(bytes, at: &position) }
        return number.double(bytes)
    }

    package static func readFloat32OrNil(_ bytes: Span<UInt8>, at position: inout Int) -> Float? {
        guard let number = DecimalNumber.read(bytes, at: &position) else {
            return special(bytes, at: &position).map { Float($0) }
        }
        return number.float(bytes)
    }

    package static func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Double {
        guard let value = readOrNil(bytes, at: &position) else { throw noNumber(bytes, at: position) }
        return value
    }

    package static func readFloat32(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> Float {
        guard let value = readFloat32OrNil(bytes, at: &position) else { throw noNumber(bytes, at: position) }
        return value
    }

    private static func noNumber(_ bytes: Span<UInt8>, at position: Int) -> QueryError {
        var end = position
        while end < bytes.count && end < position &+ 40 && bytes[end] > 32 { end &+= 1 }
        let text = TextExcerpt.string(bytes, position..<end)
        return QueryError(.cannotParseNumber, "Cannot read floating point value here: \(text)")
    }

    private static func special(_ bytes: Span<UInt8>, at position: inout Int) -> Double? {
        var index = position
        var negative = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            negative = bytes[index] == UInt8(ascii: "-")
            index &+= 1
        }
        if TextExcerpt.matches(bytes, at: index, "nan") {
            position = index &+ 3
            return negative ? -Double.nan : .nan
        }
        guard TextExcerpt.matches(bytes, at: index, "inf") else { return nil }
        position = index &+ (TextExcerpt.matches(bytes, at: index, "infinity") ? 8 : 3)
        return negative ? -.infinity : .infinity
    }
}
