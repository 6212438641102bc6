import Columns
import Errors

/// `histogram(bins)(x)`.
package struct Histogram: AggregateFunction {
    package static let name = "histogram"
    package static let documentation = FunctionDocumentation(
        summary: "An adaptive histogram: (lower bound, upper bound, height) of at most so many bins.",
        examples: [.init(sql: "arrayReduce('histogram(2)', [1, 3])", result: "[(1,2,1),(2,3,1)]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        guard parameters.count == 1 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(name) requires single parameter: bins count")
        }
        let bins = try integerParameter(name, parameters[0], in: 1...HistogramPoints.binsMax)
        let type = try singleArgument(name, arguments)
        guard type.isInteger || type.isFloat || type == .bool else { throw illegalAggregateArgument(name, type) }
        return HistogramStates(kernel: HistogramKernel(bins: bins, reader: try DoubleReader(type, of: name)))
    }
}

/// Weighted points that stand for values near them: the two nearest become one where there are too many.
///
/// | bytes | content |
/// |---|---|
/// | f64, f64 | smallest and greatest value |
/// | varuint | number of points |
/// | f64, f64 each | mean, weight |
/// - Source: ClickHouse `AggregateFunctionHistogram`, after Ben-Haim and Tom-Tov.
struct HistogramPoints: Sendable {
    static let binsMax = 250
    var lower = Double.greatestFiniteMagnitude
    var upper = -Double.greatestFiniteMagnitude
    var points: [(mean: Double, weight: Double)] = []

    mutating func add(_ value: Double, _ weight: Double, bins: Int) {
        points.append((value, weight))
        if points.count >= bins * 2 { compress(to: bins) }
        lower = min(lower, value)
        upper = max(upper, value)
    }

    mutating func merge(_ other: HistogramPoints, bins: Int) {
        lower = min(lower, other.lower)
        upper = max(upper, other.upper)
        for point in other.points { add(point.mean, point.weight, bins: bins) }
    }

    mutating func sort() {
        let order = points.indices.sorted {
            points[$0].mean != points[$1].mean ? points[$0].mean < points[$1].mean : $0 < $1
        }
        points = order.map { points[$0] }
    }

    /// Sorts, and joins the nearest neighbours until there are `bins` points.
    mutating func compress(to bins: Int) {
        sort()
        var joined: [(mean: Double, weight: Double)] = []
        for point in points {
            if let last = joined.last, last.mean == point.mean {
                joined[joined.count - 1].weight += point.weight
            } else {
                joined.append(point)
            }
        }
        while joined.count > bins {
            var best = 0
            for place in 0..<joined.count - 1
            where joined[place + 1].mean - joined[place].mean < joined[best + 1].mean - joined[best].mean {
                best = place
            }
            let (left, right) = (joined[best], joined[best + 1])
            let weight = left.weight + right.weight
            joined[best] = ((left.mean * left.weight + right.mean * right.weight) / weight, weight)
            joined.remove(at: best + 1)
        }
        points = joined
    }
}

struct HistogramStates: KernelStates {
    let kernel: HistogramKernel
    var states: [HistogramPoints] = []
}

struct HistogramKernel: StateKernel {
    let bins: Int
    let reader: DoubleReader

    var resultType: DataType {
        .array(.tuple([TupleElement(nil, .float64), TupleElement(nil, .float64), TupleElement(nil, .float64)]))
    }

    var emptyState: HistogramPoints { HistogramPoints() }
    func input(_ arguments: [Column]) -> [Double] { reader.doubles(of: arguments[0]) }

    func add(_ row: Int, of input: [Double], to state: inout HistogramPoints) {
        if !input[row].isNaN { state.add(input[row], 1, bins: bins) }
    }

    func merge(_ other: HistogramPoints, into state: inout HistogramPoints) { state.merge(other, bins: bins) }

    func results(of states: [HistogramPoints]) -> Column {
        var ends: [Int] = []
        var columns = [[Double]](repeating: [], count: 3)
        for state in states {
            var compressed = state
            compressed.compress(to: bins)
            appendBars(compressed, &columns)
            ends.append(columns[0].count)
        }
        let tuple = TupleColumn(elements: columns.map { .float64($0) }, count: columns[0].count)
        return .array(ArrayColumn(ends: ends, elements: .tuple(tuple)))
    }

    /// The weight of a point spreads as a trapezoid to both of its neighbours.
    private func appendBars(_ state: HistogramPoints, _ columns: inout [[Double]]) {
        var start = state.lower
        for (place, point) in state.points.enumerated() {
            let isLast = place == state.points.count - 1
            let end = isLast ? state.upper : (point.mean + state.points[place + 1].mean) / 2
            var height = 0.0
            height +=
                place == 0 ? point.weight / 2 : (point.weight + (state.points[place - 1].weight + point.weight) / 2) / 4
            height +=
                isLast ? point.weight / 2 : (point.weight + (state.points[place + 1].weight + point.weight) / 2) / 4
            columns[0].append(start)
            columns[1].append(end)
            columns[2].append(height)
            start = end
        }
    }

    func write(_ state: HistogramPoints, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: state.lower)
        bytes.append(littleEndian: state.upper)
        bytes.append(varuint: UInt64(state.points.count))
        for point in state.points {
            bytes.append(littleEndian: point.mean)
            bytes.append(littleEndian: point.weight)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> HistogramPoints {
        var state = HistogramPoints()
        state.lower = try reader.double()
        state.upper = try reader.double()
        let count = try reader.count(ofSize: 16)
        guard count <= 4 * HistogramPoints.binsMax else { throw StateReader.broken("\(count) points are too many") }
        for _ in 0..<count { state.points.append((try reader.double(), try reader.double())) }
        return state
    }

    func heapBytes(of state: HistogramPoints) -> Int { state.points.count * 16 }
}
