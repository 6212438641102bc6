import Columns
import Errors

/// Means and squared deviations, updated value by value without cancellation (Welford).
///
/// | bytes | content |
/// |---|---|
/// | varuint | n |
/// | f64 | mean |
/// | f64 | Σ(x - mean)² |
struct StableVariance: Sendable {
    private(set) var count: UInt64 = 0
    private var mean = 0.0
    private(set) var squares = 0.0

    init() {}

    mutating func add(_ value: Double) {
        let delta = value - mean
        count &+= 1
        mean += delta / Double(count)
        squares += delta * (value - mean)
    }

    mutating func merge(_ other: StableVariance) {
        let total = count &+ other.count
        guard total > 0 else { return }
        let factor = Double(count) * Double(other.count) / Double(total)
        let delta = mean - other.mean
        mean = StableVariance.mean(mean, count, other.mean, other.count)
        squares += other.squares + delta * delta * factor
        count = total
    }

    /// The mean of two samples: weighted where they are about as large, else by the step from one to the other.
    static func mean(_ a: Double, _ countA: UInt64, _ b: Double, _ countB: UInt64) -> Double {
        let total = Double(countA &+ countB)
        let least = min(countA, countB)
        let most = max(countA, countB)
        if least > 10_000, 1 - Double(least) / Double(most) < 0.001 {
            return (Double(countB) * b + Double(countA) * a) / total
        }
        return b + (a - b) * (Double(countA) / total)
    }

    func write(into bytes: inout [UInt8]) {
        bytes.append(varuint: count)
        bytes.append(littleEndian: mean)
        bytes.append(littleEndian: squares)
    }

    init(_ reader: inout StateReader) throws(QueryError) {
        count = try reader.varuint()
        mean = try reader.double()
        squares = try reader.double()
    }
}

struct StableVarianceKernel: StateKernel {
    let statistic: MomentStatistic
    let reader: DoubleReader

    var resultType: DataType { .float64 }
    var emptyState: StableVariance { StableVariance() }
    func input(_ arguments: [Column]) -> [Double] { reader.doubles(of: arguments[0]) }
    func add(_ row: Int, of input: [Double], to state: inout StableVariance) { state.add(input[row]) }
    func merge(_ other: StableVariance, into state: inout StableVariance) { state.merge(other) }
    func write(_ state: StableVariance, into bytes: inout [UInt8]) { state.write(into: &bytes) }
    func read(_ reader: inout StateReader) throws(QueryError) -> StableVariance { try StableVariance(&reader) }

    func results(of states: [StableVariance]) -> Column { .float64(states.map { value(of: $0) }) }

    private func value(of state: StableVariance) -> Double {
        let isSample = statistic == .varSamp || statistic == .stddevSamp
        guard state.count > (isSample ? 1 : 0) else { return .infinity }
        // One value does not vary, not even NaN.
        guard state.count > 1 else { return 0 }
        let variance = state.squares / Double(isSample ? state.count - 1 : state.count)
        return statistic == .stddevPop || statistic == .stddevSamp ? variance.squareRoot() : variance
    }
}

struct StableVarianceStates: KernelStates {
    let kernel: StableVarianceKernel
    var states: [StableVariance] = []
}

/// The aggregate functions of one statistic each.
protocol StableVarianceFunction: AggregateFunction {
    static var statistic: MomentStatistic { get }
}

extension StableVarianceFunction {
    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        return StableVarianceStates(
            kernel: StableVarianceKernel(statistic: statistic, reader: try DoubleReader(type, of: name)))
    }
}

/// `varPopStable(x)`.
package struct VarPopStable: StableVarianceFunction {
    package static let name = "varPopStable"
    package static let documentation = FunctionDocumentation(
        summary: "The population variance, slower and numerically stable.",
        examples: [.init(sql: "arrayReduce('varPopStable', [1, 2, 3])", result: "0.6666666666666666")])
    static let statistic = MomentStatistic.varPop
}

/// `varSampStable(x)`.
package struct VarSampStable: StableVarianceFunction {
    package static let name = "varSampStable"
    package static let documentation = FunctionDocumentation(
        summary: "The sample variance, slower and numerically stable.",
        examples: [.init(sql: "arrayReduce('varSampStable', [1, 2, 3])", result: "1")])
    static let statistic = MomentStatistic.varSamp
}

/// `stddevPopStable(x)`.
package struct StddevPopStable: StableVarianceFunction {
    package static let name = "stddevPopStable"
    package static let documentation = FunctionDocumentation(
        summary: "The population standard deviation, slower and numerically stable.",
        examples: [.init(sql: "arrayReduce('stddevPopStable', [1, 2, 3])", result: "0.816496580927726")])
    static let statistic = MomentStatistic.stddevPop
}

/// `stddevSampStable(x)`.
package struct StddevSampStable: StableVarianceFunction {
    package static let name = "stddevSampStable"
    package static let documentation = FunctionDocumentation(
        summary: "The sample standard deviation, slower and numerically stable.",
        examples: [.init(sql: "arrayReduce('stddevSampStable', [1, 2, 3])", result: "1")])
    static let statistic = MomentStatistic.stddevSamp
}
