import Errors

/// IPv6 addresses as text.
///
/// The value is the 16 bytes of memory as one little-endian number, as ClickHouse keeps them: network order, so the
/// address's first byte is the lowest byte of the value.
package enum IPv6Text {
    /// Writes the address, the first longest run of two zero groups or more as `::`, and `::ffff:a.b.c.d` and
    /// `::a.b.c.d` with dots.
    package static func write(_ value: UInt128, to output: inout [UInt8]) {
        let number = value.byteSwapped
        let zeros = longestZeros(number)
        let mapped = zeros == 0..<5 && group(number, 5) == 0xffff
        let dotted = zeros == 0..<6 || mapped
        var index = 0
        while index < 8 {
            if index == zeros.lowerBound && !zeros.isEmpty {
                output.append(contentsOf: "::".utf8)
                index = zeros.upperBound
                continue
            }
            if dotted && index == 6 {
                if mapped { output.append(UInt8(ascii: ":")) }
                return IPv4Text.write(UInt32(truncatingIfNeeded: number), to: &output)
            }
            if index > 0 && index != zeros.upperBound { output.append(UInt8(ascii: ":")) }
            writeGroup(group(number, index), to: &output)
            index &+= 1
        }
    }

    private static func group(_ number: UInt128, _ index: Int) -> UInt16 {
        UInt16(truncatingIfNeeded: number &>> UInt128(112 &- 16 &* index))
    }

    private static func longestZeros(_ number: UInt128) -> Range<Int> {
        var best = 8..<8
        var start = 0
        while start < 8 {
            var end = start
            while end < 8 && group(number, end) == 0 { end &+= 1 }
            if end &- start >= 2 && end &- start > best.count { best = start..<end }
            start = end &+ 1
        }
        return best
    }

    private static func writeGroup(_ value: UInt16, to output: inout [UInt8]) {
        var shift = 12
        while shift > 0 && value &>> UInt16(shift) == 0 { shift &-= 4 }
        while shift >= 0 {
            output.append(HexText.digit(UInt64(value &>> UInt16(shift))))
            shift &-= 4
        }
    }

    package static func read(_ bytes: Span<UInt8>, at position: inout Int) throws(QueryError) -> UInt128 {
        guard let value = readOrNil(bytes, at: &position) else {
            let text = TextExcerpt.string(bytes, position..<position &+ 48)
            throw QueryError(.cannotParseIpv6, "Cannot parse IPv6 \(text)")
        }
        return value
    }

    /// Reads an IPv6 address, or an IPv4 address as `::ffff:a.b.c.d`.
    package static func readOrNil(_ bytes: Span<UInt8>, at position: inout Int) -> UInt128? {
        if let address = IPv4Text.readOrNil(bytes, at: &position) {
            return (0xffff_0000_0000 | UInt128(address)).byteSwapped
        }
        var index = position
        guard let groups = readGroups(bytes, at: &index) else { return nil }
        var number = groups.value
        if let gap = groups.gap {
            // The groups before `::` move up; those behind it stay in the lowest bits. There are at most seven.
            let behindBits = UInt128(16 &* (groups.count &- gap))
            let behind = number & ((1 &<< behindBits) &- 1)
            let before = gap == 0 ? 0 : (number &>> behindBits) &<< UInt128(16 &* (8 &- gap))
            number = before | behind
        }
        position = index
        return number.byteSwapped
    }

    /// The groups read so far, the last in the lowest bits, and how many stand before `::`.
    private struct Groups {
        var value: UInt128 = 0
        var count = 0
        var gap: Int?

        mutating func append(_ group: UInt32) {
            value = value &<< 16 | UInt128(group)
            count &+= 1
        }
    }

    private static func readGroups(_ bytes: Span<UInt8>, at index: inout Int) -> Groups? {
        let (colon, end) = (UInt8(ascii: ":"), bytes.count)
        var groups = Groups()
        while groups.count < 8 {
            if index &+ 1 < end && bytes[index] == colon && bytes[index &+ 1] == colon {
                if groups.gap != nil { return nil }
                groups.gap = groups.count
                index &+= 2
                if index < end && bytes[index] == colon { return nil }
            } else if groups.count > 0 && groups.gap != groups.count {
                guard index &+ 1 < end, bytes[index] == colon, HexText.value(bytes[index &+ 1]) < 16 else { break }
                index &+= 1
            }
            let start = index
            if groups.count <= 6, let address = IPv4Text.readOrNil(bytes, at: &index) {
                groups.append(address &>> 16)
                groups.append(address & 0xffff)
                break
            }
            var group: UInt32 = 0
            while index < end, HexText.value(bytes[index]) < 16 {
                group = group &<< 4 | UInt32(HexText.value(bytes[index]))
                index &+= 1
                if index &- start > 4 { return nil }
            }
            if index == start { break }
            if groups.count <= 6 && index < end && bytes[index] == UInt8(ascii: ".") { return nil }
            groups.append(group)
        }
        if groups.gap == nil && groups.count < 8 { return nil }
        return groups.gap != nil && groups.count == 8 ? nil : groups
    }
}
