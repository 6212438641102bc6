import Columns
import Errors

/// Which value an exact quantile takes.
enum ExactRule: Sendable { case nearest, low, high, exclusive, inclusive }

private func exactStates(
    _ name: String, _ rule: ExactRule, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool
) throws(QueryError) -> any AggregateStates {
    let levels = try QuantileLevels(name, parameters, isPlural: isPlural)
    if rule == .exclusive {
        for level in levels.levels where level == 0 || level == 1 {
            throw QueryError(
                .badArguments, "\(name) cannot interpolate for the percentiles 1 and 0")
        }
    }
    let type = try singleArgument(name, arguments)
    let isInterpolated = rule == .exclusive || rule == .inclusive
    return QuantileExactStates(
        kernel: QuantileExactKernel(
            levels: levels, rule: rule, word: try quantileWord(name, type), element: isInterpolated ? .float64 : type))
}

struct QuantileExactStates: KernelStates {
    let kernel: QuantileExactKernel
    var states: [[UInt64]] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of values |
/// | width each | the values, in the order they came |
struct QuantileExactKernel: StateKernel {
    let levels: QuantileLevels
    let rule: ExactRule
    let word: WordType
    let element: DataType

    var resultType: DataType { levels.resultType(element) }
    var emptyState: [UInt64] { [] }
    func input(_ arguments: [Column]) -> [UInt64] { word.words(of: arguments[0]) }

    func add(_ row: Int, of input: [UInt64], to state: inout [UInt64]) {
        if word.isFloat, word.isNaN(input[row]) { return }
        state.append(input[row])
    }

    func merge(_ other: [UInt64], into state: inout [UInt64]) { state.append(contentsOf: other) }

    func results(of states: [[UInt64]]) -> Column {
        if rule == .exclusive || rule == .inclusive {
            let values = states.flatMap { interpolated($0) }
            return levels.column(of: .float64(values), groupCount: states.count)
        }
        let words = states.flatMap { exact($0) }
        return levels.column(of: word.column(of: words), groupCount: states.count)
    }

    private var noValue: UInt64 {
        switch word.reading {
        case .float32: UInt64(Float.nan.bitPattern)
        case .float64: Double.nan.bitPattern
        case .signed, .unsigned: 0
        }
    }

    private func exact(_ values: [UInt64]) -> [UInt64] {
        guard !values.isEmpty else { return levels.levels.map { _ in noValue } }
        let sorted = sortedWords(values, word)
        return levels.levels.map { sorted[place($0, sorted.count)] }
    }

    private func place(_ level: Double, _ count: Int) -> Int {
        if level == 0.5 {
            if rule == .low { return count % 2 == 1 ? count / 2 : count / 2 - 1 }
            if rule == .high { return count / 2 }
        }
        return level < 1 ? Int(level * Double(count)) : count - 1
    }

    private func interpolated(_ values: [UInt64]) -> [Double] {
        guard !values.isEmpty else { return levels.levels.map { _ in .nan } }
        let sorted = word.doubles(sortedWords(values, word))
        return levels.levels.map { level in
            let count = Double(sorted.count)
            let position = rule == .exclusive ? level * (count + 1) : level * (count - 1) + 1
            let place = Int(position)
            if place >= sorted.count { return sorted[sorted.count - 1] }
            if place < 1 { return sorted[0] }
            return sorted[place - 1] + (position - Double(place)) * (sorted[place] - sorted[place - 1])
        }
    }

