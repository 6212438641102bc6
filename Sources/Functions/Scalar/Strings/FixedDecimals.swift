import Columns

/// Floats with a fixed number of decimals, as the `formatReadable` functions write them.
enum FixedDecimals {
    /// Two decimals, halves away from zero; beyond 10^60 in the usual way.
    static func append(_ value: Double, to output: inout [UInt8]) {
        guard value.isFinite, value.magnitude < 1e60 else { return FloatText.write(value, to: &output) }
        if value.sign == .minus { output.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        let exponent = Int(magnitude.exponentBitPattern) - 1075
        let significand = magnitude.significandBitPattern | (1 &<< 52)
        if exponent >= 0 {
            IntegerText.writeWideDigits(UInt256(significand) << UInt256(exponent), to: &output)
            output.append(contentsOf: ".00".utf8)
            return
        }
        let shift = -exponent
        guard shift < 100 else { return output.append(contentsOf: "0.00".utf8) }
        let half: UInt128 = 1 &<< UInt128(shift - 1)
        let cents = (UInt128(significand) &* 100 &+ half) &>> UInt128(shift)
        IntegerText.writeWideDigits(UInt256(cents / 100), to: &output)
        output.append(UInt8(ascii: "."))
        IntegerText.writeDigits(UInt64(truncatingIfNeeded: cents % 100), width: 2, to: &output)
    }
}
