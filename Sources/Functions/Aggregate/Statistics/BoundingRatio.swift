import Columns
import Errors

/// `boundingRatio(x, y)`.
package struct BoundingRatio: AggregateFunction {
    package static let name = "boundingRatio"
    package static let documentation = FunctionDocumentation(
        summary: "The slope between the leftmost and the rightmost point.",
        examples: [.init(sql: "arrayReduce('boundingRatio', [1, 3], [5, 9])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let (x, y) = try twoArguments(name, arguments)
        return BoundingStates(
            kernel: BoundingKernel(x: try DoubleReader(x, of: name), y: try DoubleReader(y, of: name)))
    }
}

struct BoundingStates: KernelStates {
    let kernel: BoundingKernel
    var states: [BoundingKernel.Bounds] = []
}

/// | bytes | content |
/// |---|---|
/// | u8 | 1 without points |
/// | f64 each | leftmost x and y, rightmost x and y, if there are points |
struct BoundingKernel: StateKernel {
    struct Bounds: Sendable {
        var isEmpty = true
        var left = (x: 0.0, y: 0.0)
        var right = (x: 0.0, y: 0.0)

        mutating func take(_ point: (x: Double, y: Double)) {
            if isEmpty || point.x < left.x { left = point }
            if isEmpty || point.x > right.x { right = point }
            isEmpty = false
        }
    }

    let x: DoubleReader
    let y: DoubleReader

    var resultType: DataType { .float64 }
    var emptyState: Bounds { Bounds() }

    func input(_ arguments: [Column]) -> (x: [Double], y: [Double]) {
        (x.doubles(of: arguments[0]), y.doubles(of: arguments[1]))
    }

    func add(_ row: Int, of input: (x: [Double], y: [Double]), to state: inout Bounds) {
        state.take((input.x[row], input.y[row]))
    }

    func merge(_ other: Bounds, into state: inout Bounds) {
        guard !other.isEmpty else { return }
        state.take(other.left)
        state.take(other.right)
    }

    func results(of states: [Bounds]) -> Column {
        .float64(states.map { ($0.right.y - $0.left.y) / ($0.right.x - $0.left.x) })
    }

    func write(_ state: Bounds, into bytes: inout [UInt8]) {
        bytes.append(state.isEmpty ? 1 : 0)
        guard !state.isEmpty else { return }
        for value in [state.left.x, state.left.y, state.right.x, state.right.y] { bytes.append(littleEndian: value) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> Bounds {
        var state = Bounds()
        state.isEmpty = try reader.byte() != 0
        guard !state.isEmpty else { return state }
        state.left = (try reader.double(), try reader.double())
        state.right = (try reader.double(), try reader.double())
        return state
    }
}
