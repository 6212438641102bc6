/// SipHash-2-4 over what was appended, with ClickHouse's own 128-bit ending (not the reference's).
///
/// - Source: ClickHouse `SipHash`; checked against 26.9's partition ids.
package struct SipHash: Sendable {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var count: UInt64 = 0
    private var pending: UInt64 = 0

    package init(key0: UInt64 = 0, key1: UInt64 = 0) {
        v0 = 0x736f_6d65_7073_6575 ^ key0
        v1 = 0x646f_7261_6e64_6f6d ^ key1
        v2 = 0x6c79_6765_6e65_7261 ^ key0
        v3 = 0x7465_6462_7974_6573 ^ key1
    }

    package static func hash64(_ bytes: Span<UInt8>) -> UInt64 {
        var hash = SipHash()
        hash.append(bytes)
        return hash.value64
    }

    package static func hash128(_ bytes: Span<UInt8>) -> Hash128 {
        var hash = SipHash()
        hash.append(bytes)
        return hash.value128
    }

    package mutating func append(_ bytes: Span<UInt8>) {
        var offset = 0
        if count & 7 == 0 {
            while bytes.count &- offset >= 8 {
                take(loadUInt64(bytes, at: offset))
                offset &+= 8
                count &+= 8
            }
        }
        while offset < bytes.count {
            append(bytes[offset])
            offset &+= 1
        }
    }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) {
        pending |= UInt64(byte) << ((count & 7) &* 8)
        count &+= 1
        guard count & 7 == 0 else { return }
        take(pending)
        pending = 0
    }

    /// Appends the eight bytes of `word`, little-endian.
    package mutating func append(_ word: UInt64) {
        guard count & 7 != 0 else {
            take(word)
            count &+= 8
            return
        }
        for shift in stride(from: UInt64(0), to: 64, by: 8) { append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    package var value64: UInt64 {
        let end = finished()
        return end.v0 ^ end.v1 ^ end.v2 ^ end.v3
    }

    package var value128: Hash128 {
        let end = finished()
        return Hash128(low: end.v0 ^ end.v1, high: end.v2 ^ end.v3)
    }

    private func finished() -> SipHash {
        var end = self
        end.take(pending | (count << 56))
        end.v2 ^= 0xff
        for _ in 0..<4 { end.round() }
        return end
    }

    @inline(__always)
    private mutating func take(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = Self.rotating(v1, by: 13) ^ v0
        v0 = Self.rotating(v0, by: 32)
        v2 &+= v3
        v3 = Self.rotating(v3, by: 16) ^ v2
        v0 &+= v3
        v3 = Self.rotating(v3, by: 21) ^ v0
        v2 &+= v1
        v1 = Self.rotating(v1, by: 17) ^ v2
        v2 = Self.rotating(v2, by: 32)
    }

    @inline(__always)
    private static func rotating(_ value: UInt64, by count: UInt64) -> UInt64 {
        (value &<< count) | (value &>> (64 &- count))
    }
}
