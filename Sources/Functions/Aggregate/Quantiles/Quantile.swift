import Columns
import Errors

/// `quantile(level)(x)`: interpolated in a sample of 8,192 values.
package struct Quantile: AggregateFunction {
    package static let name = "quantile"
    package static let aliases = ["median"]
    package static let documentation = FunctionDocumentation(
        summary: "The value below which a share of all values lies, from a sample of 8,192.",
        examples: [.init(sql: "arrayReduce('quantile(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try reservoirStates(name, parameters, arguments, isPlural: false)
    }
}

/// `quantiles(level, …)(x)`: several levels at once.
package struct Quantiles: AggregateFunction {
    package static let name = "quantiles"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several quantiles at once, as an array.",
        examples: [.init(sql: "arrayReduce('quantiles(0, 1)', [1, 2, 4])", result: "[1,4]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try reservoirStates(name, parameters, arguments, isPlural: true)
    }
}

private func reservoirStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool
) throws(QueryError) -> any AggregateStates {
    let levels = try QuantileLevels(name, parameters, isPlural: isPlural)
    let type = try singleArgument(name, arguments)
    return ReservoirStates(
        kernel: ReservoirKernel(
            levels: levels, word: try quantileWord(name, type), element: keepsTypeInQuantiles(type) ? type : .float64))
}

struct ReservoirStates: KernelStates {
    let kernel: ReservoirKernel
    var states: [Reservoir] = []
}

struct ReservoirKernel: StateKernel {
    let levels: QuantileLevels
    let word: WordType
    let element: DataType

    var resultType: DataType { levels.resultType(element) }
    var emptyState: Reservoir { Reservoir() }
    func input(_ arguments: [Column]) -> [UInt64] { word.words(of: arguments[0]) }

    func add(_ row: Int, of input: [UInt64], to state: inout Reservoir) {
        let value = input[row]
        if word.isFloat, word.isNaN(value) { return }
        state.insert(value)
    }

    func merge(_ other: Reservoir, into state: inout Reservoir) { state.merge(other) }

    func results(of states: [Reservoir]) -> Column {
        let values = states.flatMap { $0.quantiles(levels.levels, word) }
        return levels.column(of: quantileColumn(values, as: element), groupCount: states.count)
    }

    func write(_ state: Reservoir, into bytes: inout [UInt8]) { state.write(word, into: &bytes) }
    func read(_ reader: inout StateReader) throws(QueryError) -> Reservoir { try Reservoir(word, &reader) }
    func heapBytes(of state: Reservoir) -> Int { state.samples.capacity * 8 }
}
