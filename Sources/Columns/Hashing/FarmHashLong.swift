/// FarmHash over inputs of more than 96 bytes.
enum FarmHashLong {
    @inline(__always)
    private static func rotating(_ value: UInt64, _ count: UInt64) -> UInt64 { FarmHash.rotating(value, count) }

    /// The variant `na`.
    static func hashUpTo256(_ bytes: Span<UInt8>) -> UInt64 {
        let count = bytes.count
        let seed: UInt64 = 81
        var x = seed
        var y = seed &* FarmHash.k1 &+ 113
        var z = FarmHash.mixing(y &* FarmHash.k2 &+ 113) &* FarmHash.k2
        var v = CityPair(first: 0, second: 0)
        var w = CityPair(first: 0, second: 0)
        x = x &* FarmHash.k2 &+ loadUInt64(bytes, at: 0)
        let end = (count &- 1) / 64 &* 64
        let last = end &+ (count &- 1) & 63 &- 63
        func round(_ offset: Int, _ multiplier: UInt64, _ factor: UInt64) {
            x = rotating(x &+ y &+ v.first &+ loadUInt64(bytes, at: offset &+ 8), 37) &* multiplier
            y = rotating(y &+ v.second &+ loadUInt64(bytes, at: offset &+ 48), 42) &* multiplier
            x ^= w.second &* factor
            y &+= v.first &* factor &+ loadUInt64(bytes, at: offset &+ 40)
            z = rotating(z &+ w.first, 33) &* multiplier
            v = CityPair.hashing32(bytes, at: offset, v.second &* multiplier, x &+ w.first)
            w = CityPair.hashing32(
                bytes, at: offset &+ 32, z &+ w.second, y &+ loadUInt64(bytes, at: offset &+ 16))
            swap(&z, &x)
        }
        for offset in stride(from: 0, to: end, by: 64) { round(offset, FarmHash.k1, 1) }
        let multiplier = FarmHash.k1 &+ (z & 0xff) << 1
        w.first &+= UInt64(truncatingIfNeeded: (count &- 1) & 63)
        v.first &+= w.first
        w.first &+= v.first
        round(last, multiplier, 9)
        return FarmHash.hash16(
            FarmHash.hash16(v.first, w.first, multiplier) &+ FarmHash.mixing(y) &* FarmHash.k0 &+ z,
            FarmHash.hash16(v.second, w.second, multiplier) &+ x, multiplier)
    }

    /// The variant `uo`.
    static func hashOver256(_ bytes: Span<UInt8>) -> UInt64 {
        let count = bytes.count
        var state = Unrolled(seed0: 81, seed1: 0)
        let end = (count &- 1) / 64 &* 64
        let last = end &+ (count &- 1) & 63 &- 63
        for offset in stride(from: 0, to: end, by: 64) { state.take64(bytes, at: offset) }
        return state.finish(bytes, at: last, rest: UInt64(truncatingIfNeeded: (count &- 1) & 63))
    }

    private struct Unrolled {
        private var x: UInt64
        private var y: UInt64
        private var z: UInt64
        private var u: UInt64
        private var v: CityPair
        private var w = CityPair(first: 0, second: 0)
        private let multiplier: UInt64

        init(seed0: UInt64, seed1: UInt64) {
            x = seed0
            y = seed1 &* FarmHash.k2 &+ 113
            z = FarmHash.mixing(y &* FarmHash.k2) &* FarmHash.k2
            v = CityPair(first: seed0, second: seed1)
            u = x &- z
            x &*= FarmHash.k2
            multiplier = FarmHash.k2 &+ (u & 0x82)
        }

        mutating func take64(_ bytes: Span<UInt8>, at offset: Int) {
            let a0 = loadUInt64(bytes, at: offset)
            let a1 = loadUInt64(bytes, at: offset &+ 8)
            let a2 = loadUInt64(bytes, at: offset &+ 16)
            let a3 = loadUInt64(bytes, at: offset &+ 24)
            let a4 = loadUInt64(bytes, at: offset &+ 32)
            let a5 = loadUInt64(bytes, at: offset &+ 40)
            let a6 = loadUInt64(bytes, at: offset &+ 48)
            let a7 = loadUInt64(bytes, at: offset &+ 56)
            x &+= a0 &+ a1
            y &+= a2
            z &+= a3
            v.first &+= a4
            v.second &+= a5 &+ a1
            w.first &+= a6
            w.second &+= a7
            x = rotating(x, 26) &* 9
            y = rotating(y, 29)
            z &*= multiplier
            v.first = rotating(v.first, 33)
            v.second = rotating(v.second, 30)
            w.first = (w.first ^ x) &* 9
            z = rotating(z, 32) &+ w.second
            w.second &+= z
            z &*= 9
            swap(&u, &y)
            z &+= a0 &+ a6
            v.first &+= a2
            v.second &+= a3
            w.first &+= a4
            w.second &+= a5 &+ a6
            x &+= a1
            y &+= a7
            y &+= v.first
            v.first &+= x &- y
            v.second &+= w.first
            w.first &+= v.second
            w.second &+= x &- y
            x &+= w.second
            w.second = rotating(w.second, 34)
            swap(&u, &z)
        }

        mutating func finish(_ bytes: Span<UInt8>, at offset: Int, rest: UInt64) -> UInt64 {
            u &*= 9
            v.second = rotating(v.second, 28)
            v.first = rotating(v.first, 20)
            w.first &+= rest
            u &+= y
            y &+= u
            x = rotating(y &- x &+ v.first &+ loadUInt64(bytes, at: offset &+ 8), 37) &* multiplier
            y = rotating(y ^ v.second ^ loadUInt64(bytes, at: offset &+ 48), 42) &* multiplier
            x ^= w.second &* 9
            y &+= v.first &+ loadUInt64(bytes, at: offset &+ 40)
            z = rotating(z &+ w.first, 33) &* multiplier
            v = CityPair.hashing32(bytes, at: offset, v.second &* multiplier, x &+ w.first)
            w = CityPair.hashing32(
                bytes, at: offset &+ 32, z &+ w.second, y &+ loadUInt64(bytes, at: offset &+ 16))
            return mixed(
                FarmHash.hash16(v.first &+ x, w.first ^ y, multiplier) &+ z &- u,
                mixed(v.second &+ y, w.second &+ z, 30) ^ x, 31)
        }

        private func mixed(_ x: UInt64, _ y: UInt64, _ count: UInt64) -> UInt64 {
            let a = FarmHash.mixing((x ^ y) &* FarmHash.k2)
            return rotating((y ^ a) &* FarmHash.k2, count) &* FarmHash.k2
        }
    }
}
