import Columns
import Errors

/// `sparkbar(width[, from, to])(x, y)`.
package struct Sparkbar: AggregateFunction {
    package static let name = "sparkbar"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        "A line of bars: how great y is along x.",
        example: "arrayReduce('sparkbar(3)', [1, 2, 3], [1, 4, 8])", "▁▄█")

    private static let widthMax = 1024

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        let (x, y) = try twoArguments(name, arguments)
        guard parameters.count == 1 || parameters.count == 3 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "The number of params does not match for aggregate function '\(name)', expected 1 or 3, got "
                    + "\(parameters.count)")
        }
        switch x {
        case .uint8, .uint16, .uint32, .uint64, .date, .dateTime: break
        default:
            throw QueryError(
                .illegalTypeOfArgument,
                "The first argument type must be UInt or Date or DateTime for aggregate function \(name)")
        }
        switch y {
        case .uint8, .uint16, .uint32, .uint64, .int8, .int16, .int32, .int64, .float32, .float64: break
        default: throw illegalAggregateArgument(name, y)
        }
        let width = try integerParameter(name, parameters[0], in: 2...widthMax, outside: .parameterOutOfBound)
        var bounds: ClosedRange<UInt64> = 0...UInt64.max
        if parameters.count == 3 {
            let (low, high) = (try bound(parameters[1], x), try bound(parameters[2], x))
            guard low < high else {
                throw QueryError(
                    .badArguments, "Parameter `min_x` must be less than `max_x` in aggregate function '\(name)'")
            }
            bounds = low...high
        }
        guard let word = WordType(x) else { throw illegalAggregateArgument(name, x) }
        let kernel = SparkbarKernel(
            width: width, bounds: bounds, word: word, reader: try DoubleReader(y, of: name),
            isBounded: parameters.count == 3, isWhole: !y.isFloat)
        return SparkbarStates(kernel: kernel)
    }

    private static func bound(_ parameter: Value, _ type: DataType) throws(QueryError) -> UInt64 {
        guard let number: UInt64 = parameter.exactInteger() else {
            throw QueryError(
                .illegalTypeOfArgument,
                "The second and third parameters are not the same type as the first arguments for aggregate function "
                    + name)
        }
        return number
    }
}

struct SparkbarPoints: Sendable {
    var points: [UInt64: Double] = [:]
    var low = UInt64.max
    var high: UInt64 = 0
}

struct SparkbarStates: KernelStates {
    let kernel: SparkbarKernel
    var states: [SparkbarPoints] = []
}

/// | bytes | content |
/// |---|---|
/// | u64, u64 | the least and the greatest x |
/// | varuint, (u64, f64) each | number of points; x and the sum of its y |
struct SparkbarKernel: StateKernel {
    let width: Int
    let bounds: ClosedRange<UInt64>
    let word: WordType
    let reader: DoubleReader
    let isBounded: Bool
    let isWhole: Bool

    var resultType: DataType { .string }
    var emptyState: SparkbarPoints { SparkbarPoints() }

    func input(_ arguments: [Column]) -> (x: [UInt64], y: [Double]) {
        (word.words(of: arguments[0]), reader.doubles(of: arguments[1]))
    }

    func add(_ row: Int, of input: (x: [UInt64], y: [Double]), to state: inout SparkbarPoints) {
        let (x, y) = (input.x[row], input.y[row])
        guard bounds.contains(x) else { return }
        add(x, y, to: &state)
    }

    private func add(_ x: UInt64, _ y: Double, to state: inout SparkbarPoints) {
        state.low = min(state.low, x)
        state.high = max(state.high, x)
        if y > 0 { state.points[x, default: 0] += y }
    }

    func merge(_ other: SparkbarPoints, into state: inout SparkbarPoints) {
        for (x, y) in other.points { add(x, y, to: &state) }
    }

    func results(of states: [SparkbarPoints]) -> Column {
        var strings = StringColumn()
        for state in states { strings.append(Array(line(state).utf8)) }
        return .string(strings)
    }

    private func line(_ state: SparkbarPoints) -> String {
        guard !state.points.isEmpty else { return "" }
        let low = isBounded ? bounds.lowerBound : state.low
        let high = isBounded ? bounds.upperBound : state.high
        guard low < high else { return "█" }
        let span = high - low == .max ? UInt64.max : high - low + 1
        let size = span <= UInt64(width) ? Int(span) : width
        var bars = [Double](repeating: 0, count: size)
        var counts = [Double](repeating: 0, count: size)
        for (x, y) in state.points.sorted(by: { $0.key < $1.key }) {
            let place = min(Int(Double(x - low) * Double(size) / Double(span)), size - 1)
            bars[place] += y
            counts[place] += 1
        }
        // A bar is the mean of its points, whole for whole numbers.
        for place in bars.indices where counts[place] > 0 {
            bars[place] = rounded(bars[place] / counts[place])
        }
        let greatest = bars.max() ?? 0
        guard greatest > 0 else { return "" }
        let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        return String(
            bars.map { bar -> Character in
                guard bar > 0 else { return " " }
                return blocks[min(max(Int(rounded(bar * 7 / greatest)), 0), 7)]
            })
    }

    private func rounded(_ value: Double) -> Double { isWhole ? value.rounded(.towardZero) : value }

    func write(_ state: SparkbarPoints, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: state.low)
        bytes.append(littleEndian: state.high)
        bytes.append(varuint: UInt64(state.points.count))
        for (x, y) in state.points.sorted(by: { $0.key < $1.key }) {
            bytes.append(littleEndian: x)
            bytes.append(littleEndian: y)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> SparkbarPoints {
        var state = SparkbarPoints()
        state.low = try reader.integer()
        state.high = try reader.integer()
        for _ in 0..<(try reader.count(ofSize: 16)) {
            let x: UInt64 = try reader.integer()
            state.points[x] = try reader.double()
        }
        return state
    }

    func heapBytes(of state: SparkbarPoints) -> Int { state.points.count * 32 }
}
