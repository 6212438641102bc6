import Columns
import Errors

/// `intervalLengthSum(start, end)`.
package struct IntervalLengthSum: AggregateFunction {
    package static let name = "intervalLengthSum"
    package static let documentation = FunctionDocumentation(
        summary: "The total length of all intervals, what overlaps counted once.",
        examples: [.init(sql: "arrayReduce('intervalLengthSum', [1, 3], [5, 7])", result: "6")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let (start, end) = try twoArguments(name, arguments)
        guard start.isInteger || start.isFloat || start == .date || start.isDateOrDateTime, start == end,
            let word = WordType(start)
        else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Arguments of aggregate function \(name) must be numbers, dates or times of one type: \(start.name), "
                    + end.name)
        }
        return IntervalStates(kernel: IntervalKernel(word: word))
    }
}

struct IntervalStates: KernelStates {
    let kernel: IntervalKernel
    var states: [IntervalKernel.Intervals] = []
}

/// | bytes | content |
/// |---|---|
/// | u8 | the intervals are sorted and joined |
/// | u64 | number of intervals |
/// | each | start, end |
struct IntervalKernel: StateKernel {
    struct Intervals: Sendable {
        var isSorted = false
        var list: [(start: UInt64, end: UInt64)] = []
    }

    let word: WordType

    var resultType: DataType { word.isFloat ? .float64 : .uint64 }
    var emptyState: Intervals { Intervals() }

    func input(_ arguments: [Column]) -> (starts: [UInt64], ends: [UInt64]) {
        (word.words(of: arguments[0]), word.words(of: arguments[1]))
    }

    func add(_ row: Int, of input: (starts: [UInt64], ends: [UInt64]), to state: inout Intervals) {
        let (start, end) = (input.starts[row], input.ends[row])
        let key = (word.orderKey(start), word.orderKey(end))
        if word.isFloat, word.isNaN(start) || word.isNaN(end) { return }
        if key.0 == key.1 { return }
        let isRight = key.0 < key.1
        if state.isSorted, let last = state.list.last {
            state.isSorted = word.orderKey(last.start) <= min(key.0, key.1)
        }
        state.list.append(isRight ? (start, end) : (end, start))
    }

    func merge(_ other: Intervals, into state: inout Intervals) {
        if state.list.isEmpty {
            state = other
        } else if !other.list.isEmpty {
            state.list.append(contentsOf: other.list)
            state.isSorted = false
        }
    }

    /// The intervals in order, those that touch made one.
    private func joined(_ state: Intervals) -> [(start: UInt64, end: UInt64)] {
        var result: [(start: UInt64, end: UInt64)] = []
        for next in state.list.sorted(by: { word.orderKey($0.start) < word.orderKey($1.start) }) {
            if let last = result.last, word.orderKey(next.start) <= word.orderKey(last.end) {
                if word.orderKey(next.end) > word.orderKey(last.end) { result[result.count - 1].end = next.end }
            } else {
                result.append(next)
            }
        }
        return result
    }

    func results(of states: [Intervals]) -> Column {
        if word.isFloat {
            return .float64(
                states.map { state in joined(state).reduce(0.0) { $0 + word.double($1.end) - word.double($1.start) } })
        }
        return .uint64(states.map { state in joined(state).reduce(UInt64(0)) { $0 &+ ($1.end &- $1.start) } })
    }

    func write(_ state: Intervals, into bytes: inout [UInt8]) {
        bytes.append(state.isSorted ? 1 : 0)
        bytes.append(littleEndian: UInt64(state.list.count))
        for interval in state.list {
            bytes.append(word: interval.start, width: word.width)
            bytes.append(word: interval.end, width: word.width)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> Intervals {
        var state = Intervals()
        state.isSorted = try reader.byte() != 0
        let count = try reader.checked(try reader.integer(), ofSize: 2 * word.width)
        for _ in 0..<count { state.list.append((try word.read(&reader), try word.read(&reader))) }
        return state
    }

    func heapBytes(of state: Intervals) -> Int { state.list.count * 16 }
}
