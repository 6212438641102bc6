/// xxHash of 32 and 64 bits with seed 0: `xxHash32` and `xxHash64`.
///
/// - Source: Yann Collet's xxHash, as 26.9's functions give it.
package enum XXHash {
    package static func hash32(_ bytes: Span<UInt8>) -> UInt32 {
        let prime1: UInt32 = 2_654_435_761
        let prime2: UInt32 = 2_246_822_519
        let prime3: UInt32 = 3_266_489_917
        let prime4: UInt32 = 668_265_263
        let prime5: UInt32 = 374_761_393
        func rotating(_ value: UInt32, _ count: UInt32) -> UInt32 { value &<< count | value &>> (32 &- count) }
        var offset = 0
        var hash = prime5
        if bytes.count >= 16 {
            var lanes: (UInt32, UInt32, UInt32, UInt32) = (prime1 &+ prime2, prime2, 0, 0 &- prime1)
            func round(_ lane: UInt32, _ word: UInt32) -> UInt32 { rotating(lane &+ word &* prime2, 13) &* prime1 }
            while bytes.count &- offset >= 16 {
                lanes.0 = round(lanes.0, loadUInt32(bytes, at: offset))
                lanes.1 = round(lanes.1, loadUInt32(bytes, at: offset &+ 4))
                lanes.2 = round(lanes.2, loadUInt32(bytes, at: offset &+ 8))
                lanes.3 = round(lanes.3, loadUInt32(bytes, at: offset &+ 12))
                offset &+= 16
            }
            hash = rotating(lanes.0, 1) &+ rotating(lanes.1, 7) &+ rotating(lanes.2, 12) &+ rotating(lanes.3, 18)
        }
        hash &+= UInt32(truncatingIfNeeded: bytes.count)
        while bytes.count &- offset >= 4 {
            hash = rotating(hash &+ loadUInt32(bytes, at: offset) &* prime3, 17) &* prime4
            offset &+= 4
        }
        while offset < bytes.count {
            hash = rotating(hash &+ UInt32(bytes[offset]) &* prime5, 11) &* prime1
            offset &+= 1
        }
        hash = (hash ^ hash >> 15) &* prime2
        hash = (hash ^ hash >> 13) &* prime3
        return hash ^ hash >> 16
    }

    private static let prime1: UInt64 = 11_400_714_785_074_694_791
    private static let prime2: UInt64 = 14_029_467_366_897_019_727
    private static let prime3: UInt64 = 1_609_587_929_392_839_161
    private static let prime4: UInt64 = 9_650_029_242_287_828_579
    private static let prime5: UInt64 = 2_870_177_450_012_600_261

    @inline(__always)
    private static func rotating(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value &<< count | value &>> (64 &- count)
    }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        rotating(lane &+ word &* prime2, 31) &* prime1
    }

    package static func hash64(_ bytes: Span<UInt8>) -> UInt64 {
        var offset = 0
        var hash = prime5
        if bytes.count >= 32 {
            var lanes: (UInt64, UInt64, UInt64, UInt64) = (prime1 &+ prime2, prime2, 0, 0 &- prime1)
            while bytes.count &- offset >= 32 {
                lanes.0 = round(lanes.0, loadUInt64(bytes, at: offset))
                lanes.1 = round(lanes.1, loadUInt64(bytes, at: offset &+ 8))
                lanes.2 = round(lanes.2, loadUInt64(bytes, at: offset &+ 16))
                lanes.3 = round(lanes.3, loadUInt64(bytes, at: offset &+ 24))
                offset &+= 32
            }
            hash = rotating(lanes.0, 1) &+ rotating(lanes.1, 7) &+ rotating(lanes.2, 12) &+ rotating(lanes.3, 18)
            for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
                hash = (hash ^ round(0, lane)) &* prime1 &+ prime4
            }
        }
        hash &+= UInt64(truncatingIfNeeded: bytes.count)
        while bytes.count &- offset >= 8 {
            hash = rotating(hash ^ round(0, loadUInt64(bytes, at: offset)), 27) &* prime1 &+ prime4
            offset &+= 8
        }
        if bytes.count &- offset >= 4 {
            hash = rotating(hash ^ UInt64(loadUInt32(bytes, at: offset)) &* prime1, 23) &* prime2 &+ prime3
            offset &+= 4
        }
        while offset < bytes.count {
            hash = rotating(hash ^ UInt64(bytes[offset]) &* prime5, 11) &* prime1
            offset &+= 1
        }
        hash = (hash ^ hash >> 33) &* prime2
        hash = (hash ^ hash >> 29) &* prime3
        return hash ^ hash >> 32
    }
}
