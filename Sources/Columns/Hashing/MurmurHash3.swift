/// MurmurHash3 with seed 0: `murmurHash3_32`, `murmurHash3_64` and `murmurHash3_128`.
///
/// - Source: Austin Appleby's MurmurHash3, the x86 variant for 32 bits and the x64 variant for 128, as 26.9 gives them.
package enum MurmurHash3 {
    package static func hash32(_ bytes: Span<UInt8>) -> UInt32 {
        func rotating(_ value: UInt32, _ count: UInt32) -> UInt32 { value &<< count | value &>> (32 &- count) }
        func mixed(_ word: UInt32) -> UInt32 { rotating(word &* 0xcc9e_2d51, 15) &* 0x1b87_3593 }
        var hash: UInt32 = 0
        var offset = 0
        while bytes.count &- offset >= 4 {
            hash = rotating(hash ^ mixed(loadUInt32(bytes, at: offset)), 13) &* 5 &+ 0xe654_6b64
            offset &+= 4
        }
        var tail: UInt32 = 0
        for index in offset..<max(offset, bytes.count) {
            tail |= UInt32(bytes[index]) &<< UInt32(truncatingIfNeeded: 8 &* (index &- offset))
        }
        hash ^= mixed(tail)
        hash ^= UInt32(truncatingIfNeeded: bytes.count)
        hash = (hash ^ hash >> 16) &* 0x85eb_ca6b
        hash = (hash ^ hash >> 13) &* 0xc2b2_ae35
        return hash ^ hash >> 16
    }

    /// Both halves of the 128-bit hash, xored.
    package static func hash64(_ bytes: Span<UInt8>) -> UInt64 {
        let hash = hash128(bytes)
        return hash.low ^ hash.high
    }

    package static func hash128(_ bytes: Span<UInt8>) -> Hash128 {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var offset = 0
        while bytes.count &- offset >= 16 {
            low ^= mixedLow(loadUInt64(bytes, at: offset))
            low = (rotating(low, 27) &+ high) &* 5 &+ 0x52dc_e729
            high ^= mixedHigh(loadUInt64(bytes, at: offset &+ 8))
            high = (rotating(high, 31) &+ low) &* 5 &+ 0x3849_5ab5
            offset &+= 16
        }
        low ^= mixedLow(word(bytes, from: offset))
        high ^= mixedHigh(word(bytes, from: offset &+ 8))
        let count = UInt64(truncatingIfNeeded: bytes.count)
        low ^= count
        high ^= count
        low &+= high
        high &+= low
        low = intHash64(low)
        high = intHash64(high)
        low &+= high
        high &+= low
        return Hash128(low: low, high: high)
    }

    @inline(__always)
    private static func rotating(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value &<< count | value &>> (64 &- count)
    }

    @inline(__always)
    private static func mixedLow(_ word: UInt64) -> UInt64 {
        rotating(word &* 0x87c3_7b91_1142_53d5, 31) &* 0x4cf5_ad43_2745_937f
    }

    @inline(__always)
    private static func mixedHigh(_ word: UInt64) -> UInt64 {
        rotating(word &* 0x4cf5_ad43_2745_937f, 33) &* 0x87c3_7b91_1142_53d5
    }

    /// Up to eight bytes from `offset`, zeros behind the end.
    private static func word(_ bytes: Span<UInt8>, from offset: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in 0..<8 where offset &+ index < bytes.count {
            result |= UInt64(bytes[offset &+ index]) &<< UInt64(truncatingIfNeeded: 8 &* index)
        }
        return result
    }
}
