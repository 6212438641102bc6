/// A number as it stands in a text: up to 19 significant digits, a power of ten, and where the text lies.
package struct DecimalNumber {
    private var digits: UInt64 = 0
    private var exponent = 0
    private var negative = false
    /// Digits other than zero were left out of `digits`.
    private var isCut = false
    private var text = 0..<0

    /// Reads `[+-] digits [. digits] [e [+-] digits]`, with a digit before or behind the point; nil for anything else.
    package static func read(_ bytes: Span<UInt8>, at position: inout Int) -> DecimalNumber? {
        var number = DecimalNumber()
        var index = position
        let end = bytes.count
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            number.negative = bytes[index] == UInt8(ascii: "-")
            index &+= 1
        }
        let unsignedStart = index
        var significant = 0
        number.readDigits(bytes, at: &index, significant: &significant, isFraction: false)
        var digitCount = index &- unsignedStart
        if index < end, bytes[index] == UInt8(ascii: ".") {
            let fraction = index &+ 1
            var fractionEnd = fraction
            number.readDigits(bytes, at: &fractionEnd, significant: &significant, isFraction: true)
            digitCount &+= fractionEnd &- fraction
            index = fractionEnd
        }
        guard digitCount > 0 else { return nil }
        number.readExponent(bytes, at: &index)
        number.text = unsignedStart..<index
        position = index
        return number
    }

    private mutating func readDigits(
        _ bytes: Span<UInt8>, at index: inout Int, significant: inout Int, isFraction: Bool
    ) {
        let start = index
        var position = start
        if digits == 0 { while position < bytes.count, bytes[position] == UInt8(ascii: "0") { position &+= 1 } }
        let first = position
        let limit = Swift.min(bytes.count, first &+ 19 &- significant)
        var value = digits
        while position < limit {
            let digit = bytes[position] &- UInt8(ascii: "0")
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            position &+= 1
        }
        digits = value
        significant &+= position &- first
        if isFraction { exponent &-= position &- start }
        while significant == 19, position < bytes.count {
            let digit = bytes[position] &- UInt8(ascii: "0")
            if digit > 9 { break }
            if digit != 0 { isCut = true }
            if !isFraction { exponent &+= 1 }
            position &+= 1
        }
        index = position
    }

    private mutating func readExponent(_ bytes: Span<UInt8>, at position: inout Int) {
        var index = position
        guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return }
        index &+= 1
        var negative = false
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            negative = bytes[index] == UInt8(ascii: "-")
            index &+= 1
        }
        let start = index
        var value = 0
        while index < bytes.count {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit > 9 { break }
            if value < 1_000_000 { value = value &* 10 &+ Int(digit) }
            index &+= 1
        }
        guard index > start else { return }
        exponent &+= negative ? 0 &- value : value
        position = index
    }

    /// The nearest double; a count of 53 bits and a power of ten up to 22 are exact, so one operation rounds rightly.
    package func double(_ bytes: Span<UInt8>) -> Double {
        var value: Double
        if !isCut && digits <= 1 &<< 53 && exponent >= -22 && exponent <= 22 {
            value = Double(digits)
            if exponent < 0 {
                value /= PowersOfTen.exactDoubles[0 &- exponent]
            } else {
                value *= PowersOfTen.exactDoubles[exponent]
            }
        } else if digits == 0 {
            value = 0
        } else if !isCut && exponent >= -19 && exponent <= 19 {
            value = Self.rounded(digits, timesTenTo: exponent)
        } else {
            value = Double(TextExcerpt.string(bytes, text)) ?? outOfRange(.infinity)
        }
        return negative ? -value : value
    }

    /// The double nearest to a count other than zero, multiplied with or divided by a power of ten that 64 bits hold:
    /// 64 bits of the exact product or quotient, and whether anything is left behind them.
    private static func rounded(_ digits: UInt64, timesTenTo exponent: Int) -> Double {
        var power = PowersOfTen.uint64[Swift.abs(exponent)]
        var shift = digits.leadingZeroBitCount
        let count = digits &<< UInt64(shift)
        var bits: UInt64
        var isExact: Bool
        if exponent >= 0 {
            let (high, low) = count.multipliedFullWidth(by: power)
            let lead = high.leadingZeroBitCount
            bits = lead == 0 ? high : high &<< UInt64(lead) | low &>> UInt64(64 &- lead)
            isExact = low &<< UInt64(lead) == 0
            if high == 0 {
                bits = low
                isExact = true
            }
            shift = 64 &- shift &- (high == 0 ? 64 : lead)
        } else {
            let lead = power.leadingZeroBitCount
            power &<<= UInt64(lead)
            // The quotient of two numbers with the highest bit set has 64 bits once the first is the smaller one.
            let isLarger = count >= power
            let (quotient, rest) = power.dividingFullWidth(
                isLarger ? (count &>> 1, count &<< 63) : (count, 0))
            bits = quotient
            isExact = rest == 0
            shift = lead &- 64 &- shift &+ (isLarger ? 1 : 0)
        }
        // 53 of the 64 bits stay: the nearest, and the even one of two that are as near.
        let dropped = bits & 0x7ff
        var kept = bits &>> 11
        if dropped > 0x400 || dropped == 0x400 && (!isExact || kept & 1 != 0) { kept &+= 1 }
        // Far from both ends of what a double's exponent can be.
        return Double(kept) * Double(bitPattern: UInt64(truncatingIfNeeded: 1023 &+ 11 &+ shift) &<< 52)
    }

    package func float(_ bytes: Span<UInt8>) -> Float {
        var value: Float
        if !isCut && digits <= 1 &<< 24 && exponent >= -10 && exponent <= 10 {
            value = Float(digits)
            if exponent < 0 {
                value /= Float(PowersOfTen.exactDoubles[0 &- exponent])
            } else {
                value *= Float(PowersOfTen.exactDoubles[exponent])
            }
        } else if digits == 0 {
            value = 0
        } else {
            value = Float(TextExcerpt.string(bytes, text)) ?? Float(outOfRange(.infinity))
        }
        return negative ? -value : value
    }

    /// What the standard library refuses: too large is infinite, too small is zero.
    private func outOfRange(_ large: Double) -> Double { exponent > 0 ? large : 0 }
}
