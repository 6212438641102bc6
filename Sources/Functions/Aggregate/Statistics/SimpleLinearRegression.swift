import Columns
import Errors

/// `simpleLinearRegression(x, y)`.
package struct SimpleLinearRegression: AggregateFunction {
    package static let name = "simpleLinearRegression"
    package static let documentation = FunctionDocumentation(
        summary: "The line y = kx + b through the points with the least squares, as (k, b).",
        examples: [.init(sql: "arrayReduce('simpleLinearRegression', [0, 1, 2], [3, 5, 7])", result: "(2,3)")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let (x, y) = try twoArguments(name, arguments)
        return RegressionStates(
            kernel: RegressionKernel(x: try DoubleReader(x, of: name), y: try DoubleReader(y, of: name)))
    }
}

struct RegressionSums: Sendable {
    var count: UInt64 = 0
    var x = 0.0
    var y = 0.0
    var xx = 0.0
    var xy = 0.0
}

struct RegressionStates: KernelStates {
    let kernel: RegressionKernel
    var states: [RegressionSums] = []
}

/// | bytes | content |
/// |---|---|
/// | u64 | n |
/// | f64 each | Σx, Σy, Σx², Σxy |
struct RegressionKernel: StateKernel {
    let x: DoubleReader
    let y: DoubleReader

    var resultType: DataType { .tuple([TupleElement("k", .float64), TupleElement("b", .float64)]) }
    var emptyState: RegressionSums { RegressionSums() }

    func input(_ arguments: [Column]) -> (x: [Double], y: [Double]) {
        (x.doubles(of: arguments[0]), y.doubles(of: arguments[1]))
    }

    func add(_ row: Int, of input: (x: [Double], y: [Double]), to state: inout RegressionSums) {
        let (x, y) = (input.x[row], input.y[row])
        state.count &+= 1
        state.x += x
        state.y += y
        state.xx += x * x
        state.xy += x * y
    }

    func merge(_ other: RegressionSums, into state: inout RegressionSums) {
        state.count &+= other.count
        state.x += other.x
        state.y += other.y
        state.xx += other.xx
        state.xy += other.xy
    }

    func results(of states: [RegressionSums]) -> Column {
        let slopes = states.map { state -> Double in
            let count = Double(state.count)
            let divisor = state.xx * count - state.x * state.x
            return state.count == 0 || divisor == 0 ? .nan : (state.xy * count - state.x * state.y) / divisor
        }
        let offsets = zip(states, slopes).map { state, slope -> Double in
            state.count == 0 ? .nan : (state.y - slope * state.x) / Double(state.count)
        }
        return .tuple(TupleColumn(elements: [.float64(slopes), .float64(offsets)], count: states.count))
    }

    func write(_ state: RegressionSums, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: state.count)
        for sum in [state.x, state.y, state.xx, state.xy] { bytes.append(littleEndian: sum) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> RegressionSums {
        RegressionSums(
            count: try reader.integer(), x: try reader.double(), y: try reader.double(), xx: try reader.double(),
            xy: try reader.double())
    }
}
