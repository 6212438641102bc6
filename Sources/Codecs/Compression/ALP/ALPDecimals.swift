import Errors

/// `ALP(STD)`: floats that are decimals, as the integers behind them.
///
/// A value is `integer * 10^fraction * 10^-exponent`, computed in `Double` by two multiplications. Blocks of 1024:
///
/// | bytes | content |
/// |---|---|
/// | 1 | exponent, 0 … 18; 255: the block's floats follow as they are |
/// | 1 | fraction, 0 … 18 |
/// | 2 | count of exceptions |
/// | 1 | bits of an integer less the base, 0 … 64 |
/// | 8 | base, the least integer |
/// | bits × 128 | `LanePacking` of 1024 integers in words of 8 bytes |
/// | rest | for each exception its index in the block (2 bytes) and the float |
struct ALPDecimals<T: ALPFloat> {
    struct Scale: Hashable {
        var exponent: Int
        var fraction: Int
    }

    private static var powers: [Double] {
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18]
    }
    private static var inverses: [Double] {
        [
            1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15, 1e-16,
            1e-17, 1e-18,
        ]
    }
    /// No value beyond it is rounded to an `Int64`.
    private static var bound: Double { 9_223_372_036_854_773_760 }
    /// Added and taken away again, it rounds to an integer.
    private static var rounding: Double { 6_755_399_441_055_744 }
    private static var headerSize: Int { 13 }
    private static var rawMarker: UInt8 { 255 }
    private static var groupCount: Int { 8 }
    private static var groupSize: Int { 32 }
    private static var candidatesMax: Int { 5 }

    private let powers = Self.powers
    private let inverses = Self.inverses
    private(set) var candidates: [Scale] = []
    /// What the best scale of each group of the sample takes, in bits per value.
    private(set) var estimatedBits = 0
    private var integers = [Int64](repeating: 0, count: LanePacking.count)
    private var packed = [UInt64](repeating: 0, count: LanePacking.count)

    static var blockOverheadMax: Int { headerSize }

    /// The integer that stands for `value`: of one that none stands for, one that gives another value.
    @inline(__always)
    private func integer(of value: T, _ scale: Scale) -> Int64 {
        let scaled = value.double * powers[scale.exponent] * inverses[scale.fraction]
        guard scaled >= -Self.bound, scaled <= Self.bound, !(scaled == 0 && scaled.sign == .minus) else {
            return Int64(Self.bound)
        }
        return Int64(scaled + Self.rounding - Self.rounding)
    }

    @inline(__always)
    private func value(of integer: Int64, _ scale: Scale) -> T {
        T(Double(integer) * powers[scale.fraction] * inverses[scale.exponent])
    }

    /// Looks at a few groups of `source`'s values, and keeps the scales that are best for most of them.
    mutating func sample(_ source: RawInput) {
        let count = source.count / T.size
        let sampled = Self.groupCount &* Self.groupSize
        let step = count > sampled ? (count &- sampled) / Self.groupCount : Self.groupSize
        var votes: [Scale: Int] = [:]
        var (bits, values) = (0, 0)
        for group in 0..<Self.groupCount where group &* step < count {
            let start = group &* step
            let sample = (start..<min(start &+ Self.groupSize, count)).map { source.load(T.self, at: $0 &* T.size) }
            var (best, bestSize) = (Scale(exponent: 0, fraction: 0), Int.max)
            for exponent in 0..<T.exponentCount {
                for fraction in 0...exponent {
                    let scale = Scale(exponent: exponent, fraction: fraction)
                    let size = estimatedSize(of: sample, scale)
                    if size < bestSize { (best, bestSize) = (scale, size) }
                }
            }
            votes[best, default: 0] += 1
            bits &+= bestSize &* 8
            values &+= sample.count
        }
        estimatedBits = bits / max(values, 1)
        let ranked = votes.sorted {
            ($1.value, $0.key.exponent, $0.key.fraction) < ($0.value, $1.key.exponent, $1.key.fraction)
        }
        candidates = ranked.prefix(Self.candidatesMax).map(\.key)
    }

    /// Bytes that `sample` would take beside a block's header.
    private func estimatedSize(of sample: [T], _ scale: Scale) -> Int {
        var (low, high) = (Int64.max, Int64.min)
        var exceptions = 0
        for value in sample {
            let integer = integer(of: value, scale)
            if self.value(of: integer, scale) == value {
                low = min(low, integer)
                high = max(high, integer)
            } else {
                exceptions &+= 1
            }
        }
        return sample.count &* Self.bits(from: low, to: high) / 8 &+ exceptions &* (2 &+ T.size)
    }

    private static func bits(from low: Int64, to high: Int64) -> Int {
        low > high ? 64 : 64 &- UInt64(bitPattern: high &- low).leadingZeroBitCount
    }

    /// Writes the block of the values in `source`, 1024 at most, and gives its size.
    mutating func encodeBlock(_ source: RawInput, into target: RawOutput) -> Int {
        let count = source.count / T.size
        let scale = bestScale(for: source)
        var exceptions: [Int] = []
        var (low, high) = (Int64.max, Int64.min)
        for index in 0..<count {
            let value = source.load(T.self, at: index &* T.size)
            let integer = integer(of: value, scale)
            integers[index] = integer
            if self.value(of: integer, scale) == value {
                low = min(low, integer)
                high = max(high, integer)
            } else {
                exceptions.append(index)
            }
        }
        let bits = Self.bits(from: low, to: high)
        let size = Self.headerSize &+ LanePacking.size(bits: bits) &+ exceptions.count &* (2 &+ T.size)
        guard exceptions.count < count, size <= source.count else {
            target.store(Self.rawMarker, at: 0)
            target.copy(source, to: 1)
            return 1 &+ source.count
        }
        for index in 0..<count { packed[index] = UInt64(bitPattern: integers[index]) }
        for index in exceptions { packed[index] = UInt64(bitPattern: low) }
        for index in count..<max(count, LanePacking.count) { packed[index] = UInt64(bitPattern: low) }
        target.store(UInt8(truncatingIfNeeded: scale.exponent), at: 0)
        target.store(UInt8(truncatingIfNeeded: scale.fraction), at: 1)
        target.store(UInt16(truncatingIfNeeded: exceptions.count).littleEndian, at: 2)
        target.store(UInt8(truncatingIfNeeded: bits), at: 4)
        target.store(low.littleEndian, at: 5)
        LanePacking.pack(packed, bits: bits, base: UInt64(bitPattern: low), into: target, at: Self.headerSize)
        ALPExceptions<T>.write(
            exceptions, of: source, into: target, at: Self.headerSize &+ LanePacking.size(bits: bits))
        return size
    }

    /// The candidate that takes least for some values of the block.
    private func bestScale(for source: RawInput) -> Scale {
        guard candidates.count > 1 else { return candidates.first ?? Scale(exponent: 0, fraction: 0) }
        let count = source.count / T.size
        let sampled = min(count, Self.groupSize)
        let step = max(count / max(sampled, 1), 1)
        let sample = (0..<sampled).map { source.load(T.self, at: $0 &* step &* T.size) }
        var (best, bestSize) = (candidates[0], Int.max)
        for scale in candidates {
            let size = estimatedSize(of: sample, scale)
            if size < bestSize { (best, bestSize) = (scale, size) }
        }
        return best
    }

    /// Fills `target` from the block at the start of `source` and gives the block's size.
    mutating func decodeBlock(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        guard source.count > 0 else { throw cannotDecompress("ALP", "a block is cut off") }
        if source[0] == Self.rawMarker {
            guard source.count > target.count else { throw cannotDecompress("ALP", "a block is cut off") }
            target.copy(source.slice(1..<1 &+ target.count), to: 0)
            return 1 &+ target.count
        }
        guard source.count >= Self.headerSize else { throw cannotDecompress("ALP", "a block's header is cut off") }
        let scale = Scale(exponent: Int(source[0]), fraction: Int(source[1]))
        guard scale.exponent < powers.count, scale.fraction < powers.count else {
            throw cannotDecompress("ALP", "the exponents \(scale.exponent) and \(scale.fraction)")
        }
        let exceptions = Int(UInt16(littleEndian: source.load(UInt16.self, at: 2)))
        let bits = Int(source[4])
        let base = UInt64(littleEndian: source.load(UInt64.self, at: 5))
        guard bits <= 64 else { throw cannotDecompress("ALP", "integers of \(bits) bits") }
        let exceptionsStart = Self.headerSize &+ LanePacking.size(bits: bits)
        let size = exceptionsStart &+ exceptions &* (2 &+ T.size)
        guard source.count >= size else { throw cannotDecompress("ALP", "a block is cut off") }
        LanePacking.unpack(source.slice(Self.headerSize..<exceptionsStart), bits: bits, base: base, into: &packed)
        let (power, inverse) = (powers[scale.fraction], inverses[scale.exponent])
        for index in 0..<target.count / T.size {
            let value = T(Double(Int64(bitPattern: packed[index])) * power * inverse)
            target.store(value, at: index &* T.size)
        }
        try ALPExceptions<T>.read(source.slice(exceptionsStart..<size), into: target)
        return size
    }
}
