import Columns
import Errors

/// A t-digest: centroids that are small at both ends, so that extreme quantiles are nearly exact.
///
/// | bytes | content |
/// |---|---|
/// | varuint | number of centroids |
/// | f32, f32 each | mean, count |
/// - Source: ClickHouse `QuantileTDigest`.
struct TDigest: Sendable {
    struct Centroid: Sendable {
        var mean: Float
        var count: Float
    }

    private(set) var centroids: [Centroid] = []
    private var count = 0.0
    private var unmerged = 0

    static let epsilon: Float = 0.01
    static let unmergedMax = 2_048
    static let centroidsMax = 65_536

    mutating func add(_ mean: Float, _ weight: Float) {
        guard weight > 0, !mean.isNaN else { return }
        centroids.append(Centroid(mean: mean, count: weight))
        count += Double(weight)
        unmerged += 1
        if unmerged > Self.unmergedMax { compress() }
    }

    mutating func merge(_ other: TDigest) {
        for centroid in other.centroids { add(centroid.mean, centroid.count) }
    }

    /// Joins neighbours whose joint centroid stays below the size that their quantile allows.
    mutating func compress() {
        guard unmerged > 0 || centroids.count > Self.centroidsMax else { return }
        // A stable sort: equal means stay in the order they came.
        let order = centroids.indices.sorted {
            centroids[$0].mean != centroids[$1].mean ? centroids[$0].mean < centroids[$1].mean : $0 < $1
        }
        centroids = order.map { centroids[$0] }
        if centroids.count > 3 { joinNeighbours() }
        unmerged = 0
    }

    private mutating func joinNeighbours() {
        let factor = 4 * Double(Self.epsilon) * count
        var result: [Centroid] = [centroids[0]]
        var sum = 0.0
        for next in centroids.dropFirst() {
            let left = result[result.count - 1]
            let joint = Double(left.count) + Double(next.count)
            let low = (sum + Double(left.count) * 0.5) / count
            let high = (sum + Double(left.count) + Double(next.count) * 0.5) / count
            let limit = factor * min(low * (1 - low), high * (1 - high))
            // Infinities join with their equals only.
            if joint <= limit, next.mean == left.mean || (left.mean.isFinite && next.mean.isFinite) {
                let count = left.count + next.count
                var mean = left.mean
                if mean != next.mean { mean += next.count * (next.mean - mean) / count }
                result[result.count - 1] = Centroid(mean: mean, count: count)
            } else {
                sum += Double(left.count)
                result.append(next)
            }
        }
        centroids = result
    }

    /// The value at `level`; must be compressed.
    func quantile(_ level: Double) -> Float {
        guard let first = centroids.first, let last = centroids.last else { return .nan }
        if centroids.count == 1 { return first.mean }
        let target = level * count
        var sum = 0.0
        var previousMean = first.mean
        var previousCount = first.count
        var previousPlace = 0.0
        for centroid in centroids {
            let place = sum + Double(centroid.count) * 0.5
            if place >= target {
                // A centroid of one value is that value over the whole of its width.
                let left = previousPlace + (previousCount == 1 ? 0.5 : 0)
                let right = place - (centroid.count == 1 ? 0.5 : 0)
                if target <= left { return previousMean }
                if target >= right { return centroid.mean }
                let share = (target - left) / (right - left)
                if previousMean == centroid.mean { return previousMean }
                return previousMean + Float(share) * (centroid.mean - previousMean)
            }
            sum += Double(centroid.count)
            previousMean = centroid.mean
            previousCount = centroid.count
            previousPlace = place
        }
        return last.mean
    }

    func write(into bytes: inout [UInt8]) {
        var compressed = self
        compressed.compress()
        bytes.append(varuint: UInt64(compressed.centroids.count))
        for centroid in compressed.centroids {
            bytes.append(littleEndian: centroid.mean)
            bytes.append(littleEndian: centroid.count)
        }
    }

    init() {}

    init(_ reader: inout StateReader) throws(QueryError) {
        let size = try reader.count(ofSize: 8)
        guard size <= Self.centroidsMax else { throw StateReader.broken("a t-digest has no \(size) centroids") }
        for _ in 0..<size {
            let centroid = Centroid(mean: try reader.float(), count: try reader.float())
            guard centroid.count > 0, !centroid.mean.isNaN else {
                throw StateReader.broken("a centroid has no values or no mean")
            }
            centroids.append(centroid)
            count += Double(centroid.count)
        }
    }
}

