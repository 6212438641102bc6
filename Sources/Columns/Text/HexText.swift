/// Hexadecimal digits.
package enum HexText {
    /// The small digit of the lowest four bits.
    package static func digit(_ value: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: value & 15)
        return nibble < 10 ? nibble &+ UInt8(ascii: "0") : nibble &+ (UInt8(ascii: "a") &- 10)
    }

    /// The capital digit of the lowest four bits.
    package static func capitalDigit(_ value: UInt8) -> UInt8 {
        let nibble = value & 15
        return nibble < 10 ? nibble &+ UInt8(ascii: "0") : nibble &+ (UInt8(ascii: "A") &- 10)
    }

    /// What a digit counts, 255 for what is no digit.
    package static func value(_ byte: UInt8) -> UInt8 {
        let digit = byte &- UInt8(ascii: "0")
        if digit < 10 { return digit }
        let letter = (byte | 0x20) &- UInt8(ascii: "a")
        return letter < 6 ? letter &+ 10 : 255
    }

    /// What eight digits count, the first in the lowest byte; nil where one is no digit.
    package static func value(ofEight word: UInt64) -> UInt32? {
        let high: UInt64 = 0x8080_8080_8080_8080
        guard word & high == 0 else { return nil }
        // 0x80 in every byte from one letter to another: no sum carries into the next byte.
        func between(_ first: UInt8, _ last: UInt8) -> UInt64 {
            let ones: UInt64 = 0x0101_0101_0101_0101
            return (word &+ ones &* UInt64(0x80 &- first)) & ~(word &+ ones &* UInt64(0x7f &- last)) & high
        }
        let digits = between(UInt8(ascii: "0"), UInt8(ascii: "9"))
        let letters =
            between(UInt8(ascii: "a"), UInt8(ascii: "f")) | between(UInt8(ascii: "A"), UInt8(ascii: "F"))
        guard digits | letters == high else { return nil }
        let nibbles = (word & 0x0f0f_0f0f_0f0f_0f0f) &+ (letters &>> 7) &* 9
        let bytes = (nibbles &<< 4 | nibbles &>> 8) & 0x00ff_00ff_00ff_00ff
        let pairs = (bytes | bytes &>> 8) & 0x0000_ffff_0000_ffff
        return UInt32(truncatingIfNeeded: pairs | pairs &>> 16).byteSwapped
    }
}
