import Columns
import Errors

/// `largestTriangleThreeBuckets(n)(x, y)`.
package struct LargestTriangleThreeBuckets: AggregateFunction {
    package static let name = "largestTriangleThreeBuckets"
    package static let aliases = ["lttb"]
    package static let documentation = FunctionDocumentation(
        summary: "A series thinned out to n points that keep its visible shape.",
        examples: [
            .init(sql: "arrayReduce('largestTriangleThreeBuckets(2)', [1, 2, 3], [4, 5, 6])", result: "[(1,4),(3,6)]")
        ])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkParameterCount(name, parameters, 1...1)
        let points = try integerParameter(name, parameters[0], in: 0...Int(UInt32.max))
        let (x, y) = try twoArguments(name, arguments)
        guard let xWord = WordType(x), let yWord = WordType(y), x.isNumber || x.isDateOrDateTime,
            y.isNumber || y.isDateOrDateTime, !x.isDecimal, !y.isDecimal
        else { throw illegalAggregateArgument(name, x) }
        return TriangleStates(
            kernel: TriangleKernel(
                points: points, x: xWord, y: yWord, xResult: x.withoutZone, yResult: y.withoutZone))
    }
}

extension DataType {
    /// The type of a coordinate in the result: dates and times of the session's zone, else Float64.
    fileprivate var withoutZone: DataType {
        switch self {
        case .dateTime: .dateTime(zone: nil)
        case .dateTime64(let precision, _): .dateTime64(precision: precision, zone: nil)
        case .date, .date32: self
        default: .float64
        }
    }
}

struct TriangleStates: KernelStates {
    let kernel: TriangleKernel
    var states: [PairSamples] = []
}

/// The state is that of `rankCorr`: all points.
struct TriangleKernel: StateKernel {
    let points: Int
    let x: WordType
    let y: WordType
    let xResult: DataType
    let yResult: DataType

    var resultType: DataType { .array(.tuple([TupleElement(nil, xResult), TupleElement(nil, yResult)])) }
    var emptyState: PairSamples { PairSamples() }

    func input(_ arguments: [Column]) -> (x: [Double], y: [Double]) {
        (x.doubles(x.words(of: arguments[0])), y.doubles(y.words(of: arguments[1])))
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
        var ends: [Int] = []
        var xs: [Double] = []
        var ys: [Double] = []
        for state in states {
            for place in chosen(state) {
                xs.append(state.x[place])
                ys.append(state.y[place])
            }
            ends.append(xs.count)
        }
        let tuple = TupleColumn(
            elements: [quantileColumn(xs, as: xResult), quantileColumn(ys, as: yResult)], count: xs.count)
        return .array(ArrayColumn(ends: ends, elements: .tuple(tuple)))
    }

    /// The first and the last point, and of each bucket between the one with the largest triangle with its neighbours.
    private func chosen(_ state: PairSamples) -> [Int] {
        let order = state.x.indices.sorted { state.x[$0] != state.x[$1] ? state.x[$0] < state.x[$1] : $0 < $1 }
        guard order.count > points else { return order }
        if points == 0 { return [] }
        if points == 1 { return [order[0]] }
        if points == 2 { return [order[0], order[order.count - 1]] }
        let size = Double(order.count - 2) / Double(points - 2)
        var result = [order[0]]
        for bucket in 0..<points - 2 {
            let start = 1 + Int(size * Double(bucket))
            let middle = min(1 + Int(size * Double(bucket + 1)), order.count - 1)
            let end = min(1 + Int(size * Double(bucket + 2)), order.count)
            let next = order[middle..<max(end, middle + 1)]
            let meanX = next.reduce(0.0) { $0 + state.x[$1] } / Double(next.count)
            let meanY = next.reduce(0.0) { $0 + state.y[$1] } / Double(next.count)
            let last = result[result.count - 1]
            var best = order[start]
            var bestArea = -1.0
            for place in order[start..<max(middle, start + 1)] {
                let area = abs(
                    0.5
                        * ((state.x[last] - meanX) * (state.y[place] - state.y[last])
                            - (state.x[last] - state.x[place]) * (meanY - state.y[last])))
                if area > bestArea {
                    bestArea = area
                    best = place
                }
            }
            result.append(best)
        }
        return result + [order[order.count - 1]]
    }

    func write(_ state: PairSamples, into bytes: inout [UInt8]) { writePairs(state, into: &bytes) }
    func read(_ reader: inout StateReader) throws(QueryError) -> PairSamples { try readPairs(&reader) }
    func heapBytes(of state: PairSamples) -> Int { state.x.count * 16 }
}
