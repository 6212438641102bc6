import Columns
import Errors

/// `deltaSum(x)`: the sum of the growth from row to row; what falls is left out.
package struct DeltaSum: AggregateFunction {
    package static let name = "deltaSum"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The sum of the differences between one row and the next where they are positive.",
        examples: [.init(sql: "arrayReduce('deltaSum', [1, 2, 5, 1, 3])", result: "6")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard type.isInteger || type.isFloat, let word = WordType(type) else {
            throw illegalAggregateArgument(name, type)
        }
        return DeltaSumStates(kernel: DeltaSumKernel(word: word, time: nil, resultType: type))
    }
}

/// `deltaSumTimestamp(x, time)`: as `deltaSum`, with an order for states that are merged.
package struct DeltaSumTimestamp: AggregateFunction {
    package static let name = "deltaSumTimestamp"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The sum of positive differences between rows, states being merged in the order of a timestamp.",
        examples: [
            .init(
                sql: "arrayReduce('deltaSumTimestamp', [1, 2, 5, 1, 3]::Array(Int64), [1, 2, 3, 4, 5]::Array(Int64))",
                result: "6")
        ])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let (type, time) = try twoArguments(name, arguments)
        guard type.isDeltaSumTime, let word = WordType(type) else { throw illegalAggregateArgument(name, type) }
        guard time.isDeltaSumTime, let timeWord = WordType(time) else { throw illegalAggregateArgument(name, time) }
        return DeltaSumStates(kernel: DeltaSumKernel(word: word, time: timeWord, resultType: type))
    }
}

extension DataType {
    /// What `deltaSumTimestamp` is built for: numbers of 32 and 64 bits, Date and DateTime.
    fileprivate var isDeltaSumTime: Bool {
        switch self {
        case .int32, .int64, .uint32, .uint64, .float32, .float64, .date, .dateTime: true
        default: false
        }
    }
}

struct DeltaSumState: Sendable {
    /// Wrapping in 64 bits for integers, the bits of a double for floats.
    var sum: UInt64 = 0
    var first: UInt64 = 0
    var last: UInt64 = 0
    var firstTime: UInt64 = 0
    var lastTime: UInt64 = 0
    var isFilled = false
}

struct DeltaSumStates: KernelStates {
    let kernel: DeltaSumKernel
    var states: [DeltaSumState] = []
}

/// | bytes | content |
/// |---|---|
/// | width each | sum, first value, its time, last value, its time (times for `deltaSumTimestamp` only) |
/// | u8 | a row was taken |
struct DeltaSumKernel: StateKernel {
    let word: WordType
    let time: WordType?
    let resultType: DataType

    var emptyState: DeltaSumState { DeltaSumState() }

    func input(_ arguments: [Column]) -> (values: [UInt64], times: [UInt64]) {
        (word.words(of: arguments[0]), time.map { $0.words(of: arguments[1]) } ?? [])
    }

    func add(_ row: Int, of input: (values: [UInt64], times: [UInt64]), to state: inout DeltaSumState) {
        let value = input.values[row]
        if state.isFilled, isGreater(value, state.last) { state.sum = plus(state.sum, minus(value, state.last)) }
        if !state.isFilled {
            state.first = value
            if time != nil { state.firstTime = input.times[row] }
            state.isFilled = true
        }
        state.last = value
        if time != nil { state.lastTime = input.times[row] }
    }

    private func isGreater(_ a: UInt64, _ b: UInt64) -> Bool {
        word.isFloat ? word.double(a) > word.double(b) : word.orderKey(a) > word.orderKey(b)
    }

    private func plus(_ a: UInt64, _ b: UInt64) -> UInt64 {
        word.isFloat ? floatWord(word.double(a) + word.double(b)) : a &+ b
    }

    private func minus(_ a: UInt64, _ b: UInt64) -> UInt64 {
        word.isFloat ? floatWord(word.double(a) - word.double(b)) : a &- b
    }

    private func floatWord(_ value: Double) -> UInt64 {
        word.reading == .float32 ? UInt64(Float(value).bitPattern) : value.bitPattern
    }

    func merge(_ other: DeltaSumState, into state: inout DeltaSumState) {
        guard other.isFilled else { return }
        guard state.isFilled else {
            state = other
            return
        }
        if let time, isBefore(other, state, time) {
            var joined = other
            join(state, behind: &joined)
            state = joined
        } else {
            join(other, behind: &state)
        }
    }

    /// `a` ends before `b` begins.
    private func isBefore(_ a: DeltaSumState, _ b: DeltaSumState, _ time: WordType) -> Bool {
        let end = time.orderKey(a.lastTime)
        let start = time.orderKey(b.firstTime)
        if end != start { return end < start }
        return time.orderKey(a.lastTime) < time.orderKey(b.lastTime)
            || time.orderKey(a.firstTime) < time.orderKey(b.firstTime)
    }

    private func join(_ later: DeltaSumState, behind state: inout DeltaSumState) {
        if isGreater(later.first, state.last) { state.sum = plus(state.sum, minus(later.first, state.last)) }
        state.sum = plus(state.sum, later.sum)
        state.last = later.last
        state.lastTime = later.lastTime
    }

    func results(of states: [DeltaSumState]) -> Column { word.column(of: states.map(\.sum)) }

    func write(_ state: DeltaSumState, into bytes: inout [UInt8]) {
        bytes.append(word: state.sum, width: word.width)
        bytes.append(word: state.first, width: word.width)
        if let time { bytes.append(word: state.firstTime, width: time.width) }
        bytes.append(word: state.last, width: word.width)
        if let time { bytes.append(word: state.lastTime, width: time.width) }
        bytes.append(state.isFilled ? 1 : 0)
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> DeltaSumState {
        var state = DeltaSumState()
        state.sum = try word.read(&reader)
        state.first = try word.read(&reader)
        if let time { state.firstTime = try time.read(&reader) }
        state.last = try word.read(&reader)
        if let time { state.lastTime = try time.read(&reader) }
        state.isFilled = try reader.byte() != 0
        return state
    }
}
