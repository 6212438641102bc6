/// FarmHash64 as ClickHouse's `farmHash64` computes it.
///
/// - Source: Google's FarmHash, the variant `xo` (with `na` and `uo` for long inputs), checked against 26.9.
package enum FarmHash {
    static let k0: UInt64 = 0xc3a5_c85c_97cb_3127
    static let k1: UInt64 = 0xb492_b66f_be98_f273
    static let k2: UInt64 = 0x9ae1_6a3b_2f90_404f

    /// For longer inputs ClickHouse takes a variant for vector units, `te`, which is not here: callers refuse them.
    package static let sizeMax = 511

    /// The hash of up to `sizeMax` bytes; what is given for more is not ClickHouse's.
    package static func hash64(_ bytes: Span<UInt8>) -> UInt64 {
        switch bytes.count {
        case ...16: hashUpTo16(bytes)
        case ...32: hash17To32(bytes)
        case ...64: hash33To64(bytes)
        case ...96: hash65To96(bytes)
        case ...256: FarmHashLong.hashUpTo256(bytes)
        default: FarmHashLong.hashOver256(bytes)
        }
    }

    @inline(__always)
    static func rotating(_ value: UInt64, _ count: UInt64) -> UInt64 { value &>> count | value &<< (64 &- count) }

    @inline(__always)
    static func mixing(_ value: UInt64) -> UInt64 { value ^ value >> 47 }

    @inline(__always)
    static func hash16(_ low: UInt64, _ high: UInt64, _ multiplier: UInt64) -> UInt64 {
        let first = mixing((low ^ high) &* multiplier)
        return mixing((high ^ first) &* multiplier) &* multiplier
    }

    private static func hashUpTo16(_ bytes: Span<UInt8>) -> UInt64 {
        let count = bytes.count
        let size = UInt64(truncatingIfNeeded: count)
        if count >= 8 {
            let multiplier = k2 &+ size &* 2
            let a = loadUInt64(bytes, at: 0) &+ k2
            let b = loadUInt64(bytes, at: count &- 8)
            let c = rotating(b, 37) &* multiplier &+ a
            let d = (rotating(a, 25) &+ b) &* multiplier
            return hash16(c, d, multiplier)
        }
        if count >= 4 {
            let a = UInt64(loadUInt32(bytes, at: 0))
            return hash16(size &+ a << 3, UInt64(loadUInt32(bytes, at: count &- 4)), k2 &+ size &* 2)
        }
        guard count > 0 else { return k2 }
        let y = UInt64(bytes[0]) &+ UInt64(bytes[count / 2]) << 8
        let z = size &+ UInt64(bytes[count &- 1]) << 2
        return mixing(y &* k2 ^ z &* k0) &* k2
    }

    private static func hash17To32(_ bytes: Span<UInt8>) -> UInt64 {
        let count = bytes.count
        let multiplier = k2 &+ UInt64(truncatingIfNeeded: count) &* 2
        let a = loadUInt64(bytes, at: 0) &* k1
        let b = loadUInt64(bytes, at: 8)
        let c = loadUInt64(bytes, at: count &- 8) &* multiplier
        let d = loadUInt64(bytes, at: count &- 16) &* k2
        let low = rotating(a &+ b, 43) &+ rotating(c, 30) &+ d
        return hash16(low, a &+ rotating(b &+ k2, 18) &+ c, multiplier)
    }

    /// The hash of 32 bytes from `start`.
    private static func hash32Bytes(
        _ bytes: Span<UInt8>, _ start: Int, _ multiplier: UInt64, _ seed0: UInt64 = 0, _ seed1: UInt64 = 0
    ) -> UInt64 {
        let a = loadUInt64(bytes, at: start) &* k1
        let b = loadUInt64(bytes, at: start &+ 8)
        let c = loadUInt64(bytes, at: start &+ 24) &* multiplier
        let d = loadUInt64(bytes, at: start &+ 16) &* k2
        let u = rotating(a &+ b, 43) &+ rotating(c, 30) &+ d &+ seed0
        let v = a &+ rotating(b &+ k2, 18) &+ c &+ seed1
        let first = mixing((u ^ v) &* multiplier)
        return mixing((v ^ first) &* multiplier)
    }

    private static func hash33To64(_ bytes: Span<UInt8>) -> UInt64 {
        let multiplier = k2 &- 30 &+ 2 &* UInt64(truncatingIfNeeded: bytes.count)
        let h0 = hash32Bytes(bytes, 0, k2 &- 30)
        let h1 = hash32Bytes(bytes, bytes.count &- 32, multiplier)
        return (h1 &* multiplier &+ h0) &* multiplier
    }

    private static func hash65To96(_ bytes: Span<UInt8>) -> UInt64 {
        let multiplier = k2 &- 114 &+ 2 &* UInt64(truncatingIfNeeded: bytes.count)
        let h0 = hash32Bytes(bytes, 0, k2 &- 114)
        let h1 = hash32Bytes(bytes, 32, multiplier)
        let h2 = hash32Bytes(bytes, bytes.count &- 32, multiplier, h0, h1)
        return (h2 &* 9 &+ h0 >> 17 &+ h1 >> 21) &* multiplier
    }
}
