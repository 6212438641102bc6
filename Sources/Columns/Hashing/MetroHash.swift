/// MetroHash64, first variant, seed 0: `metroHash64`.
///
/// - Source: J. Andrew Rogers' MetroHash, as 26.9's function gives it.
package enum MetroHash {
    private static let k0: UInt64 = 0xC83A_91E1
    private static let k1: UInt64 = 0x8648_DBDB
    private static let k2: UInt64 = 0x7BDE_C03B
    private static let k3: UInt64 = 0x2F58_70A5

    @inline(__always)
    private static func rotating(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value &>> count | value &<< (64 &- count)
    }

    package static func hash64(_ bytes: Span<UInt8>) -> UInt64 {
        var hash = k2 &* k0 &+ UInt64(truncatingIfNeeded: bytes.count)
        var offset = 0
        if bytes.count >= 32 {
            hash &+= lanes(bytes, &offset, start: hash)
        }
        if bytes.count &- offset >= 16 {
            var v0 = hash &+ loadUInt64(bytes, at: offset) &* k0
            v0 = rotating(v0, 33) &* k1
            var v1 = hash &+ loadUInt64(bytes, at: offset &+ 8) &* k1
            v1 = rotating(v1, 33) &* k2
            v0 ^= rotating(v0 &* k0, 35) &+ v1
            v1 ^= rotating(v1 &* k3, 35) &+ v0
            hash &+= v1
            offset &+= 16
        }
        if bytes.count &- offset >= 8 {
            hash &+= loadUInt64(bytes, at: offset) &* k3
            hash ^= rotating(hash, 33) &* k1
            offset &+= 8
        }
        if bytes.count &- offset >= 4 {
            hash &+= UInt64(loadUInt32(bytes, at: offset)) &* k3
            hash ^= rotating(hash, 15) &* k1
            offset &+= 4
        }
        if bytes.count &- offset >= 2 {
            hash &+= (UInt64(bytes[offset]) | UInt64(bytes[offset &+ 1]) << 8) &* k3
            hash ^= rotating(hash, 13) &* k1
            offset &+= 2
        }
        if bytes.count &- offset >= 1 {
            hash &+= UInt64(bytes[offset]) &* k3
            hash ^= rotating(hash, 25) &* k1
        }
        hash ^= rotating(hash, 33)
        hash &*= k0
        return hash ^ rotating(hash, 33)
    }

    private static func lanes(_ bytes: Span<UInt8>, _ offset: inout Int, start: UInt64) -> UInt64 {
        var (v0, v1, v2, v3) = (start, start, start, start)
        while bytes.count &- offset >= 32 {
            v0 = rotating(v0 &+ loadUInt64(bytes, at: offset) &* k0, 29) &+ v2
            v1 = rotating(v1 &+ loadUInt64(bytes, at: offset &+ 8) &* k1, 29) &+ v3
            v2 = rotating(v2 &+ loadUInt64(bytes, at: offset &+ 16) &* k2, 29) &+ v0
            v3 = rotating(v3 &+ loadUInt64(bytes, at: offset &+ 24) &* k3, 29) &+ v1
            offset &+= 32
        }
        v2 ^= rotating((v0 &+ v3) &* k0 &+ v1, 33) &* k1
        v3 ^= rotating((v1 &+ v2) &* k1 &+ v0, 33) &* k0
        v0 ^= rotating((v0 &+ v2) &* k0 &+ v3, 33) &* k1
        v1 ^= rotating((v1 &+ v3) &* k1 &+ v2, 33) &* k0
        return v0 ^ v1
    }
}
