import Errors

/// Decimals as text: a count of `10^-scale`, written with or without the zeros at its end.
package enum DecimalText {
    /// Writes `value × 10^-scale`.
    ///
    /// `trailingZeros` is the setting `output_format_decimal_trailing_zeros`: 1.5 with scale 3 is `1.5` or `1.500`.
    package static func write<T: FixedWidthInteger>(
        _ value: T, scale: Int, trailingZeros: Bool, to output: inout [UInt8]
    ) {
        if T.isSigned && value < 0 { output.append(UInt8(ascii: "-")) }
        if T.bitWidth <= 64 {
            let magnitude = UInt64(truncatingIfNeeded: value.magnitude)
            if scale > 0 && scale < 20 {
                return writeNarrow(magnitude, scale: scale, trailingZeros: trailingZeros, to: &output)
            }
        }
        writeWide(UInt256(truncatingIfNeeded: value.magnitude), scale: scale, trailingZeros: trailingZeros, to: &output)
    }

    private static func writeNarrow(_ magnitude: UInt64, scale: Int, trailingZeros: Bool, to output: inout [UInt8]) {
        let (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: PowersOfTen.uint64[scale])
        IntegerText.writeDigits(whole, to: &output)
        if fraction == 0 && !trailingZeros { return }
        output.append(UInt8(ascii: "."))
        IntegerText.writeDigits(fraction, width: scale, to: &output)
        if !trailingZeros { dropZeros(of: &output) }
    }

    private static func writeWide(_ magnitude: UInt256, scale: Int, trailingZeros: Bool, to output: inout [UInt8]) {
        let start = output.count
        IntegerText.writeWideDigits(magnitude, to: &output)
        guard scale > 0 else { return }
        let digits = output.count &- start
        if digits <= scale {
            output.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: scale &- digits &+ 1), at: start)
        }
        if magnitude == 0 && !trailingZeros { return output.removeLast(output.count &- start &- 1) }
        output.insert(UInt8(ascii: "."), at: output.count &- scale)
        if !trailingZeros { dropZeros(of: &output) }
    }

    /// Drops the zeros at the end of a fraction, and its point when nothing else is left.
    private static func dropZeros(of output: inout [UInt8]) {
        while output.last == UInt8(ascii: "0") { output.removeLast() }
        if output.last == UInt8(ascii: ".") { output.removeLast() }
    }
}

// MARK: - Reading

extension DecimalText {
    /// Reads `[+-] digits [. digits] [e exponent]` as a count of `10^-scale`; digits behind the scale are cut off.
    ///
    /// Text without digits gives 0, as in ClickHouse. `digitsOnly` refuses whatever follows the number (CSV).
    /// - Throws: code 69 for more than `precision` digits, 72 for an exponent without digits, 32 for no text at all.
    package static func read<T: FixedWidthInteger>(
        _ bytes: Span<UInt8>, at position: inout Int, as type: T.Type, precision: Int, scale: Int
    ) throws(QueryError) -> T {
        guard position < bytes.count else { throw IntegerText.endOfText() }
        var reader = DecimalTextReader<T>(precision: precision)
        try reader.read(bytes, at: &position)
        if reader.digitCount &+ reader.exponent > precision &- scale {
            let digits = reader.value.description
            throw QueryError(
                .argumentOutOfBound,
                "Decimal value is too big: \(reader.digitCount) digits were read: '\(digits)'e\(reader.exponent)."
                    + " Expected to read decimal with scale \(scale) and precision \(precision)")
        }
        let shift = scale &+ reader.exponent
        if shift >= 0 { return reader.value &* PowersOfTen.power(shift, as: T.self) }
        let divisor = PowersOfTen.power(0 &- shift, as: T.self)
        return divisor == 0 ? 0 : reader.value / divisor
    }

    package static func readOrNil<T: FixedWidthInteger>(
        _ bytes: Span<UInt8>, at position: inout Int, as type: T.Type, precision: Int, scale: Int
    ) -> T? {
        do throws(QueryError) {
            return try read(bytes, at: &position, as: type, precision: precision, scale: scale)
        } catch {
            return nil
        }
    }
}

/// The state of reading one decimal: its digits without the point, and the power of ten they stand for.
private struct DecimalTextReader<T: FixedWidthInteger> {
    let precision: Int
    private(set) var value: T = 0
    private(set) var digitCount = 0
    private(set) var exponent = 0
    /// Zeros seen since the last digit taken: they count only when another digit follows.
    private var places = 0
    private var leadingZeros = true
    private var behindPoint = false

    init(precision: Int) { self.precision = precision }

    mutating func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) {
        var negative = false
        if bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
            negative = bytes[position] == UInt8(ascii: "-")
            position &+= 1
        }
        reading: while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "."):
                behindPoint = true
                leadingZeros = false
            case UInt8(ascii: "0") where leadingZeros:
                break
            case UInt8(ascii: "0") where behindPoint:
                places &+= 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                try take(digit: byte &- UInt8(ascii: "0"))
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                position &+= 1
                guard let more = IntegerText.readOrNil(bytes, at: &position, as: Int32.self),
                    IntegerText.isDigit(bytes[position &- 1])
                else {
                    throw QueryError(.cannotParseNumber, "Cannot parse exponent while reading decimal")
                }
                exponent &+= Int(more)
                break reading
            default:
                break reading
            }
            position &+= 1
        }
        if negative { value = 0 &- value }
    }

    private mutating func take(digit: UInt8) throws(QueryError) {
        leadingZeros = false
        places &+= 1
        if digitCount &+ places > precision {
            if behindPoint { return }
            throw QueryError(
                .argumentOutOfBound, "Too many digits (\(digitCount &+ places) > \(precision)) in decimal value")
        }
        digitCount &+= places
        if behindPoint { exponent &-= places }
        let shift: T = places == 1 ? 10 : PowersOfTen.power(places, as: T.self)
        value = value &* shift &+ T(truncatingIfNeeded: digit)
        places = 0
    }
}
