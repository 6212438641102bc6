import Columns
import Errors

/// `rankCorr(x, y)`.
package struct RankCorr: AggregateFunction {
    package static let name = "rankCorr"
    package static let documentation = FunctionDocumentation(
        summary: "Spearman's correlation of the ranks of two arguments.",
        examples: [.init(sql: "arrayReduce('rankCorr', [1, 2, 3], [1, 4, 9])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let (x, y) = try twoArguments(name, arguments)
        return SampleStates(
            kernel: SampleKernel(x: try DoubleReader(x, of: name), y: try DoubleReader(y, of: name)))
    }
}

struct PairSamples: Sendable {
    var x: [Double] = []
    var y: [Double] = []
}

struct SampleStates: KernelStates {
    let kernel: SampleKernel
    var states: [PairSamples] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint, varuint | number of x, of y |
/// | f64 each | all x, all y |
struct SampleKernel: StateKernel {
    let x: DoubleReader
    let y: DoubleReader

    var resultType: DataType { .float64 }
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

    func results(of states: [PairSamples]) -> Column {
        .float64(
            states.map { state in
                let ranksX = Self.ranks(state.x)
                let ranksY = Self.ranks(state.y)
                let count = Double(state.x.count)
                let squares = zip(ranksX, ranksY).reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                return 1 - 6 * squares / (count * (count * count - 1))
            })
    }

    /// The place of each value in order from 1; equal values share the mean of their places.
    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var first = 0
        while first < order.count {
            var last = first
            while last + 1 < order.count, values[order[last + 1]] == values[order[first]] { last += 1 }
            for place in first...last { ranks[order[place]] = Double(first + last) / 2 + 1 }
            first = last + 1
        }
        return ranks
    }

    func write(_ state: PairSamples, into bytes: inout [UInt8]) { writePairs(state, into: &bytes) }
    func read(_ reader: inout StateReader) throws(QueryError) -> PairSamples { try readPairs(&reader) }
    func heapBytes(of state: PairSamples) -> Int { state.x.count * 16 }
}

func writePairs(_ state: PairSamples, into bytes: inout [UInt8]) {
    bytes.append(varuint: UInt64(state.x.count))
    bytes.append(varuint: UInt64(state.y.count))
    for value in state.x { bytes.append(littleEndian: value) }
    for value in state.y { bytes.append(littleEndian: value) }
}

func readPairs(_ reader: inout StateReader) throws(QueryError) -> PairSamples {
    let countX = try reader.count(ofSize: 8)
    let countY = try reader.count(ofSize: 8)
    guard countX == countY, countX <= (reader.bytes.count - reader.position) / 16 else {
        throw StateReader.broken("\(countX) x and \(countY) y are no pairs")
    }
    var state = PairSamples()
    for _ in 0..<countX { state.x.append(try reader.double()) }
    for _ in 0..<countY { state.y.append(try reader.double()) }
    return state
}
