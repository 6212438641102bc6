import Columns
import Errors

/// How a quantile is found among values with weights.
enum WeightedRule: Sendable {
    /// The first value at which the weights so far reach the level.
    case exact
    /// Between the middles of the values' weights.
    case interpolated
    /// Between the values, each repeated by its weight.
    case exactInterpolated
}

func weightedStates(
    _ name: String, _ rule: WeightedRule, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool
) throws(QueryError) -> any AggregateStates {
    let levels = try QuantileLevels(name, parameters, isPlural: isPlural)
    let (type, weight) = try twoArguments(name, arguments)
    return WeightedQuantileStates(
        kernel: WeightedQuantileKernel(
            levels: levels, rule: rule, word: try quantileWord(name, type), weight: try weightWord(name, weight),
            element: rule == .exactInterpolated ? .float64 : type, isBrief: false))
}

/// Of Float32 values with their lower half cut off, each counted once, or by its weight.
func briefStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool, isWeighted: Bool
) throws(QueryError) -> any AggregateStates {
    let levels = try QuantileLevels(name, parameters, isPlural: isPlural)
    let type = isWeighted ? try twoArguments(name, arguments).0 : try singleArgument(name, arguments)
    guard type.isNumber, !type.isDecimal else { throw illegalAggregateArgument(name, type) }
    return WeightedQuantileStates(
        kernel: WeightedQuantileKernel(
            levels: levels, rule: .exact, word: try quantileWord(name, type),
            weight: isWeighted ? try weightWord(name, arguments[1]) : nil, element: .float64, isBrief: true))
}

struct WeightedQuantileStates: KernelStates {
    let kernel: WeightedQuantileKernel
    var states: [[UInt64: UInt64]] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of values |
/// | each | value (the high 16 bits of its Float32 where that is all that is kept), u64 weight; in any order |
struct WeightedQuantileKernel: StateKernel {
    let levels: QuantileLevels
    let rule: WeightedRule
    let word: WordType
    let weight: WordType?
    let element: DataType
    let isBrief: Bool

    var resultType: DataType { levels.resultType(element) }
    var emptyState: [UInt64: UInt64] { [:] }

    func input(_ arguments: [Column]) -> (words: [UInt64], weights: [UInt64]?) {
        var words = word.words(of: arguments[0])
        if isBrief { words = word.doubles(words).map { UInt64(Float($0).bitPattern >> 16) } }
        return (words, weight.map { $0.words(of: arguments[1]) })
    }

    func add(_ row: Int, of input: (words: [UInt64], weights: [UInt64]?), to state: inout [UInt64: UInt64]) {
        let key = input.words[row]
        if double(key).isNaN { return }
        let weight = input.weights?[row] ?? 1
        if weight > 0 || rule != .exactInterpolated { state[key, default: 0] &+= weight }
    }

