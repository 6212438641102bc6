import Columns
import Errors

/// `uniqUpTo(N)(x, …)`: the number of different values if it is at most N, else N + 1.
package struct UniqUpTo: AggregateFunction {
    package static let name = "uniqUpTo"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of different values up to a limit, and the limit plus one if there are more.",
        examples: [.init(sql: "arrayReduce('uniqUpTo(2)', [1, 2, 3, 4])", result: "3")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkParameterCount(name, parameters, 0...1)
        try checkSomeArguments(name, arguments)
        let limit =
            parameters.isEmpty
            ? 10 : try integerParameter(name, parameters[0], in: 0...100, outside: .argumentOutOfBound)
        return UniqUpToStates(kernel: UniqUpToKernel(hasher: RowHasher(arguments), limit: limit))
    }
}

struct UniqUpToStates: KernelStates {
    let kernel: UniqUpToKernel
    var states: [[UInt128]] = []
}

/// | bytes | content |
/// |---|---|
/// | u8 | number of keys, N + 1 if there are more than N |
/// | key width each | the keys, unless there are more |
struct UniqUpToKernel: StateKernel {
    let hasher: RowHasher
    let limit: Int

    var resultType: DataType { .uint64 }
    var emptyState: [UInt128] { [] }

    private var width: Int {
        switch hasher.kind {
        case .number(let word): hasher.isIPv4 ? 8 : word.width
        case .wide: isRaw ? 16 : 8
        case .bytes, .contiguous, .exact: 8
        }
    }

    /// UUIDs and Int128 are kept as they are.
    private var isRaw: Bool { hasher.kind == .wide && hasher.keyWidth == 16 && !hasher.isUInt128 }

    func input(_ arguments: [Column]) -> [UInt128] {
        if hasher.isIPv4 { return hasher.rawHashes(of: arguments[0]).map { UInt128($0) } }
        if let words = hasher.words(of: arguments) { return words.map { UInt128($0) } }
        let rowCount = arguments.first?.count ?? 0
        if hasher.kind == .wide, !isRaw { return hasher.sipHashes(of: arguments).map { UInt128($0) } }
        if isRaw { return hasher.wideKeys(of: arguments, rowCount: rowCount) }
        return hasher.hashes(of: arguments, rowCount: rowCount).map { UInt128($0) }
    }

    func add(_ row: Int, of input: [UInt128], to state: inout [UInt128]) { insert(input[row], &state) }

    private func insert(_ key: UInt128, _ state: inout [UInt128]) {
        if state.count <= limit, !state.contains(key) { state.append(key) }
    }

    func merge(_ other: [UInt128], into state: inout [UInt128]) {
        if other.count > limit { state = other }
        for key in other { insert(key, &state) }
    }

    func results(of states: [[UInt128]]) -> Column { .uint64(states.map { UInt64($0.count) }) }

    func write(_ state: [UInt128], into bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: state.count))
        guard state.count <= limit else { return }
        for key in state { writeKey(key, into: &bytes) }
    }

    private func writeKey(_ key: UInt128, into bytes: inout [UInt8]) {
        if width <= 8 {
            bytes.append(word: UInt64(truncatingIfNeeded: key), width: width)
        } else {
            bytes.append(littleEndian: key)
            bytes.append(contentsOf: repeatElement(0, count: width - 16))
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [UInt128] {
        let count = Int(try reader.byte())
        guard count <= limit else { return [UInt128](repeating: 0, count: limit + 1) }
        var state: [UInt128] = []
        for _ in 0..<count {
            if width <= 8 {
                state.append(UInt128(try reader.word(width: width)))
            } else {
                state.append(try reader.integer())
                _ = try reader.take(width - 16)
            }
        }
        return state
    }

    func heapBytes(of state: [UInt128]) -> Int { state.count * 16 }
}
