import Columns
import Errors

/// A statistic of all pairs of values of two arguments, which are kept until the end.
protocol SampleStatistic: AggregateFunction {
    static var parameterCounts: ClosedRange<Int> { get }
    static func resultType(_ parameters: [Value]) throws(QueryError) -> DataType
    static func result(_ samples: PairSamples, _ parameters: [Value]) throws(QueryError) -> Value
}

extension SampleStatistic {
    static var parameterCounts: ClosedRange<Int> { 0...0 }

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        if parameterCounts == 0...0 { try checkNoParameters(name, parameters) }
        try checkParameterCount(name, parameters, parameterCounts)
        let (x, y) = try twoArguments(name, arguments)
        let kernel = SampleStatisticKernel(
            x: try DoubleReader(x, of: name), y: try DoubleReader(y, of: name), statistic: Self.self,
            parameters: parameters, resultType: try resultType(parameters))
        return SampleStatisticStates(kernel: kernel)
    }
}

struct SampleStatisticStates: KernelStates {
    let kernel: SampleStatisticKernel
    var states: [PairSamples] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint, varuint | number of x, of y |
/// | f64 each | all x, all y |
struct SampleStatisticKernel: StateKernel {
    let x: DoubleReader
    let y: DoubleReader
    let statistic: any SampleStatistic.Type
    let parameters: [Value]
    let resultType: DataType

    var emptyState: PairSamples { PairSamples() }

    func input(_ arguments: [Column]) -> (x: [Double], y: [Double]) {
        (x.doubles(of: arguments[0]), y.doubles(of: arguments[1]))
    }

    func add(_ row: Int, of input: (x: [Double], y: [Double]), to state: inout PairSamples) {
        state.x.append(input.x[row])
        state.y.append(input.y[row])
    }

    func merge(_ other: PairSamples, into state: inout PairSamples) {
        state.x.append(contentsOf: other.x)
        state.y.append(contentsOf: other.y)
    }

    func results(of states: [PairSamples]) throws(QueryError) -> Column {
        var values: [Value] = []
        for state in states { values.append(try statistic.result(state, parameters)) }
        return try Column(values, as: resultType)
    }

    func write(_ state: PairSamples, into bytes: inout [UInt8]) { writePairs(state, into: &bytes) }
    func read(_ reader: inout StateReader) throws(QueryError) -> PairSamples { try readPairs(&reader) }
    func heapBytes(of state: PairSamples) -> Int { state.x.count * 16 }
}

/// Types and parts that tests of samples share.
enum SampleTest {
    static func type(_ statistic: String, interval: Bool = false) -> DataType {
        var names = [statistic, "p_value"]
        if interval { names += ["confidence_interval_low", "confidence_interval_high"] }
        return .tuple(names.map { TupleElement($0, .float64) })
    }

    static func values(_ numbers: [Double]) -> Value { .tuple(numbers.map { .float64($0) }) }

    /// The values whose label is 0, and the others.
    static func split(_ samples: PairSamples) -> (first: [Double], second: [Double]) {
        var (first, second): ([Double], [Double]) = ([], [])
        for (value, label) in zip(samples.x, samples.y) {
            if label == 0 { first.append(value) } else { second.append(value) }
        }
        return (first, second)
    }

    static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// The sum of the squared distances from the mean.
    static func spread(_ values: [Double]) -> Double {
        let (count, sum, mean) = (Double(values.count), values.reduce(0, +), mean(values))
        // Of the sums, as ClickHouse has it, whose last digits show.
        return values.reduce(0) { $0 + $1 * $1 } + count * mean * mean - 2 * mean * sum
    }

    static func confidence(_ name: String, _ parameter: Value) throws(QueryError) -> Double {
        let level = try numberParameter(name, parameter)
        guard level > 0, level < 1 else {
            throw QueryError(.badArguments, "Confidence level parameter must be between 0 and 1 in function \(name)")
        }
        return level
    }
}
