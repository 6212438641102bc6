/// MurmurHash2 with seed 0, and the C++ library's variant: `murmurHash2_32`, `murmurHash2_64`, `gccMurmurHash`.
///
/// - Source: Austin Appleby's MurmurHash2 and MurmurHash64A, as 26.9's functions give them.
package enum MurmurHash2 {
    private static let multiplier64: UInt64 = 0xc6a4_a793_5bd1_e995

    package static func hash32(_ bytes: Span<UInt8>) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash = UInt32(truncatingIfNeeded: bytes.count)
        var offset = 0
        while bytes.count &- offset >= 4 {
            var word = loadUInt32(bytes, at: offset) &* multiplier
            word = (word ^ word >> 24) &* multiplier
            hash = hash &* multiplier ^ word
            offset &+= 4
        }
        if offset < bytes.count {
            var tail: UInt32 = 0
            for index in offset..<bytes.count {
                tail |= UInt32(bytes[index]) &<< UInt32(truncatingIfNeeded: 8 &* (index &- offset))
            }
            hash = (hash ^ tail) &* multiplier
        }
        hash = (hash ^ hash >> 13) &* multiplier
        return hash ^ hash >> 15
    }

    package static func hash64(_ bytes: Span<UInt8>) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: bytes.count) &* multiplier64
        var offset = 0
        while bytes.count &- offset >= 8 {
            hash = (hash ^ mixed(loadUInt64(bytes, at: offset))) &* multiplier64
            offset &+= 8
        }
        if offset < bytes.count { hash = (hash ^ tail(bytes, from: offset)) &* multiplier64 }
        hash = (hash ^ hash >> 47) &* multiplier64
        return hash ^ hash >> 47
    }

    /// `std::hash` of a string, as GCC's library computes it.
    package static func gccHash(_ bytes: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xc70f_6907 ^ UInt64(truncatingIfNeeded: bytes.count) &* multiplier64
        var offset = 0
        while bytes.count &- offset >= 8 {
            hash = (hash ^ mixed(loadUInt64(bytes, at: offset))) &* multiplier64
            offset &+= 8
        }
        if offset < bytes.count { hash = (hash ^ tail(bytes, from: offset)) &* multiplier64 }
        hash = (hash ^ hash >> 47) &* multiplier64
        return hash ^ hash >> 47
    }

    @inline(__always)
    private static func mixed(_ word: UInt64) -> UInt64 {
        let product = word &* multiplier64
        return (product ^ product >> 47) &* multiplier64
    }

    private static func tail(_ bytes: Span<UInt8>, from offset: Int) -> UInt64 {
        var result: UInt64 = 0
        for index in offset..<bytes.count {
            result |= UInt64(bytes[index]) &<< UInt64(truncatingIfNeeded: 8 &* (index &- offset))
        }
        return result
    }
}
