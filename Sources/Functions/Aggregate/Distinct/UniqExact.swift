import Columns
import Errors

/// `uniqExact(x, …)`: the number of different values.
package struct UniqExact: AggregateFunction {
    package static let name = "uniqExact"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The exact number of different values.",
        examples: [.init(sql: "arrayReduce('uniqExact', [1, 2, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        try checkSomeArguments(name, arguments)
        let hasher = RowHasher(arguments)
        return switch hasher.keyWidth {
        case ...8: WordSetStates(kernel: WordSetKernel(hasher: hasher))
        case 16: WideSetStates(kernel: WideSetKernel(hasher: hasher))
        default: WidestSetStates(kernel: WidestSetKernel(hasher: hasher))
        }
    }
}

func checkSomeArguments(_ name: String, _ arguments: [DataType]) throws(QueryError) {
    guard !arguments.isEmpty else {
        throw QueryError(
            .numberOfArgumentsDoesntMatch, "Incorrect number of arguments for aggregate function \(name)")
    }
}

/// Exact sets of keys of one width.
///
/// | bytes | content |
/// |---|---|
/// | varuint | number of keys |
/// | key width each | the keys, in any order |
protocol ExactSetKernel: StateKernel where State == KeySet<Key>, Input == [Key] {
    associatedtype Key: FixedWidthInteger & Sendable
    var hasher: RowHasher { get }
}

extension ExactSetKernel {
    var resultType: DataType { .uint64 }
    var emptyState: KeySet<Key> { KeySet() }

    func add(_ row: Int, of input: [Key], to state: inout KeySet<Key>) { _ = state.insert(input[row]) }

    func merge(_ other: KeySet<Key>, into state: inout KeySet<Key>) { state.formUnion(other) }

    func results(of states: [KeySet<Key>]) -> Column { .uint64(states.map { UInt64($0.count) }) }

    func write(_ state: KeySet<Key>, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        let width = hasher.keyWidth
        for key in state.keys {
            if width <= 8 {
                bytes.append(word: UInt64(truncatingIfNeeded: key), width: width)
            } else {
                bytes.append(littleEndian: key)
            }
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> KeySet<Key> {
        let width = hasher.keyWidth
        let count = try reader.count(ofSize: width)
        var state = KeySet<Key>()
        for _ in 0..<count {
            if width <= 8 {
                _ = state.insert(Key(truncatingIfNeeded: try reader.word(width: width)))
            } else {
                _ = state.insert(try reader.integer())
            }
        }
        return state
    }

    func heapBytes(of state: KeySet<Key>) -> Int { state.heapBytes }
}

struct WordSetKernel: ExactSetKernel {
    typealias Key = UInt64
    let hasher: RowHasher
    func input(_ arguments: [Column]) -> [UInt64] { hasher.words(of: arguments) ?? [] }
}

struct WideSetKernel: ExactSetKernel {
    typealias Key = UInt128
    let hasher: RowHasher
    func input(_ arguments: [Column]) -> [UInt128] {
        hasher.wideKeys(of: arguments, rowCount: arguments.first?.count ?? 0)
    }
}

struct WidestSetKernel: ExactSetKernel {
    typealias Key = UInt256
    let hasher: RowHasher
    func input(_ arguments: [Column]) -> [UInt256] { hasher.widestKeys(of: arguments) }
}

struct WordSetStates: KernelStates {
    let kernel: WordSetKernel
    var states: [KeySet<UInt64>] = []
}

struct WideSetStates: KernelStates {
    let kernel: WideSetKernel
    var states: [KeySet<UInt128>] = []
}

struct WidestSetStates: KernelStates {
    let kernel: WidestSetKernel
    var states: [KeySet<UInt256>] = []
}
