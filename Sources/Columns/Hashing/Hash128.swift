/// A 128-bit hash as ClickHouse stores it: the low half first, each half little-endian.
package struct Hash128: Hashable, Sendable {
    package var low: UInt64
    package var high: UInt64

    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The 16 bytes as they are stored.
    package var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(16)
        for half in [low, high] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                result.append(UInt8(truncatingIfNeeded: half >> shift))
            }
        }
        return result
    }

    /// 32 lower-case hex digits of the number `high · 2^64 + low`: how error texts and long file names write it.
    package var hexadecimal: String { Self.hex(high) + Self.hex(low) }

    private static func hex(_ half: UInt64) -> String {
        let digits = String(half, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
