import Errors

/// 1024 numbers in `bits` bits each, less a base, side by side in the lanes of words of `T`.
///
/// There are `1024 / T.bitWidth` lanes; number `step * lanes + lane` is the `step`th of its lane. A lane is a stream of
/// bits, the least significant of a word first; word `k` of all lanes stands before word `k + 1` of any.
/// - Source: FastLanes (Afroozeh and Boncz, "The FastLanes Compression Layout", VLDB 2023), "FFOR".
enum LanePacking {
    static let count = 1024

    /// Bytes of 1024 numbers of `bits` bits.
    static func size(bits: Int) -> Int { bits * count / 8 }

    /// Writes `values`, 1024 of them, at `offset` of `target`.
    static func pack<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ values: [T], bits: Int, base: T, into target: RawOutput, at offset: Int
    ) {
        guard bits > 0 else { return }
        let width = T.bitWidth
        let lanes = count / width
        let mask: T = bits == width ? T.max : (1 &<< T(truncatingIfNeeded: bits)) &- 1
        var words = [T](repeating: 0, count: bits &* lanes)
        for step in 0..<width {
            let word = step &* bits / width &* lanes
            let shift = step &* bits % width
            let isSplit = shift &+ bits > width
            for lane in 0..<lanes {
                let value = (values[step &* lanes &+ lane] &- base) & mask
                words[word &+ lane] |= value &<< T(truncatingIfNeeded: shift)
                if isSplit { words[word &+ lanes &+ lane] |= value &>> T(truncatingIfNeeded: width &- shift) }
            }
        }
        for index in words.indices { target.store(words[index].littleEndian, at: offset &+ index &* (width / 8)) }
    }

    /// Fills `values`, 1024 of them, from the `size(bits:)` bytes of `source`.
    static func unpack<T: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ source: RawInput, bits: Int, base: T, into values: inout [T]
    ) {
        let width = T.bitWidth
        let lanes = count / width
        guard bits > 0 else {
            for index in 0..<count { values[index] = base }
            return
        }
        let mask: T = bits == width ? T.max : (1 &<< T(truncatingIfNeeded: bits)) &- 1
        for step in 0..<width {
            let word = step &* bits / width &* lanes
            let shift = step &* bits % width
            let isSplit = shift &+ bits > width
            for lane in 0..<lanes {
                var value = load(T.self, source, at: word &+ lane) &>> T(truncatingIfNeeded: shift)
                if isSplit {
                    value |=
                        load(T.self, source, at: word &+ lanes &+ lane) &<< T(truncatingIfNeeded: width &- shift)
                }
                values[step &* lanes &+ lane] = (value & mask) &+ base
            }
        }
    }

    @inline(__always)
    private static func load<T: FixedWidthInteger & BitwiseCopyable>(
        _ type: T.Type, _ source: RawInput, at index: Int
    ) -> T {
        T(littleEndian: source.load(T.self, at: index &* MemoryLayout<T>.size))
    }
}
