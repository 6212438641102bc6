import Errors

/// UUIDs as text.
///
/// The value is the 16 bytes of memory as one little-endian number, as ClickHouse keeps them: the low 64 bits are
/// the text's first half, the high 64 bits its second.
package enum UUIDText {
    package static func write(_ value: UInt128, to output: inout [UInt8]) {
        let first = UInt64(truncatingIfNeeded: value)
        let second = UInt64(truncatingIfNeeded: value &>> 64)
        output.append(addingCapacity: 36) { span in
            for digit in 0..<16 {
                if digit == 8 || digit == 12 { span.append(UInt8(ascii: "-")) }
                span.append(HexText.digit(first &>> UInt64(60 &- 4 &* digit)))
            }
            for digit in 0..<16 {
                if digit == 0 || digit == 4 { span.append(UInt8(ascii: "-")) }
                span.append(HexText.digit(second &>> UInt64(60 &- 4 &* digit)))
            }
        }
    }

    /// Reads 32 hexadecimal digits, alone or with dashes behind the 8th, 12th, 16th and 20th.
    package static func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt128 {
        if let value = readOrNil(bytes, at: &position) { return value }
        let rest = bytes.count &- position
        if rest < 32 || (rest < 36 && bytes[position &+ 8] == UInt8(ascii: "-")) {
            let text = TextExcerpt.string(bytes, position..<position &+ 36)
            throw QueryError(.cannotParseUuid, "Cannot parse uuid \(text)")
        }
        let expected =
            bytes[position &+ 8] == UInt8(ascii: "-")
            ? "32 or 36 hexadecimal digits with dashes at positions 8, 13, 18, 23" : "32 hexadecimal digits"
        throw QueryError(
            .cannotParseUuid, "Cannot parse UUID from String: invalid format, expected \(expected)")
    }

    package static func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt128? {
        guard bytes.count &- position >= 32 else { return nil }
        let dashed = bytes[position &+ 8] == UInt8(ascii: "-")
        guard !dashed || bytes.count &- position >= 36 else { return nil }
        var start = position
        let first = loadUInt64(bytes, at: start)
        if dashed { start &+= 1 }
        let second = UInt64(loadUInt32(bytes, at: start &+ 8))
        if dashed { start &+= 1 }
        let third = UInt64(loadUInt32(bytes, at: start &+ 12))
        if dashed { start &+= 1 }
        let fourth = UInt64(loadUInt32(bytes, at: start &+ 16))
        if dashed { start &+= 1 }
        let fifth = UInt64(loadUInt32(bytes, at: start &+ 20))
        let sixth = loadUInt64(bytes, at: start &+ 24)
        if dashed {
            let dash = UInt8(ascii: "-")
            guard bytes[position &+ 13] == dash, bytes[position &+ 18] == dash, bytes[position &+ 23] == dash else {
                return nil
            }
        }
        guard let a = HexText.value(ofEight: first), let b = HexText.value(ofEight: second | third &<< 32),
            let c = HexText.value(ofEight: fourth | fifth &<< 32), let d = HexText.value(ofEight: sixth)
        else { return nil }
        position = start &+ 32
        let halves = (UInt64(a) &<< 32 | UInt64(b), UInt64(c) &<< 32 | UInt64(d))
        return UInt128(halves.1) &<< 64 | UInt128(halves.0)
    }
}
