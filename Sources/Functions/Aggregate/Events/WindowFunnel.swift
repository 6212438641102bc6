import Columns
import Errors

/// `windowFunnel(window, mode, …)(timestamp, condition, …)`.
package struct WindowFunnel: AggregateFunction {
    package static let name = "windowFunnel"
    package static let documentation = FunctionDocumentation(
        summary: "How many of the conditions held one after the other within a window of time.",
        examples: [.init(sql: "arrayReduce('windowFunnel(10)', [1, 2], [1, 0], [0, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        guard let first = parameters.first, let window: UInt64 = first.exactInteger() else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Aggregate function \(name) requires a window: \(name)(window)(timestamp, …)")
        }
        guard arguments.count >= 2, arguments.count <= 33 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Aggregate function \(name) requires one timestamp argument and at least one event condition")
        }
        let time = arguments[0]
        guard time.isUnsignedInteger || time == .date || time.isDateTimeOrDateTime64, let word = WordType(time) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(time.name) of first argument of aggregate function \(name), must be Unsigned Number, "
                    + "Date, DateTime")
        }
        for type in arguments.dropFirst() where type != .uint8 && type != .bool {
            throw illegalAggregateArgument(name, type)
        }
        var modes: Set<FunnelMode> = []
        for parameter in parameters.dropFirst() {
            guard case .string(let text) = parameter,
                let mode = FunnelMode(rawValue: String(decoding: text, as: UTF8.self))
            else {
                throw QueryError(
                    .badArguments, "Aggregate function \(name) doesn't support a parameter: \(parameter.literal)")
            }
            modes.insert(mode)
        }
        return FunnelStates(
            kernel: FunnelKernel(word: word, window: window, eventCount: arguments.count - 1, modes: modes))
    }
}

extension DataType {
    fileprivate var isDateTimeOrDateTime64: Bool {
        switch self {
        case .dateTime, .dateTime64: true
        default: false
        }
    }
}

/// What `windowFunnel` refuses to pass over.
enum FunnelMode: String, Sendable {
    /// The same event twice ends the chain.
    case strictDeduplication = "strict_deduplication"
    /// No other events in between.
    case strictOrder = "strict_order"
    /// Times must grow.
    case strictIncrease = "strict_increase"
}

struct FunnelStates: KernelStates {
    let kernel: FunnelKernel
    var states: [FunnelKernel.Events] = []
}

/// | bytes | content |
/// |---|---|
/// | u8 | the events are sorted |
/// | u64 | number of events |
/// | each | time, u8 number of the condition from 1 |
struct FunnelKernel: StateKernel {
    struct Events: Sendable {
        var isSorted = true
        var list: [(time: UInt64, event: UInt8)] = []
    }

    let word: WordType
    let window: UInt64
    let eventCount: Int
    let modes: Set<FunnelMode>

    var resultType: DataType { .uint8 }
    var emptyState: Events { Events() }

    /// Times in ClickHouse's state: two bytes for dates, four or eight for others.
    private var width: Int { max(4, word.width) }

    func input(_ arguments: [Column]) -> (times: [UInt64], bits: [UInt32]) {
        (word.words(of: arguments[0]), conditionBits(Array(arguments.dropFirst())))
    }

    func add(_ row: Int, of input: (times: [UInt64], bits: [UInt32]), to state: inout Events) {
        let bits = input.bits[row]
        // Later conditions first, so that one row is not two steps of a chain.
        for event in (0..<eventCount).reversed() where bits >> UInt32(event) & 1 == 1 {
            append(input.times[row], UInt8(event + 1), &state)
        }
        if bits == 0, modes.contains(.strictOrder) { append(input.times[row], 0, &state) }
    }

    private func append(_ time: UInt64, _ event: UInt8, _ state: inout Events) {
        if state.isSorted, let last = state.list.last {
            state.isSorted = last.time == time ? last.event <= event : last.time <= time
        }
        state.list.append((time, event))
    }

    func merge(_ other: Events, into state: inout Events) {
        guard !other.list.isEmpty else { return }
        state.list = sorted(state) + sorted(other)
        state.isSorted = false
        state.list = sorted(state)
        state.isSorted = true
    }

    private func sorted(_ state: Events) -> [(time: UInt64, event: UInt8)] {
        if state.isSorted { return state.list }
        let order = state.list.indices.sorted { a, b in
            let (left, right) = (state.list[a], state.list[b])
            if left.time != right.time { return left.time < right.time }
            return left.event != right.event ? left.event < right.event : a < b
        }
        return order.map { state.list[$0] }
    }

    func results(of states: [Events]) -> Column { .uint8(states.map { UInt8(truncatingIfNeeded: level(of: $0)) }) }

    /// The longest chain: for each condition, when its chain began and when it was reached itself.
    private func level(of state: Events) -> Int {
        var reached = [(first: UInt64, last: UInt64)?](repeating: nil, count: eventCount)
        var hasFirst = false
        let events = sorted(state)
        for (place, (time, event)) in events.enumerated() {
            let step = Int(event) - 1
            if step < 0 {
                if modes.contains(.strictOrder), hasFirst { break }
                continue
            }
            if step == 0 {
                reached[0] = (time, time)
                hasFirst = true
                continue
            }
            if modes.contains(.strictDeduplication), reached[step] != nil { return Int(events[place - 1].event) }
            if modes.contains(.strictOrder), hasFirst, reached[step - 1] == nil {
                if let missing = reached.firstIndex(where: { $0 == nil }) { return missing }
            }
            guard let before = reached[step - 1] else { continue }
            var isInTime = time <= before.first &+ window || before.first &+ window < before.first
            if isInTime, modes.contains(.strictIncrease) { isInTime = before.last < time }
            guard isInTime else { continue }
            reached[step] = (before.first, time)
            if step + 1 == eventCount { return eventCount }
        }
        return (reached.lastIndex { $0 != nil } ?? -1) + 1
    }

    func write(_ state: Events, into bytes: inout [UInt8]) {
        bytes.append(state.isSorted ? 1 : 0)
        bytes.append(littleEndian: UInt64(state.list.count))
        for (time, event) in state.list {
            bytes.append(word: time, width: width)
            bytes.append(event)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> Events {
        var state = Events()
        state.isSorted = try reader.byte() != 0
        let count = try reader.checked(try reader.integer(), ofSize: width + 1)
        for _ in 0..<count {
            let time = try reader.word(width: width)
            let event = try reader.byte()
            guard Int(event) <= eventCount else { throw StateReader.broken("there is no condition \(event)") }
            state.list.append((time, event))
        }
        return state
    }

    func heapBytes(of state: Events) -> Int { state.list.count * 16 }
}