    private func double(_ key: UInt64) -> Double {
        isBrief ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: key) << 16)) : word.double(key)
    }

    func merge(_ other: [UInt64: UInt64], into state: inout [UInt64: UInt64]) {
        for (key, weight) in other { state[key, default: 0] &+= weight }
    }

    private func sorted(_ state: [UInt64: UInt64]) -> [(key: UInt64, value: UInt64)] {
        isBrief
            ? state.sorted { double($0.key) < double($1.key) }
            : state.sorted { word.orderKey($0.key) < word.orderKey($1.key) }
    }

    func results(of states: [[UInt64: UInt64]]) -> Column {
        if element == .float64 {
            var values: [Double] = []
            for state in states { values.append(contentsOf: doubles(sorted(state))) }
            return levels.column(of: .float64(values), groupCount: states.count)
        }
        if rule == .interpolated {
            var values: [Double] = []
            for state in states { values.append(contentsOf: doubles(sorted(state))) }
            let noValue = word.isFloat ? Double.nan : 0
            values = values.map { $0.isNaN ? noValue : $0 }
            return levels.column(of: quantileColumn(values, as: element), groupCount: states.count)
        }
        var words: [UInt64] = []
        for state in states { words.append(contentsOf: exact(sorted(state))) }
        return levels.column(of: word.column(of: words), groupCount: states.count)
    }

    private func exact(_ entries: [(key: UInt64, value: UInt64)]) -> [UInt64] {
        let total = entries.reduce(UInt64(0)) { $0 &+ $1.value }
        return levels.levels.map { level in
            guard let last = entries.last else { return noValue }
            let threshold = (Double(total) * level).rounded(.up)
            var passed: UInt64 = 0
            for entry in entries {
                passed &+= entry.value
                if Double(passed) >= threshold { return entry.key }
            }
            return last.key
        }
    }

    private var noValue: UInt64 {
        switch word.reading {
        case .float32: UInt64(Float.nan.bitPattern)
        case .float64: Double.nan.bitPattern
        case .signed, .unsigned: 0
        }
    }

    private func doubles(_ entries: [(key: UInt64, value: UInt64)]) -> [Double] {
        guard !entries.isEmpty else { return levels.levels.map { _ in .nan } }
        switch rule {
        case .exact: return exact(entries).map { double($0) }
        case .interpolated: return levels.levels.map { interpolated($0, entries) }
        case .exactInterpolated: return levels.levels.map { repeated($0, entries) }
        }
    }

    /// Each value stands in the middle of its share of the weights.
    private func interpolated(_ level: Double, _ entries: [(key: UInt64, value: UInt64)]) -> Double {
        let total = Double(entries.reduce(UInt64(0)) { $0 &+ $1.value })
        var passed = 0.0
        let points = entries.map { entry in
            passed += Double(entry.value)
            return (value: double(entry.key), place: (passed - Double(entry.value) / 2) / total)
        }
        guard let upper = points.firstIndex(where: { $0.place > level }) else { return points[points.count - 1].value }
        guard upper > 0 else { return points[0].value }
        let (left, right) = (points[upper - 1], points[upper])
        let share = (level - left.place) / (right.place - left.place)
        return left.value + (right.value - left.value) * share
    }

    /// The value at `level * (total - 1)` of the values, each as often as its weight says.
    private func repeated(_ level: Double, _ entries: [(key: UInt64, value: UInt64)]) -> Double {
        let total = entries.reduce(UInt64(0)) { $0 &+ $1.value }
        let place = level * Double(total &- 1)
        let lower = place.rounded(.down)
        let left = value(at: lower, entries)
        let right = value(at: min(lower + 1, Double(total &- 1)), entries)
        return left + (right - left) * (place - lower)
    }

    private func value(at place: Double, _ entries: [(key: UInt64, value: UInt64)]) -> Double {
        var passed: UInt64 = 0
        for entry in entries {
            passed &+= entry.value
            if Double(passed) > place { return double(entry.key) }
        }
        return entries.last.map { double($0.key) } ?? .nan
    }

    private var width: Int { isBrief ? 2 : word.width }

    func write(_ state: [UInt64: UInt64], into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for (key, weight) in sorted(state) {
            bytes.append(word: key, width: width)
            bytes.append(littleEndian: weight)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [UInt64: UInt64] {
        let count = try reader.count(ofSize: width + 8)
        var state: [UInt64: UInt64] = [:]
        for _ in 0..<count {
            let key = isBrief ? try reader.word(width: 2) : try word.read(&reader)
            state[key, default: 0] &+= try reader.integer()
        }
        return state
    }

    func heapBytes(of state: [UInt64: UInt64]) -> Int { state.count * 32 }
}

/// `quantileExactWeighted(level)(x, weight)`.
package struct QuantileExactWeighted: AggregateFunction {
    package static let name = "quantileExactWeighted"
    package static let aliases = ["medianExactWeighted"]
    package static let documentation = FunctionDocumentation(
        summary: "An exact quantile of values with weights.",
        examples: [.init(sql: "arrayReduce('quantileExactWeighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try weightedStates(name, .exact, parameters, arguments, isPlural: false)
    }
}

/// `quantilesExactWeighted(level)(x, weight)`.
package struct QuantilesExactWeighted: AggregateFunction {
    package static let name = "quantilesExactWeighted"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of an exact quantile of values with weights.",
        examples: [.init(sql: "arrayReduce('quantilesExactWeighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try weightedStates(name, .exact, parameters, arguments, isPlural: true)
    }
}

/// `quantileInterpolatedWeighted(level)(x, weight)`.
package struct QuantileInterpolatedWeighted: AggregateFunction {
    package static let name = "quantileInterpolatedWeighted"
    package static let aliases = ["medianInterpolatedWeighted"]
    package static let documentation = FunctionDocumentation(
        summary: "A quantile of values with weights, interpolated between them.",
        examples: [.init(sql: "arrayReduce('quantileInterpolatedWeighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try weightedStates(name, .interpolated, parameters, arguments, isPlural: false)
    }
}

/// `quantilesInterpolatedWeighted(level)(x, weight)`.
package struct QuantilesInterpolatedWeighted: AggregateFunction {
    package static let name = "quantilesInterpolatedWeighted"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of a quantile of values with weights, interpolated between them.",
        examples: [.init(sql: "arrayReduce('quantilesInterpolatedWeighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "[2]")]
    )

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try weightedStates(name, .interpolated, parameters, arguments, isPlural: true)
    }
}

/// `quantileExactWeightedInterpolated(level)(x, weight)`.
package struct QuantileExactWeightedInterpolated: AggregateFunction {
    package static let name = "quantileExactWeightedInterpolated"
    package static let aliases = ["medianExactWeightedInterpolated"]
    package static let documentation = FunctionDocumentation(
        summary: "A quantile of values repeated by their weights, interpolated.",
        examples: [
            .init(sql: "arrayReduce('quantileExactWeightedInterpolated(0.5)', [1, 2, 4], [1, 1, 1])", result: "2")
        ])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try weightedStates(name, .exactInterpolated, parameters, arguments, isPlural: false)
    }
}

/// `quantilesExactWeightedInterpolated(level)(x, weight)`.
package struct QuantilesExactWeightedInterpolated: AggregateFunction {
    package static let name = "quantilesExactWeightedInterpolated"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of a quantile of values repeated by their weights, interpolated.",
        examples: [
            .init(sql: "arrayReduce('quantilesExactWeightedInterpolated(0.5)', [1, 2, 4], [1, 1, 1])", result: "[2]")
        ])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try weightedStates(name, .exactInterpolated, parameters, arguments, isPlural: true)
    }
}

/// `quantileBFloat16(level)(x)`.
package struct QuantileBFloat16: AggregateFunction {
    package static let name = "quantileBFloat16"
    package static let aliases = ["medianBFloat16"]
    package static let documentation = FunctionDocumentation(
        summary: "A quantile of values with eight bits of precision.",
        examples: [.init(sql: "arrayReduce('quantileBFloat16(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try briefStates(
            name, parameters, arguments, isPlural: false, isWeighted: false)
    }
}

/// `quantilesBFloat16(level)(x)`.
package struct QuantilesBFloat16: AggregateFunction {
    package static let name = "quantilesBFloat16"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several quantiles of values with eight bits of precision.",
        examples: [.init(sql: "arrayReduce('quantilesBFloat16(0.5)', [1, 2, 4])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try briefStates(
            name, parameters, arguments, isPlural: true, isWeighted: false)
    }
}

/// `quantileBFloat16Weighted(level)(x, weight)`.
package struct QuantileBFloat16Weighted: AggregateFunction {
    package static let name = "quantileBFloat16Weighted"
    package static let aliases = ["medianBFloat16Weighted"]
    package static let documentation = FunctionDocumentation(
        summary: "A quantile of values with eight bits of precision, with weights.",
        examples: [.init(sql: "arrayReduce('quantileBFloat16Weighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try briefStates(
            name, parameters, arguments, isPlural: false, isWeighted: true)
    }
}

/// `quantilesBFloat16Weighted(level)(x, weight)`.
package struct QuantilesBFloat16Weighted: AggregateFunction {
    package static let name = "quantilesBFloat16Weighted"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several quantiles of values with eight bits of precision, with weights.",
        examples: [.init(sql: "arrayReduce('quantilesBFloat16Weighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try briefStates(
            name, parameters, arguments, isPlural: true, isWeighted: true)
    }
}