    func write(_ state: [UInt64], into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for value in state { bytes.append(word: value, width: word.width) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [UInt64] {
        let count = try reader.count(ofSize: word.width)
        var state: [UInt64] = []
        state.reserveCapacity(count)
        for _ in 0..<count { state.append(try word.read(&reader)) }
        return state
    }

    func heapBytes(of state: [UInt64]) -> Int { state.capacity * 8 }
}

/// The words in the order of their values.
func sortedWords(_ words: [UInt64], _ word: WordType) -> [UInt64] {
    switch word.reading {
    case .unsigned: words.sorted()
    case .signed: words.sorted { Int64(bitPattern: $0) < Int64(bitPattern: $1) }
    case .float32, .float64: words.sorted { word.orderKey($0) < word.orderKey($1) }
    }
}

/// `quantileExact(level)(x)`.
package struct QuantileExact: AggregateFunction {
    package static let name = "quantileExact"
    package static let aliases = ["medianExact"]
    package static let documentation = FunctionDocumentation(
        summary: "An exact quantile: the value itself, without interpolation.",
        examples: [.init(sql: "arrayReduce('quantileExact(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .nearest, parameters, arguments, isPlural: false)
    }
}

/// `quantilesExact(level, …)(x)`.
package struct QuantilesExact: AggregateFunction {
    package static let name = "quantilesExact"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of quantileExact at once.",
        examples: [.init(sql: "arrayReduce('quantilesExact(0, 1)', [1, 2, 4])", result: "[1,4]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .nearest, parameters, arguments, isPlural: true)
    }
}

/// `quantileExactLow(level)(x)`.
package struct QuantileExactLow: AggregateFunction {
    package static let name = "quantileExactLow"
    package static let aliases = ["medianExactLow"]
    package static let documentation = FunctionDocumentation(
        summary: "An exact quantile; the lower of two middle values for level 0.5.",
        examples: [.init(sql: "arrayReduce('quantileExactLow(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .low, parameters, arguments, isPlural: false)
    }
}

/// `quantilesExactLow(level, …)(x)`.
package struct QuantilesExactLow: AggregateFunction {
    package static let name = "quantilesExactLow"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of quantileExactLow at once.",
        examples: [.init(sql: "arrayReduce('quantilesExactLow(0, 1)', [1, 2, 4])", result: "[1,4]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .low, parameters, arguments, isPlural: true)
    }
}

/// `quantileExactHigh(level)(x)`.
package struct QuantileExactHigh: AggregateFunction {
    package static let name = "quantileExactHigh"
    package static let aliases = ["medianExactHigh"]
    package static let documentation = FunctionDocumentation(
        summary: "An exact quantile; the higher of two middle values for level 0.5.",
        examples: [.init(sql: "arrayReduce('quantileExactHigh(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .high, parameters, arguments, isPlural: false)
    }
}

/// `quantilesExactHigh(level, …)(x)`.
package struct QuantilesExactHigh: AggregateFunction {
    package static let name = "quantilesExactHigh"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of quantileExactHigh at once.",
        examples: [.init(sql: "arrayReduce('quantilesExactHigh(0, 1)', [1, 2, 4])", result: "[1,4]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .high, parameters, arguments, isPlural: true)
    }
}

/// `quantileExactExclusive(level)(x)`.
package struct QuantileExactExclusive: AggregateFunction {
    package static let name = "quantileExactExclusive"
    package static let documentation = FunctionDocumentation(
        summary: "An exact quantile, interpolated as by Excel's PERCENTILE.EXC.",
        examples: [.init(sql: "arrayReduce('quantileExactExclusive(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .exclusive, parameters, arguments, isPlural: false)
    }
}

/// `quantilesExactExclusive(level, …)(x)`.
package struct QuantilesExactExclusive: AggregateFunction {
    package static let name = "quantilesExactExclusive"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of quantileExactExclusive at once.",
        examples: [.init(sql: "arrayReduce('quantilesExactExclusive(0.35, 0.65)', [1, 2, 4])", result: "[1.4,3.2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .exclusive, parameters, arguments, isPlural: true)
    }
}

/// `quantileExactInclusive(level)(x)`.
package struct QuantileExactInclusive: AggregateFunction {
    package static let name = "quantileExactInclusive"
    package static let documentation = FunctionDocumentation(
        summary: "An exact quantile, interpolated as by Excel's PERCENTILE.INC.",
        examples: [.init(sql: "arrayReduce('quantileExactInclusive(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .inclusive, parameters, arguments, isPlural: false)
    }
}

/// `quantilesExactInclusive(level, …)(x)`.
package struct QuantilesExactInclusive: AggregateFunction {
    package static let name = "quantilesExactInclusive"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several levels of quantileExactInclusive at once.",
        examples: [.init(sql: "arrayReduce('quantilesExactInclusive(0, 1)', [1, 2, 4])", result: "[1,4]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try exactStates(name, .inclusive, parameters, arguments, isPlural: true)
    }
}
