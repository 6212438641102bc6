import Columns
import Errors

/// A matrix over all pairs of arguments.
protocol MatrixStatistic: AggregateFunction {
    /// The entry for two arguments: their sums and the number of rows.
    static func entry(_ moments: MatrixMoments, _ first: Int, _ second: Int) -> Double
}

extension MatrixStatistic {
    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Aggregate function \(name) requires at least one argument")
        }
        var readers: [DoubleReader] = []
        for argument in arguments { readers.append(try DoubleReader(argument, of: name)) }
        return MatrixStates(kernel: MatrixKernel(readers: readers, statistic: Self.self))
    }
}

/// Sums of the arguments, and of the products of each two.
struct MatrixMoments: Sendable {
    var count = 0.0
    var sums: [Double]
    /// Row by row, the second argument not before the first.
    var products: [Double]

    init(size: Int) {
        sums = [Double](repeating: 0, count: size)
        products = [Double](repeating: 0, count: size * (size + 1) / 2)
    }

    func place(_ first: Int, _ second: Int) -> Int {
        let (low, high) = (min(first, second), max(first, second))
        return low * sums.count - low * (low - 1) / 2 + high - low
    }

    func covariance(_ first: Int, _ second: Int, by divisor: Double) -> Double {
        let product = products[place(first, second)]
        return (product - sums[first] * sums[second] / count) / divisor
    }
}

struct MatrixStates: KernelStates {
    let kernel: MatrixKernel
    var states: [MatrixMoments] = []
}

/// | bytes | content |
/// |---|---|
/// | f64 | number of rows |
/// | f64 each | the sums of the arguments, of the products of each two |
struct MatrixKernel: StateKernel {
    let readers: [DoubleReader]
    let statistic: any MatrixStatistic.Type

    var resultType: DataType { .array(.array(.float64)) }
    var emptyState: MatrixMoments { MatrixMoments(size: readers.count) }

    func input(_ arguments: [Column]) -> [[Double]] { zip(readers, arguments).map { $0.doubles(of: $1) } }

    func add(_ row: Int, of input: [[Double]], to state: inout MatrixMoments) {
        state.count += 1
        for first in input.indices {
            state.sums[first] += input[first][row]
            for second in first..<input.count {
                state.products[state.place(first, second)] += input[first][row] * input[second][row]
            }
        }
    }

    func merge(_ other: MatrixMoments, into state: inout MatrixMoments) {
        state.count += other.count
        for place in other.sums.indices { state.sums[place] += other.sums[place] }
        for place in other.products.indices { state.products[place] += other.products[place] }
    }

    func results(of states: [MatrixMoments]) throws(QueryError) -> Column {
        let size = readers.count
        let values = states.map { state in
            Value.array(
                (0..<size).map { first in
                    .array((0..<size).map { .float64(statistic.entry(state, first, $0)) })
                })
        }
        return try Column(values, as: resultType)
    }

    func write(_ state: MatrixMoments, into bytes: inout [UInt8]) {
        for number in [state.count] + state.sums + state.products { bytes.append(littleEndian: number) }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> MatrixMoments {
        var state = emptyState
        state.count = try reader.double()
        for place in state.sums.indices { state.sums[place] = try reader.double() }
        for place in state.products.indices { state.products[place] = try reader.double() }
        return state
    }
}

package struct CorrMatrix: MatrixStatistic {
    package static let name = "corrMatrix"
    package static let documentation = FunctionDocumentation(
        "Pearson's correlations of all pairs of arguments.",
        example: "arrayReduce('corrMatrix', [1, 2, 3], [2, 4, 6])", "[[1,1],[1,1]]")
    static func entry(_ moments: MatrixMoments, _ first: Int, _ second: Int) -> Double {
        guard moments.count > 0 else { return .nan }
        if first == second { return moments.count > 1 ? 1 : .nan }
        let spread = moments.covariance(first, first, by: 1) * moments.covariance(second, second, by: 1)
        return moments.covariance(first, second, by: 1) / spread.squareRoot()
    }
}

package struct CovarPopMatrix: MatrixStatistic {
    package static let name = "covarPopMatrix"
    package static let documentation = FunctionDocumentation(
        "The population covariances of all pairs of arguments.",
        example: "arrayReduce('covarPopMatrix', [1, 3], [2, 6])", "[[1,2],[2,4]]")
    static func entry(_ moments: MatrixMoments, _ first: Int, _ second: Int) -> Double {
        moments.covariance(first, second, by: moments.count)
    }
}

package struct CovarSampMatrix: MatrixStatistic {
    package static let name = "covarSampMatrix"
    package static let documentation = FunctionDocumentation(
        "The sample covariances of all pairs of arguments.",
        example: "arrayReduce('covarSampMatrix', [1, 3], [2, 6])", "[[2,4],[4,8]]")
    static func entry(_ moments: MatrixMoments, _ first: Int, _ second: Int) -> Double {
        moments.count > 1 ? moments.covariance(first, second, by: moments.count - 1) : .nan
    }
}
