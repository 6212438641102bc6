import Columns
import Errors
import Glibc

private func sketchStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool
) throws(QueryError) -> any AggregateStates {
    guard let first = parameters.first else {
        throw QueryError(
            .numberOfArgumentsDoesntMatch,
            "Aggregate function \(name) requires relative accuracy as its first parameter")
    }
    let accuracy = try numberParameter(name, first)
    guard accuracy > 0, accuracy < 1 else {
        throw QueryError(
            .parameterOutOfBound, "Aggregate function \(name) requires relative accuracy parameter to be in (0, 1)")
    }
    let rest = Array(parameters.dropFirst())
    let levels = try QuantileLevels(name, isPlural && rest.isEmpty ? [.float64(0.5)] : rest, isPlural: isPlural)
    let type = try singleArgument(name, arguments)
    guard type.isNativeInteger || type.isFloat else { throw illegalAggregateArgument(name, type) }
    return QuantileSketchStates(
        kernel: QuantileSketchKernel(
            accuracy: accuracy, levels: levels, reader: try DoubleReader(type, of: name)))
}

/// Counts of values in buckets whose bounds grow by one factor: Masson's, Rim's and Lee's DDSketch.
struct QuantileSketch: Sendable {
    var positive: [Int: UInt64] = [:]
    var negative: [Int: UInt64] = [:]
    var zero: UInt64 = 0
}

struct QuantileSketchStates: KernelStates {
    let kernel: QuantileSketchKernel
    var states: [QuantileSketch] = []
}

/// | bytes | content |
/// |---|---|
/// | u64 | count of zeros |
/// | varuint, (i64, u64) each | number of buckets of positive values; their numbers and counts |
/// | varuint, (i64, u64) each | the same of negative values |
struct QuantileSketchKernel: StateKernel {
    let accuracy: Double
    let levels: QuantileLevels
    let reader: DoubleReader

    private var growth: Double { log((1 + accuracy) / (1 - accuracy)) }
    var resultType: DataType { levels.resultType(.float64) }
    var emptyState: QuantileSketch { QuantileSketch() }

    func input(_ arguments: [Column]) -> [Double] { reader.doubles(of: arguments[0]) }

    func add(_ row: Int, of input: [Double], to state: inout QuantileSketch) {
        let value = input[row]
        guard value.isFinite else { return }
        if value > 0 {
            state.positive[bucket(value), default: 0] &+= 1
        } else if value < 0 {
            state.negative[bucket(-value), default: 0] &+= 1
        } else {
            state.zero &+= 1
        }
    }

    private func bucket(_ value: Double) -> Int { Int((log(value) / growth).rounded(.down)) }

    func merge(_ other: QuantileSketch, into state: inout QuantileSketch) {
        for (bucket, count) in other.positive { state.positive[bucket, default: 0] &+= count }
        for (bucket, count) in other.negative { state.negative[bucket, default: 0] &+= count }
        state.zero &+= other.zero
    }

    func results(of states: [QuantileSketch]) -> Column {
        let values = states.flatMap { state in levels.levels.map { quantile($0, state) } }
        return levels.column(of: .float64(values), groupCount: states.count)
    }

    private func quantile(_ level: Double, _ state: QuantileSketch) -> Double {
        let negatives = Double(state.negative.values.reduce(0, &+))
        let positives = Double(state.positive.values.reduce(0, &+))
        let count = negatives + positives + Double(state.zero)
        guard count > 0 else { return .nan }
        let rank = level * (count - 1)
        if rank < negatives { return -middle(place(negatives - rank - 1, state.negative, isLower: true)) }
        if rank < negatives + Double(state.zero) { return 0 }
        return middle(place(rank - Double(state.zero) - negatives, state.positive, isLower: false))
    }

    private func middle(_ bucket: Int) -> Double { exp(Double(bucket) * growth) * (1 + accuracy) }

    private func place(_ rank: Double, _ buckets: [Int: UInt64], isLower: Bool) -> Int {
        var seen = 0.0
        let sorted = buckets.sorted { $0.key < $1.key }
        for (bucket, count) in sorted {
            seen += Double(count)
            if isLower ? seen >= rank + 1 : seen > rank { return bucket }
        }
        return sorted.last?.key ?? 0
    }

    func write(_ state: QuantileSketch, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: state.zero)
        for buckets in [state.positive, state.negative] {
            bytes.append(varuint: UInt64(buckets.count))
            for (bucket, count) in buckets.sorted(by: { $0.key < $1.key }) {
                bytes.append(littleEndian: UInt64(bitPattern: Int64(bucket)))
                bytes.append(littleEndian: count)
            }
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> QuantileSketch {
        var state = QuantileSketch()
        state.zero = try reader.integer()
        for isPositive in [true, false] {
            for _ in 0..<(try reader.count(ofSize: 16)) {
                let bits: UInt64 = try reader.integer()
                let count: UInt64 = try reader.integer()
                let bucket = Int(Int64(bitPattern: bits))
                if isPositive {
                    state.positive[bucket, default: 0] &+= count
                } else {
                    state.negative[bucket, default: 0] &+= count
                }
            }
        }
        return state
    }

    func heapBytes(of state: QuantileSketch) -> Int { (state.positive.count + state.negative.count) * 32 }
}

/// `quantileDD(accuracy[, level])(x)`.
package struct QuantileDD: AggregateFunction {
    package static let name = "quantileDD"
    package static let aliases = ["medianDD"]
    package static let documentation = FunctionDocumentation(
        "An approximate quantile with a guaranteed relative accuracy (DDSketch).",
        example: "round(arrayReduce('quantileDD(0.01, 0.5)', range(100)), 4)", "48.9148")

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try sketchStates(name, parameters, arguments, isPlural: false)
    }
}

/// `quantilesDD(accuracy, level, …)(x)`.
package struct QuantilesDD: AggregateFunction {
    package static let name = "quantilesDD"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        "Several levels of quantileDD at once.",
        example: "arrayMap(x -> round(x, 4), arrayReduce('quantilesDD(0.01, 0.5, 0.9)', range(100)))",
        "[48.9148,89.1303]")

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try sketchStates(name, parameters, arguments, isPlural: true)
    }
}
