import Columns
import Errors

/// A uniform sample of at most 8,192 values, chosen by ClickHouse's generator so that equal inputs give equal samples.
///
/// | bytes | content |
/// |---|---|
/// | u64 | size of the sample, 8,192 |
/// | u64 | number of values seen |
/// | varuint + text | the generator: multiplier, increment and state, as decimal numbers |
/// | width each | the sample |
/// - Source: ClickHouse `ReservoirSampler`, pcg32_fast.
struct Reservoir: Sendable {
    static let capacity = 8_192
    private static let multiplier: UInt64 = 6_364_136_223_846_793_005

    private(set) var samples: [UInt64] = []
    private var total: UInt64 = 0
    private var generator: UInt64 = 123_459

    init() {}

    private mutating func random32() -> UInt32 {
        let old = generator
        generator = old &* Self.multiplier
        return UInt32(truncatingIfNeeded: (old ^ (old &>> 22)) &>> (22 &+ (old &>> 61)))
    }

    private mutating func random(below limit: UInt64) -> UInt64 {
        if limit <= UInt64(UInt32.max) { return UInt64(random32()) % limit }
        let high = UInt64(random32())
        return ((high &<< 32) &+ UInt64(random32())) % limit
    }

    @inline(__always)
    mutating func insert(_ word: UInt64) {
        total &+= 1
        if samples.count < Self.capacity {
            samples.append(word)
        } else {
            let place = random(below: max(total, 1))
            if place < UInt64(Self.capacity) { samples[Int(place)] = word }
        }
    }

    mutating func merge(_ other: Reservoir) {
        let capacity = UInt64(Self.capacity)
        if other.total <= capacity {
            for sample in other.samples { insert(sample) }
        } else if total <= capacity {
            let mine = samples
            samples = other.samples
            total = other.total
            for sample in mine { insert(sample) }
        } else {
            total &+= other.total
            let frequency = Double(total) / Double(other.total)
            if frequency * 2 >= Double(Self.capacity) {
                let place = Int(random(below: UInt64(frequency)))
                if place < samples.count, place < other.samples.count { samples[place] = other.samples[place] }
                return
            }
            var place = 0.0
            while place < Double(min(samples.count, other.samples.count)) {
                samples[Int(place)] = other.samples[Int(place)]
                place += frequency
            }
        }
    }

    func write(_ word: WordType, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: UInt64(Self.capacity))
        bytes.append(littleEndian: total)
        bytes.append(lengthAnd: Array("\(Self.multiplier) 0 \(generator)".utf8))
        for sample in samples { bytes.append(word: sample, width: word.width) }
    }

    init(_ word: WordType, _ reader: inout StateReader) throws(QueryError) {
        guard try reader.integer(UInt64.self) == UInt64(Self.capacity) else {
            throw StateReader.broken("a reservoir's size is \(Self.capacity)")
        }
        total = try reader.integer()
        let text = String(decoding: try reader.string(), as: UTF8.self)
        guard let last = text.split(separator: " ").last, let state = UInt64(last) else {
            throw StateReader.broken("'\(text)' is no generator")
        }
        generator = state
        let count = Int(min(total, UInt64(Self.capacity)))
        _ = try reader.checked(UInt64(count), ofSize: word.width)
        samples.reserveCapacity(count)
        for _ in 0..<count { samples.append(try word.read(&reader)) }
    }

    /// The values at `levels`, interpolated between neighbours; NaN without values.
    func quantiles(_ levels: [Double], _ word: WordType) -> [Double] {
        guard !samples.isEmpty else { return levels.map { _ in .nan } }
        let sorted = word.doubles(samples).sorted()
        let last = Double(sorted.count - 1)
        return levels.map { level in
            let index = max(0, min(last, level * last))
            let left = Int(index)
            guard left + 1 < sorted.count else { return sorted[left] }
            return sorted[left] * (Double(left + 1) - index) + sorted[left + 1] * (index - Double(left))
        }
    }
}
