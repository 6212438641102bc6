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
    var states: [[UInt128: UInt64]] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of values |
/// | each | the value (numbers) or its 16-byte hash, u64 count; in any order |
struct EntropyKernel: StateKernel {
    let hasher: RowHasher

    var resultType: DataType { .float64 }
    var emptyState: [UInt128: UInt64] { [:] }

    private var width: Int { if case .number(let word) = hasher.kind { word.width } else { 16 } }

    func input(_ arguments: [Column]) -> [UInt128] {
        if let words = hasher.words(of: arguments) { return words.map { UInt128($0) } }
        return hasher.wideKeys(of: arguments, rowCount: arguments.first?.count ?? 0)
    }

    func add(_ row: Int, of input: [UInt128], to state: inout [UInt128: UInt64]) {
        state[input[row], default: 0] &+= 1
    }

    func merge(_ other: [UInt128: UInt64], into state: inout [UInt128: UInt64]) {
        for (key, count) in other { state[key, default: 0] &+= count }
    }

    func results(of states: [[UInt128: UInt64]]) -> Column {
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

    func write(_ state: [UInt128: UInt64], into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for (key, count) in state.sorted(by: { $0.key < $1.key }) {
            if width == 16 {
                bytes.append(littleEndian: key)
            } else {
                bytes.append(word: UInt64(truncatingIfNeeded: key), width: width)
            }
            bytes.append(littleEndian: count)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [UInt128: UInt64] {
        let size = try reader.count(ofSize: width + 8)
        var state: [UInt128: UInt64] = [:]
        for _ in 0..<size {
            let key: UInt128 = width == 16 ? try reader.integer() : UInt128(try reader.word(width: width))
            state[key, default: 0] &+= try reader.integer()
        }
        return state
    }

    func heapBytes(of state: [UInt128: UInt64]) -> Int { state.count * 48 }
}
