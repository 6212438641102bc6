import Columns
import Errors
import Glibc

/// `entropy(x, …)`: Shannon's entropy of the values, in bits.
package struct Entropy: AggregateFunction {
    package static let name = "entropy"
    package static let documentation = FunctionDocumentation(
        summary: "Shannon's entropy of the values, in bits.",
        examples: [.init(sql: "arrayReduce('entropy', [1, 2, 3, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        try checkSomeArguments(name, arguments)
        return EntropyStates(kernel: EntropyKernel(hasher: RowHasher(arguments)))
    }
}

struct EntropyStates: KernelStates {
    let kernel: EntropyKernel
    var states: [[UInt256: UInt64]] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of values |
/// | each | the value (numbers) or its 16-byte hash, u64 count; in any order |
struct EntropyKernel: StateKernel {
    let hasher: RowHasher

    var resultType: DataType { .float64 }
    var emptyState: [UInt256: UInt64] { [:] }

    private var width: Int { hasher.isHashedInEntropy ? 16 : hasher.keyWidth }

    func input(_ arguments: [Column]) -> [UInt256] {
        let rowCount = arguments.first?.count ?? 0
        if hasher.isHashedInEntropy { return hasher.sipKeys(of: arguments, rowCount: rowCount).map { UInt256($0) } }
        if let words = hasher.words(of: arguments) { return words.map { UInt256($0) } }
        if width == 32 { return hasher.widestKeys(of: arguments) }
        return hasher.wideKeys(of: arguments, rowCount: rowCount).map { UInt256($0) }
    }

    func add(_ row: Int, of input: [UInt256], to state: inout [UInt256: UInt64]) {
        state[input[row], default: 0] &+= 1
    }

    func merge(_ other: [UInt256: UInt64], into state: inout [UInt256: UInt64]) {
        for (key, count) in other { state[key, default: 0] &+= count }
    }

    func results(of states: [[UInt256: UInt64]]) -> Column {
        .float64(
            states.map { state in
                let total = Double(state.values.reduce(0, &+))
                // In the order of the counts, so that the same values always give the same sum.
                return state.values.sorted().reduce(0.0) { sum, count in
                    let share = Double(count) / total
                    return sum - share * log2(share)
                }
            })
    }

    func write(_ state: [UInt256: UInt64], into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for (key, count) in state.sorted(by: { $0.key < $1.key }) {
            switch width {
            case 32: bytes.append(littleEndian: key)
            case 16: bytes.append(littleEndian: UInt128(truncatingIfNeeded: key))
            default: bytes.append(word: UInt64(truncatingIfNeeded: key), width: width)
            }
            bytes.append(littleEndian: count)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [UInt256: UInt64] {
        let size = try reader.count(ofSize: width + 8)
        var state: [UInt256: UInt64] = [:]
        for _ in 0..<size {
            let key: UInt256
            switch width {
            case 32: key = try reader.integer()
            case 16: key = UInt256(try reader.integer(UInt128.self))
            default: key = UInt256(try reader.word(width: width))
            }
            state[key, default: 0] &+= try reader.integer()
        }
        return state
    }

    func heapBytes(of state: [UInt256: UInt64]) -> Int { state.count * 48 }
}
