import Columns
import Errors

/// `maxIntersections(start, end)`.
package struct MaxIntersections: AggregateFunction {
    package static let name = "maxIntersections"
    package static let documentation = FunctionDocumentation(
        summary: "The greatest number of intervals that overlap at one point.",
        examples: [.init(sql: "arrayReduce('maxIntersections', [1, 3], [5, 7])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try intersectionStates(name, parameters, arguments, isPosition: false)
    }
}

/// `maxIntersectionsPosition(start, end)`.
package struct MaxIntersectionsPosition: AggregateFunction {
    package static let name = "maxIntersectionsPosition"
    package static let documentation = FunctionDocumentation(
        summary: "The first point at which most intervals overlap.",
        examples: [.init(sql: "arrayReduce('maxIntersectionsPosition', [1, 3], [5, 7])", result: "3")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try intersectionStates(name, parameters, arguments, isPosition: true)
    }
}

private func intersectionStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isPosition: Bool
) throws(QueryError) -> any AggregateStates {
    try checkNoParameters(name, parameters)
    let (start, end) = try twoArguments(name, arguments)
    guard start.isInteger || start.isFloat || start.isDateOrDateTime, start == end, let word = WordType(start) else {
        throw QueryError(
            .illegalTypeOfArgument,
            "Arguments of aggregate function \(name) must be numbers of one type: \(start.name), \(end.name)")
    }
    return IntersectionStates(
        kernel: IntersectionKernel(word: word, resultType: isPosition ? start : .uint64, isPosition: isPosition))
}

struct IntersectionStates: KernelStates {
    let kernel: IntersectionKernel
    var states: [[IntersectionKernel.Edge]] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of edges |
/// | each | position with zeros up to eight bytes, i64 weight: 1 where an interval begins, -1 where it ends |
struct IntersectionKernel: StateKernel {
    struct Edge: Sendable {
        let position: UInt64
        let weight: Int64
    }

    let word: WordType
    let resultType: DataType
    let isPosition: Bool

    var emptyState: [Edge] { [] }

    func input(_ arguments: [Column]) -> (starts: [UInt64], ends: [UInt64]) {
        (word.words(of: arguments[0]), word.words(of: arguments[1]))
    }

    func add(_ row: Int, of input: (starts: [UInt64], ends: [UInt64]), to state: inout [Edge]) {
        if word.isFloat, word.isNaN(input.starts[row]) || word.isNaN(input.ends[row]) { return }
        state.append(Edge(position: input.starts[row], weight: 1))
        state.append(Edge(position: input.ends[row], weight: -1))
    }

    func merge(_ other: [Edge], into state: inout [Edge]) { state.append(contentsOf: other) }

    /// Intervals that end at a point are gone before others begin there.
    private func best(_ state: [Edge]) -> (count: Int64, position: UInt64) {
        let sorted = state.sorted {
            let (a, b) = (word.orderKey($0.position), word.orderKey($1.position))
            return a != b ? a < b : $0.weight < $1.weight
        }
        var now: Int64 = 0
        var best: (count: Int64, position: UInt64) = (0, 0)
        for edge in sorted {
            now &+= edge.weight
            if now > best.count { best = (now, edge.position) }
        }
        return best
    }

    func results(of states: [[Edge]]) -> Column {
        isPosition
            ? word.column(of: states.map { best($0).position })
            : .uint64(states.map { UInt64(bitPattern: best($0).count) })
    }

    func write(_ state: [Edge], into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for edge in state {
            bytes.append(word: edge.position, width: word.width)
            bytes.append(contentsOf: repeatElement(0, count: 8 - word.width))
            bytes.append(littleEndian: edge.weight)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [Edge] {
        let count = try reader.count(ofSize: 16)
        var state: [Edge] = []
        for _ in 0..<count {
            let position = try word.read(&reader)
            _ = try reader.take(8 - word.width)
            state.append(Edge(position: position, weight: try reader.integer()))
        }
        return state
    }

    func heapBytes(of state: [Edge]) -> Int { state.count * 16 }
}
