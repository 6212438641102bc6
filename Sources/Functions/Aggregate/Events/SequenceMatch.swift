import Columns
import Errors

/// `sequenceMatch(pattern)(timestamp, condition, …)`.
package struct SequenceMatch: AggregateFunction {
    package static let name = "sequenceMatch"
    package static let documentation = FunctionDocumentation(
        summary: "The events match the pattern somewhere: 1 or 0.",
        examples: [.init(sql: "arrayReduce('sequenceMatch(\\'(?1)(?2)\\')', [1, 2], [1, 0], [0, 1])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try sequenceStates(name, parameters, arguments, isCount: false)
    }
}

/// `sequenceCount(pattern)(timestamp, condition, …)`.
package struct SequenceCount: AggregateFunction {
    package static let name = "sequenceCount"
    package static let documentation = FunctionDocumentation(
        summary: "How often the events match the pattern, one match behind the other.",
        examples: [.init(sql: "arrayReduce('sequenceCount(\\'(?1)(?2)\\')', [1, 2], [1, 0], [0, 1])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try sequenceStates(name, parameters, arguments, isCount: true)
    }
}

private func sequenceStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isCount: Bool
) throws(QueryError) -> any AggregateStates {
    guard parameters.count == 1, case .string(let text) = parameters[0] else {
        throw QueryError(
            .numberOfArgumentsDoesntMatch, "Aggregate function \(name) requires exactly one parameter, a pattern.")
    }
    guard arguments.count >= 3, arguments.count <= 33 else {
        throw QueryError(
            .numberOfArgumentsDoesntMatch,
            "Aggregate function \(name) requires a timestamp and two to 32 event conditions.")
    }
    let time = arguments[0]
    guard time.isUnsignedInteger || time == .date || time.isTimeOfSeconds, let word = WordType(time) else {
        throw QueryError(
            .illegalTypeOfArgument,
            "Illegal type \(time.name) of first argument of aggregate function \(name), must be DateTime")
    }
    for type in arguments.dropFirst() where type != .uint8 && type != .bool {
        throw illegalAggregateArgument(name, type)
    }
    let pattern = try SequencePattern(String(decoding: text, as: UTF8.self), eventCount: arguments.count - 1)
    return SequenceStates(kernel: SequenceKernel(word: word, pattern: pattern, isCount: isCount))
}

extension DataType {
    fileprivate var isTimeOfSeconds: Bool { if case .dateTime = self { true } else { false } }
}

struct SequenceStates: KernelStates {
    let kernel: SequenceKernel
    var states: [SequenceKernel.Events] = []
}

/// | bytes | content |
/// |---|---|
/// | u8 | the events are sorted |
/// | u64 | number of events |
/// | each | time, u64 a bit for each condition that holds |
struct SequenceKernel: StateKernel {
    struct Events: Sendable {
        var isSorted = true
        var list: [(time: UInt64, bits: UInt32)] = []
    }

    let word: WordType
    let pattern: SequencePattern
    let isCount: Bool

    var resultType: DataType { isCount ? .uint64 : .uint8 }
    var emptyState: Events { Events() }

    func input(_ arguments: [Column]) -> (times: [UInt64], bits: [UInt32]) {
        (word.words(of: arguments[0]), conditionBits(Array(arguments.dropFirst())))
    }

    func add(_ row: Int, of input: (times: [UInt64], bits: [UInt32]), to state: inout Events) {
        guard input.bits[row] != 0 else { return }
        state.list.append((input.times[row], input.bits[row]))
        state.isSorted = false
    }

    func merge(_ other: Events, into state: inout Events) {
        guard !other.list.isEmpty else { return }
        state.list.append(contentsOf: other.list)
        state.isSorted = false
    }

    private func sorted(_ state: Events) -> [(time: UInt64, bits: UInt32)] {
        let order = state.list.indices.sorted {
            state.list[$0].time != state.list[$1].time ? state.list[$0].time < state.list[$1].time : $0 < $1
        }
        return order.map { state.list[$0] }
    }

    func results(of states: [Events]) throws(QueryError) -> Column {
        var counts: [UInt64] = []
        for state in states { counts.append(try matches(sorted(state))) }
        return isCount ? .uint64(counts) : .uint8(counts.map { $0 > 0 ? 1 : 0 })
    }

    private func matches(_ events: [(time: UInt64, bits: UInt32)]) throws(QueryError) -> UInt64 {
        guard isCount else {
            // A pattern of anything matches no events too.
            if events.isEmpty { return pattern.steps.allSatisfy { $0 == .anyNumber } ? 1 : 0 }
            return try pattern.match(events, from: 0) == nil ? 0 : 1
        }
        var count: UInt64 = 0
        var start = 0
        while start < events.count, let end = try pattern.match(events, from: start) {
            count += 1
            start = max(end, start + 1)
        }
        return count
    }

    func write(_ state: Events, into bytes: inout [UInt8]) {
        bytes.append(state.isSorted ? 1 : 0)
        bytes.append(littleEndian: UInt64(state.list.count))
        for event in state.list {
            bytes.append(word: event.time, width: word.width)
            bytes.append(littleEndian: UInt64(event.bits))
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> Events {
        var state = Events()
        state.isSorted = try reader.byte() != 0
        let count = try reader.checked(try reader.integer(), ofSize: word.width + 8)
        for _ in 0..<count {
            let time = try word.read(&reader)
            let bits: UInt64 = try reader.integer()
            state.list.append((time, UInt32(truncatingIfNeeded: bits)))
        }
        return state
    }

    func heapBytes(of state: Events) -> Int { state.list.count * 16 }
}
