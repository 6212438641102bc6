import Errors

/// IPv4 addresses as text; the value is the address as a number, 1.2.3.4 being 0x01020304.
package enum IPv4Text {
    package static func write(_ value: UInt32, to output: inout [UInt8]) {
        IntegerText.writeDigits(UInt64(value &>> 24), to: &output)
        for part in 1...3 {
            output.append(UInt8(ascii: "."))
            IntegerText.writeDigits(UInt64(value &>> UInt32(24 &- 8 &* part) & 255), to: &output)
        }
    }

    package static func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt32 {
        guard let value = readOrNil(bytes, at: &position) else {
            let text = TextExcerpt.string(bytes, position..<position &+ 40)
            throw QueryError(.cannotParseIpv4, "Cannot parse IPv4 \(text)")
        }
        return value
    }

    /// Reads four numbers of 0...255; zeros before them are allowed.
    package static func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt32? {
        var value: UInt32 = 0
        var index = position
        for part in 0..<4 {
            if part > 0 {
                guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return nil }
                index &+= 1
            }
            var number: UInt32 = 0
            let start = index
            while index < bytes.count, IntegerText.isDigit(bytes[index]) {
                number = number &* 10 &+ UInt32(bytes[index] &- UInt8(ascii: "0"))
                guard number < 256 else { return nil }
                index &+= 1
            }
            guard index > start else { return nil }
            value = value &<< 8 | number
        }
        position = index
        return value
    }
}
