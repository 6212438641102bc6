import Columns
import Errors

/// A sample of at most 8,192 values, chosen by the hash of an argument: the same rows give the same sample.
///
/// | bytes | content |
/// |---|---|
/// | u64 | size of the sample |
/// | u64 | number of values seen |
/// | each | value and u32 hash, as a C structure lays them out |
/// | u8 | skip degree: only hashes with so many low zero bits are kept |
struct HashedSample: Sendable {
    static let capacity = 8_192
    var samples: [(word: UInt64, hash: UInt32)] = []
    var total: UInt64 = 0
    var skipDegree: UInt32 = 0

    private func isKept(_ hash: UInt32) -> Bool { hash & ((1 &<< skipDegree) &- 1) == 0 }

    mutating func insert(_ word: UInt64, _ hash: UInt32) {
        guard isKept(hash) else { return }
        while samples.count >= Self.capacity, skipDegree < 31 {
            skipDegree += 1
            thin()
        }
        if isKept(hash) { samples.append((word, hash)) }
    }

    mutating func thin() {
        let mask = (UInt32(1) &<< skipDegree) &- 1
        samples.removeAll { $0.hash & mask != 0 }
    }

    mutating func merge(_ other: HashedSample) {
        if other.skipDegree > skipDegree {
            skipDegree = other.skipDegree
            thin()
        }
        for sample in other.samples { insert(sample.word, sample.hash) }
        total &+= other.total
    }
}

func deterministicStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool
) throws(QueryError) -> any AggregateStates {
    let levels = try QuantileLevels(name, parameters, isPlural: isPlural)
    let (type, determinator) = try twoArguments(name, arguments)
    guard let seed = WordType(determinator), !seed.isFloat else { throw illegalAggregateArgument(name, determinator) }
    if type.isDecimal { throw illegalAggregateArgument(name, type) }
    return HashedSampleStates(
        kernel: HashedSampleKernel(
            levels: levels, word: try quantileWord(name, type), determinator: seed,
            element: keepsTypeInQuantiles(type) ? type : .float64))
}

struct HashedSampleStates: KernelStates {
    let kernel: HashedSampleKernel
    var states: [HashedSample] = []
}

struct HashedSampleKernel: StateKernel {
    let levels: QuantileLevels
    let word: WordType
    let determinator: WordType
    let element: DataType

    var resultType: DataType { levels.resultType(element) }
    var emptyState: HashedSample { HashedSample() }

    func input(_ arguments: [Column]) -> (words: [UInt64], hashes: [UInt32]) {
        let hashes = determinator.words(of: arguments[1]).map { UInt32(truncatingIfNeeded: intHash64($0)) }
        return (word.words(of: arguments[0]), hashes)
    }

    func add(_ row: Int, of input: (words: [UInt64], hashes: [UInt32]), to state: inout HashedSample) {
        if word.isFloat, word.isNaN(input.words[row]) { return }
        state.insert(input.words[row], input.hashes[row])
        state.total &+= 1
    }

    func merge(_ other: HashedSample, into state: inout HashedSample) { state.merge(other) }

    func results(of states: [HashedSample]) -> Column {
        let values = states.flatMap { state -> [Double] in
            guard !state.samples.isEmpty else { return levels.levels.map { _ in .nan } }
            let sorted = word.doubles(state.samples.map(\.word)).sorted()
            let last = Double(sorted.count - 1)
            return levels.levels.map { level in
                let index = max(0, min(last, level * last))
                let left = Int(index)
                guard left + 1 < sorted.count else { return sorted[left] }
                return sorted[left] * (Double(left + 1) - index) + sorted[left + 1] * (index - Double(left))
            }
        }
        return levels.column(of: quantileColumn(values, as: element), groupCount: states.count)
    }

    /// Bytes of the value and of what stands behind the hash, in the C structure of both.
    private var layout: (value: Int, padding: Int) { (max(4, word.width), word.width == 8 ? 4 : 0) }

    func write(_ state: HashedSample, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: UInt64(state.samples.count))
        bytes.append(littleEndian: state.total)
        for sample in state.samples {
            bytes.append(word: sample.word & (.max >> UInt64(64 - word.width * 8)), width: layout.value)
            bytes.append(littleEndian: sample.hash)
            bytes.append(contentsOf: repeatElement(0, count: layout.padding))
        }
        bytes.append(UInt8(truncatingIfNeeded: state.skipDegree))
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> HashedSample {
        let count = try reader.integer(UInt64.self)
        var state = HashedSample()
        state.total = try reader.integer()
        let size = try reader.checked(count, ofSize: layout.value + 4 + layout.padding)
        guard size <= HashedSample.capacity else { throw StateReader.broken("a sample has no \(size) values") }
        for _ in 0..<size {
            let value = try word.read(&reader)
            _ = try reader.take(layout.value - word.width)
            let hash: UInt32 = try reader.integer()
            _ = try reader.take(layout.padding)
            state.samples.append((value, hash))
        }
        state.skipDegree = UInt32(try reader.byte())
        guard state.skipDegree < 32 else { throw StateReader.broken("there is no such skip degree") }
        state.thin()
        return state
    }

    func heapBytes(of state: HashedSample) -> Int { state.samples.capacity * 16 }
}

/// `quantileDeterministic(level)(x, determinator)`.
package struct QuantileDeterministic: AggregateFunction {
    package static let name = "quantileDeterministic"
    package static let aliases = ["medianDeterministic"]
    package static let documentation = FunctionDocumentation(
        summary: "A quantile of a sample that a second argument chooses.",
        examples: [.init(sql: "arrayReduce('quantileDeterministic(0.5)', [1, 2, 4], [1, 2, 3])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try deterministicStates(name, parameters, arguments, isPlural: false)
    }
}

/// `quantilesDeterministic(level)(x, determinator)`.
package struct QuantilesDeterministic: AggregateFunction {
    package static let name = "quantilesDeterministic"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several quantiles of a sample that a second argument chooses.",
        examples: [.init(sql: "arrayReduce('quantilesDeterministic(0.5)', [1, 2, 4], [1, 2, 3])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try deterministicStates(name, parameters, arguments, isPlural: true)
    }
}
