import Columns
import Errors
import Glibc

/// `categoricalInformationValue(category, …, outcome)`.
package struct CategoricalInformationValue: AggregateFunction {
    package static let name = "categoricalInformationValue"
    package static let documentation = FunctionDocumentation(
        summary: "The information value of each category for a yes-or-no outcome, the last argument.",
        examples: [
            .init(
                sql: "arrayReduce('categoricalInformationValue', [1, 1, 0, 0], [0, 1, 1, 1])",
                result: "[0.7324081924454066]")
        ])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        guard arguments.count >= 2 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Aggregate function \(name) requires two or more arguments")
        }
        for type in arguments where type != .uint8 && type != .bool { throw illegalAggregateArgument(name, type) }
        return InformationStates(kernel: InformationKernel(categories: arguments.count - 1))
    }
}

struct InformationStates: KernelStates {
    let kernel: InformationKernel
    var states: [[UInt64]] = []
}

/// | bytes | content |
/// |---|---|
/// | u64 each | for each category: rows of it with outcome 0, with outcome 1; then all rows with 0, with 1 |
struct InformationKernel: StateKernel {
    let categories: Int

    var resultType: DataType { .array(.float64) }
    var emptyState: [UInt64] { [UInt64](repeating: 0, count: 2 * categories + 2) }
    func input(_ arguments: [Column]) -> [[UInt8]] { arguments.map { maskOfTrue($0) } }

    func add(_ row: Int, of input: [[UInt8]], to state: inout [UInt64]) {
        let outcome = Int(input[categories][row])
        for category in 0..<categories { state[2 * category + outcome] &+= UInt64(input[category][row]) }
        state[2 * categories + outcome] &+= 1
    }

    func merge(_ other: [UInt64], into state: inout [UInt64]) {
        for place in state.indices { state[place] &+= other[place] }
    }

    func results(of states: [[UInt64]]) -> Column {
        var values: [Double] = []
        for state in states {
            let all = (no: Double(state[2 * categories]), yes: Double(state[2 * categories + 1]))
            for category in 0..<categories {
                let no = Double(state[2 * category]) / all.no
                let yes = Double(state[2 * category + 1]) / all.yes
                values.append((yes - no) * (log(yes) - log(no)))
            }
        }
        return .array(ArrayColumn(ends: states.indices.map { ($0 + 1) * categories }, elements: .float64(values)))
    }

    func write(_ state: [UInt64], into bytes: inout [UInt8]) {
        for count in state { bytes.append(littleEndian: count) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [UInt64] {
        var state: [UInt64] = []
        for _ in 0..<2 * categories + 2 { state.append(try reader.integer()) }
        return state
    }

    func heapBytes(of state: [UInt64]) -> Int { state.count * 8 }
}
