import Columns
import Errors
import Glibc

/// `exponentialMovingAverage(half decay)(value, time)`: the mean that weighs what is older less and less.
package struct ExponentialMovingAverage: AggregateFunction {
    package static let name = "exponentialMovingAverage"
    package static let documentation = FunctionDocumentation(
        summary: "The exponentially smoothed moving average of values at times, with a half-life in units of time.",
        examples: [.init(sql: "arrayReduce('exponentialMovingAverage(1)', [1], [1])", result: "0.5")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkParameterCount(name, parameters, 1...1)
        let (value, time) = try twoArguments(name, arguments)
        let halfDecay = try numberParameter(name, parameters[0])
        guard let word = WordType(time), time.isNumber || time.isDateOrDateTime else {
            throw illegalAggregateArgument(name, time)
        }
        return SmoothedStates(
            kernel: SmoothedKernel(value: try DoubleReader(value, of: name), time: word, halfDecay: halfDecay))
    }
}

struct SmoothedValue: Sendable {
    var value = 0.0
    var time = 0.0
}

struct SmoothedStates: KernelStates {
    let kernel: SmoothedKernel
    var states: [SmoothedValue] = []
}

/// | bytes | content |
/// |---|---|
/// | f64 | weighted sum at the time |
/// | f64 | time |
struct SmoothedKernel: StateKernel {
    let value: DoubleReader
    let time: WordType
    let halfDecay: Double

    var resultType: DataType { .float64 }
    var emptyState: SmoothedValue { SmoothedValue() }

    func input(_ arguments: [Column]) -> (values: [Double], times: [Double]) {
        (value.doubles(of: arguments[0]), time.doubles(time.words(of: arguments[1])))
    }

    func add(_ row: Int, of input: (values: [Double], times: [Double]), to state: inout SmoothedValue) {
        merge(SmoothedValue(value: input.values[row], time: input.times[row]), into: &state)
    }

    private func scale(_ passed: Double) -> Double { exp2(-passed / halfDecay) }

    func merge(_ other: SmoothedValue, into state: inout SmoothedValue) {
        if state.time > other.time {
            state.value += other.value * scale(state.time - other.time)
        } else if state.time < other.time {
            state = SmoothedValue(value: other.value + state.value * scale(other.time - state.time), time: other.time)
        } else {
            state.value += other.value
        }
    }

    func results(of states: [SmoothedValue]) -> Column {
        let weights = 1 / (1 - scale(1))
        return .float64(states.map { $0.value / weights })
    }

    func write(_ state: SmoothedValue, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: state.value)
        bytes.append(littleEndian: state.time)
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> SmoothedValue {
        SmoothedValue(value: try reader.double(), time: try reader.double())
    }
}
