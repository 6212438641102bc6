extension CityHash {
    package static func hash128(_ bytes: Span<UInt8>) -> Hash128 {
        let count = bytes.count
        if count >= 16 {
            let seed = Hash128(low: loadUInt64(bytes, at: 0) ^ k3, high: loadUInt64(bytes, at: 8))
            return hash128(bytes, from: 16, seed: seed)
        }
        if count >= 8 {
            let seed = Hash128(
                low: loadUInt64(bytes, at: 0) ^ (UInt64(count) &* k0), high: loadUInt64(bytes, at: count &- 8) ^ k1)
            return hash128(bytes, from: count, seed: seed)
        }
        return hash128(bytes, from: 0, seed: Hash128(low: k0, high: k1))
    }

    package static func hash128(_ bytes: Span<UInt8>, seed: Hash128) -> Hash128 {
        hash128(bytes, from: 0, seed: seed)
    }

    /// What `checksums.txt` says of a file: 2,048-byte pieces, each hashed with the hash so far as its seed.
    package static func hashFile(_ bytes: Span<UInt8>) -> Hash128 {
        var hash = FileHash()
        hash.append(bytes)
        return hash.value
    }

    private static func hash128(_ bytes: Span<UInt8>, from start: Int, seed: Hash128) -> Hash128 {
        bytes.count &- start < 128
            ? hash128Short(bytes, from: start, seed: seed) : hash128Long(bytes, from: start, seed: seed)
    }

    private static func hash128Short(_ bytes: Span<UInt8>, from start: Int, seed: Hash128) -> Hash128 {
        let count = bytes.count &- start
        var a = seed.low
        var b = seed.high
        var c: UInt64
        var d: UInt64
        if count <= 16 {
            a = mixing(a &* k1) &* k1
            c = b &* k1 &+ hashUpTo16(bytes, from: start, count: count)
            d = mixing(a &+ (count >= 8 ? loadUInt64(bytes, at: start) : c))
        } else {
            c = hash16(loadUInt64(bytes, at: start &+ count &- 8) &+ k1, a)
            d = hash16(b &+ UInt64(count), c &+ loadUInt64(bytes, at: start &+ count &- 16))
            a &+= d
            var offset = start
            var rest = count &- 16
            while rest > 0 {
                a ^= mixing(loadUInt64(bytes, at: offset) &* k1) &* k1
                a &*= k1
                b ^= a
                c ^= mixing(loadUInt64(bytes, at: offset &+ 8) &* k1) &* k1
                c &*= k1
                d ^= c
                offset &+= 16
                rest &-= 16
            }
        }
        a = hash16(a, c)
        b = hash16(d, b)
        return Hash128(low: a ^ b, high: hash16(b, a))
    }

    private static func hash128Long(_ bytes: Span<UInt8>, from start: Int, seed: Hash128) -> Hash128 {
        var rest = bytes.count &- start
        var state = CityState(x: seed.low, y: seed.high, z: UInt64(rest) &* k1)
        state.v.first = rotating(state.y ^ k1, by: 49) &* k1 &+ loadUInt64(bytes, at: start)
        state.v.second = rotating(state.v.first, by: 42) &* k1 &+ loadUInt64(bytes, at: start &+ 8)
        state.w.first = rotating(state.y &+ state.z, by: 35) &* k1 &+ state.x
        state.w.second = rotating(state.x &+ loadUInt64(bytes, at: start &+ 88), by: 53) &* k1
        var offset = start
        repeat {
            state.take64(bytes, at: offset)
            state.take64(bytes, at: offset &+ 64)
            offset &+= 128
            rest &-= 128
        } while rest >= 128
        state.y &+= rotating(state.w.first, by: 37) &* k0 &+ state.z
        state.x &+= rotating(state.v.first &+ state.z, by: 49) &* k0
        var tail = 0
        while tail < rest {
            tail &+= 32
            // Bytes before `offset`, hashed already, fill the last 32.
            let piece = offset &+ rest &- tail
            state.y = rotating(state.y &- state.x, by: 42) &* k0 &+ state.v.second
            state.w.first &+= loadUInt64(bytes, at: piece &+ 16)
            state.x = rotating(state.x, by: 49) &* k0 &+ state.w.first
            state.w.first &+= state.v.first
            state.v = CityPair.hashing32(bytes, at: piece, state.v.first, state.v.second)
        }
        let x = hash16(state.x, state.v.first)
        let y = hash16(state.y, state.w.first)
        return Hash128(
            low: hash16(x &+ state.v.second, state.w.second) &+ y,
            high: hash16(x &+ state.w.second, y &+ state.v.second))
    }
}

/// The running hash of a file that arrives in pieces; `value` is `checksums.txt`'s hash of all that was appended.
package struct FileHash: Sendable {
    package static let pieceSize = 2_048

    private var state = Hash128(low: 0, high: 0)
    private var pending: [UInt8] = []

    package init() {}

    package mutating func append(_ bytes: Span<UInt8>) {
        var offset = 0
        if !pending.isEmpty {
            while offset < bytes.count && pending.count < Self.pieceSize {
                pending.append(bytes[offset])
                offset &+= 1
            }
            guard pending.count == Self.pieceSize else { return }
            state = CityHash.hash128(pending.span, seed: state)
            pending.removeAll(keepingCapacity: true)
        }
        while bytes.count &- offset >= Self.pieceSize {
            state = CityHash.hash128(bytes.extracting(offset..<offset &+ Self.pieceSize), seed: state)
            offset &+= Self.pieceSize
        }
        while offset < bytes.count {
            pending.append(bytes[offset])
            offset &+= 1
        }
    }

    package var value: Hash128 {
        pending.isEmpty ? state : CityHash.hash128(pending.span, seed: state)
    }
}