struct TDigestStates: KernelStates {
    let kernel: TDigestKernel
    var states: [TDigest] = []
}

struct TDigestKernel: StateKernel {
    let levels: QuantileLevels
    let word: WordType
    /// The second argument, for the weighted functions.
    let weight: WordType?
    let element: DataType

    var resultType: DataType { levels.resultType(element) }
    var emptyState: TDigest { TDigest() }

    func input(_ arguments: [Column]) -> (values: [Double], weights: [Double]?) {
        (word.doubles(word.words(of: arguments[0])), weight.map { $0.doubles($0.words(of: arguments[1])) })
    }

    func add(_ row: Int, of input: (values: [Double], weights: [Double]?), to state: inout TDigest) {
        state.add(Float(input.values[row]), Float(input.weights?[row] ?? 1))
    }

    func merge(_ other: TDigest, into state: inout TDigest) { state.merge(other) }

    func results(of states: [TDigest]) -> Column {
        var values: [Double] = []
        for state in states {
            var compressed = state
            compressed.compress()
            values.append(contentsOf: levels.levels.map { Double(compressed.quantile($0)) })
        }
        return levels.column(of: quantileColumn(values, as: element), groupCount: states.count)
    }

    func write(_ state: TDigest, into bytes: inout [UInt8]) { state.write(into: &bytes) }
    func read(_ reader: inout StateReader) throws(QueryError) -> TDigest { try TDigest(&reader) }
    func heapBytes(of state: TDigest) -> Int { state.centroids.capacity * 8 }
}

private func tDigestStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool, isWeighted: Bool
) throws(QueryError) -> any AggregateStates {
    let levels = try QuantileLevels(name, parameters, isPlural: isPlural)
    let type = isWeighted ? try twoArguments(name, arguments).0 : try singleArgument(name, arguments)
    if type.isDecimal { throw illegalAggregateArgument(name, type) }
    return TDigestStates(
        kernel: TDigestKernel(
            levels: levels, word: try quantileWord(name, type),
            weight: isWeighted ? try weightWord(name, arguments[1]) : nil,
            element: keepsTypeInQuantiles(type) ? type : .float32))
}

/// The words of a weight, an unsigned integer.
func weightWord(_ name: String, _ type: DataType) throws(QueryError) -> WordType {
    guard type.isUnsignedInteger || type == .bool, let word = WordType(type) else {
        throw QueryError(
            .illegalTypeOfArgument,
            "Second argument (weight) for function \(name) must be unsigned integer, but it has type \(type.name)")
    }
    return word
}

/// `quantileTDigest(level)(x)`.
package struct QuantileTDigest: AggregateFunction {
    package static let name = "quantileTDigest"
    package static let aliases = ["medianTDigest"]
    package static let documentation = FunctionDocumentation(
        summary: "An approximate quantile by t-digest.",
        examples: [.init(sql: "arrayReduce('quantileTDigest(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try tDigestStates(name, parameters, arguments, isPlural: false, isWeighted: false)
    }
}

/// `quantileTDigestWeighted(level)(x, weight)`.
package struct QuantileTDigestWeighted: AggregateFunction {
    package static let name = "quantileTDigestWeighted"
    package static let aliases = ["medianTDigestWeighted"]
    package static let documentation = FunctionDocumentation(
        summary: "An approximate quantile by t-digest, with weights.",
        examples: [.init(sql: "arrayReduce('quantileTDigestWeighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try tDigestStates(name, parameters, arguments, isPlural: false, isWeighted: true)
    }
}

/// `quantilesTDigest(level, …)(x)`.
package struct QuantilesTDigest: AggregateFunction {
    package static let name = "quantilesTDigest"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several approximate quantiles by t-digest.",
        examples: [.init(sql: "arrayReduce('quantilesTDigest(0, 1)', [1, 2, 4])", result: "[1,4]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try tDigestStates(name, parameters, arguments, isPlural: true, isWeighted: false)
    }
}

/// `quantilesTDigestWeighted(level, …)(x, weight)`.
package struct QuantilesTDigestWeighted: AggregateFunction {
    package static let name = "quantilesTDigestWeighted"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several approximate quantiles by t-digest, with weights.",
        examples: [.init(sql: "arrayReduce('quantilesTDigestWeighted(0, 1)', [1, 2, 4], [1, 1, 1])", result: "[1,4]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try tDigestStates(name, parameters, arguments, isPlural: true, isWeighted: true)
    }
}
