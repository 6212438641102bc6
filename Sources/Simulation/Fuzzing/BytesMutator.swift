/// Makes other bytes out of bytes: flips, cuts, copies, and numbers at the borders of their sizes.
enum BytesMutator {
    private static let edges: [UInt8] = [0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x27, 0x2C, 0x5B, 0x7B, 0x5C, 0x09, 0x0A]

    static func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var result = bytes
        for _ in 0...random.below(4) { change(&result, &random) }
        return result
    }

    private static func change(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else { return bytes.append(UInt8(truncatingIfNeeded: random.next())) }
        let place = random.below(bytes.count)
        switch random.below(9) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = edges[random.below(edges.count)]
        case 2: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 3: bytes.removeLast(bytes.count - place)
        case 4: bytes.removeSubrange(place..<min(place + 1 + random.below(16), bytes.count))
        case 5:
            let end = min(place + 1 + random.below(32), bytes.count)
            bytes.insert(contentsOf: Array(bytes[place..<end]), at: random.below(bytes.count))
        case 6: bytes.insert(edges[random.below(edges.count)], at: place)
        case 7:
            // A number as sizes and offsets are written, at the border of a size.
            let size = [1, 2, 4, 8][random.below(4)]
            let value = (UInt64(1) << UInt64(random.below(64))) &- UInt64(random.below(2))
            for byte in 0..<min(size, bytes.count - place) {
                bytes[place + byte] = UInt8(truncatingIfNeeded: value >> UInt64(8 * byte))
            }
        default:
            // The same as a variable-length number.
            let length = random.below(9)
            bytes.insert(contentsOf: [UInt8](repeating: 0xFF, count: length) + [UInt8(random.below(128))], at: place)
        }
    }
}
