import Columns

/// Strings that were seen, each with a code; for the dictionary of a column of strings.
struct StringDictionary {
    private(set) var strings = StringColumn()
    /// Codes and one more, by hash; 0 is free.
    private var slots = [UInt32](repeating: 0, count: 1 << 10)

    /// The codes of all `values`; new ones are taken in.
    mutating func codes(of values: StringColumn) -> [UInt32] {
        var result: [UInt32] = []
        result.reserveCapacity(values.count)
        for row in 0..<values.count {
            let range = values.range(of: row)
            if strings.count * 2 >= slots.count { grow() }
            var slot = Int(truncatingIfNeeded: Self.hash(values.bytes, range)) & (slots.count - 1)
            while slots[slot] != 0, !isEqual(Int(slots[slot]) - 1, values.bytes, range) {
                slot = (slot &+ 1) & (slots.count &- 1)
            }
            if slots[slot] == 0 {
                strings.append(values.bytes[range])
                slots[slot] = UInt32(truncatingIfNeeded: strings.count)
            }
            result.append(slots[slot] &- 1)
        }
        return result
    }

    private func isEqual(_ code: Int, _ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        let own = strings.range(of: code)
        guard own.count == range.count else { return false }
        for index in 0..<range.count
        where strings.bytes[own.lowerBound &+ index] != bytes[range.lowerBound &+ index] { return false }
        return true
    }

    private static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3 }
        return hash ^ hash >> 29
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        for code in 0..<strings.count {
            var slot = Int(truncatingIfNeeded: Self.hash(strings.bytes, strings.range(of: code))) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
            slots[slot] = UInt32(truncatingIfNeeded: code + 1)
        }
    }
}
