import Columns
import Errors

/// Means, squared deviations and co-moment of pairs, updated pair by pair.
///
/// | bytes | content |
/// |---|---|
/// | varuint | n |
/// | f64 each | mean of x, mean of y, co-moment, and for `corrStable` Σ(x - mean)², Σ(y - mean)² |
struct StableCovariance: Sendable {
    var count: UInt64 = 0
    var meanX = 0.0
    var meanY = 0.0
    var comoment = 0.0
    var squaresX = 0.0
    var squaresY = 0.0

    mutating func add(_ x: Double, _ y: Double) {
        let deltaX = x - meanX
        let deltaY = y - meanY
        let before = meanY
        count &+= 1
        meanX += deltaX / Double(count)
        meanY += deltaY / Double(count)
        comoment += (x - meanX) * (y - before)
        squaresX += deltaX * (x - meanX)
        squaresY += deltaY * (y - meanY)
    }

    mutating func merge(_ other: StableCovariance) {
        let total = count &+ other.count
        guard total > 0 else { return }
        let factor = Double(count) * Double(other.count) / Double(total)
        let deltaX = meanX - other.meanX
        let deltaY = meanY - other.meanY
        meanX = StableVariance.mean(meanX, count, other.meanX, other.count)
        meanY = StableVariance.mean(meanY, count, other.meanY, other.count)
        comoment += other.comoment + deltaX * deltaY * factor
        squaresX += other.squaresX + deltaX * deltaX * factor
        squaresY += other.squaresY + deltaY * deltaY * factor
        count = total
    }
}

struct StableCovarianceKernel: StateKernel {
    let statistic: PairStatistic
    let x: DoubleReader
    let y: DoubleReader

    var resultType: DataType { .float64 }
    var emptyState: StableCovariance { StableCovariance() }

    func input(_ arguments: [Column]) -> (x: [Double], y: [Double]) {
        (x.doubles(of: arguments[0]), y.doubles(of: arguments[1]))
    }

    func add(_ row: Int, of input: (x: [Double], y: [Double]), to state: inout StableCovariance) {
        state.add(input.x[row], input.y[row])
    }

    func merge(_ other: StableCovariance, into state: inout StableCovariance) { state.merge(other) }

    func write(_ state: StableCovariance, into bytes: inout [UInt8]) {
        bytes.append(varuint: state.count)
        bytes.append(littleEndian: state.meanX)
        bytes.append(littleEndian: state.meanY)
        bytes.append(littleEndian: state.comoment)
        guard statistic == .corr else { return }
        bytes.append(littleEndian: state.squaresX)
        bytes.append(littleEndian: state.squaresY)
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> StableCovariance {
        var state = StableCovariance()
        state.count = try reader.varuint()
        state.meanX = try reader.double()
        state.meanY = try reader.double()
        state.comoment = try reader.double()
        guard statistic == .corr else { return state }
        state.squaresX = try reader.double()
        state.squaresY = try reader.double()
        return state
    }

    func results(of states: [StableCovariance]) -> Column { .float64(states.map { value(of: $0) }) }

    private func value(of state: StableCovariance) -> Double {
        switch statistic {
        case .covarPop: state.count < 1 ? .infinity : state.comoment / Double(state.count)
        case .covarSamp: state.count < 2 ? .infinity : state.comoment / Double(state.count - 1)
        case .corr:
            state.count < 2 ? .infinity : state.comoment / (state.squaresX.squareRoot() * state.squaresY.squareRoot())
        }
    }
}

struct StableCovarianceStates: KernelStates {
    let kernel: StableCovarianceKernel
    var states: [StableCovariance] = []
}

/// The aggregate functions of one statistic each.
protocol StableCovarianceFunction: AggregateFunction {
    static var statistic: PairStatistic { get }
}

extension StableCovarianceFunction {
    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let (x, y) = try twoArguments(name, arguments)
        return StableCovarianceStates(
            kernel: StableCovarianceKernel(
                statistic: statistic, x: try DoubleReader(x, of: name), y: try DoubleReader(y, of: name)))
    }
}

/// `covarPopStable(x, y)`.
package struct CovarPopStable: StableCovarianceFunction {
    package static let name = "covarPopStable"
    package static let documentation = FunctionDocumentation(
        summary: "The population covariance, slower and numerically stable.",
        examples: [.init(sql: "arrayReduce('covarPopStable', [1, 2, 3], [1, 2, 3])", result: "0.6666666666666666")])
    static let statistic = PairStatistic.covarPop
}

/// `covarSampStable(x, y)`.
package struct CovarSampStable: StableCovarianceFunction {
    package static let name = "covarSampStable"
    package static let documentation = FunctionDocumentation(
        summary: "The sample covariance, slower and numerically stable.",
        examples: [.init(sql: "arrayReduce('covarSampStable', [1, 2, 3], [1, 2, 3])", result: "1")])
    static let statistic = PairStatistic.covarSamp
}

/// `corrStable(x, y)`.
package struct CorrStable: StableCovarianceFunction {
    package static let name = "corrStable"
    package static let documentation = FunctionDocumentation(
        summary: "Pearson's correlation, slower and numerically stable.",
        examples: [.init(sql: "round(arrayReduce('corrStable', [1, 2, 3], [1, 2, 3]), 9)", result: "1")])
    static let statistic = PairStatistic.corr
}
