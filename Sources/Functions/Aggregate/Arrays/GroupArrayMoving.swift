import Columns
import Errors

/// `groupArrayMovingSum(window)(x)`: the sums of each value and those before it.
package struct GroupArrayMovingSum: AggregateFunction {
    package static let name = "groupArrayMovingSum"
    package static let documentation = FunctionDocumentation(
        summary: "The moving sums of the values, over the given number of them or all before.",
        examples: [.init(sql: "arrayReduce('groupArrayMovingSum(2)', [1, 2, 4])", result: "[1,3,6]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try movingStates(name, parameters, arguments, isAverage: false)
    }
}

/// `groupArrayMovingAvg(window)(x)`: the moving sums divided by the window.
package struct GroupArrayMovingAvg: AggregateFunction {
    package static let name = "groupArrayMovingAvg"
    package static let documentation = FunctionDocumentation(
        summary: "The moving averages of the values, over the given number of them or all.",
        examples: [.init(sql: "arrayReduce('groupArrayMovingAvg(2)', [1, 2, 4])", result: "[0.5,1.5,3]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try movingStates(name, parameters, arguments, isAverage: true)
    }
}

private func movingStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isAverage: Bool
) throws(QueryError) -> any AggregateStates {
    try checkParameterCount(name, parameters, 0...1)
    let window = parameters.isEmpty ? nil : try integerParameter(name, parameters[0], in: 1...Int(UInt32.max))
    let type = try singleArgument(name, arguments)
    guard let totals = NumberTotals(type), (type.fixedWidth ?? 0) <= 16 else {
        throw illegalAggregateArgument(name, type)
    }
    let total = totals.type(for: type)
    let result: DataType = total.isDecimal ? total : isAverage ? .float64 : total
    return MovingStates(
        kernel: MovingKernel(
            input: type, held: isAverage && !total.isDecimal ? result : total, element: result, window: window,
            isAverage: isAverage))
}

struct MovingStates: KernelStates {
    let kernel: MovingKernel
    var states: [[MovingKernel.Total]] = []
}

/// | bytes | content |
/// |---|---|
/// | varuint | number of values |
/// | each | the sum of all values so far |
struct MovingKernel: StateKernel {
    /// A running total, as a whole number or a float.
    struct Total: Sendable {
        var whole: Int128 = 0
        var float = 0.0
    }

    let input: DataType
    /// The type of the totals in states, and of the result's elements.
    let held: DataType
    let element: DataType
    let window: Int?
    let isAverage: Bool

    var resultType: DataType { .array(element) }
    var emptyState: [Total] { [] }

    func input(_ arguments: [Column]) -> [Total] {
        (0..<arguments[0].count).map { row in
            let value = arguments[0].value(at: row)
            if case .float64(let number) = value { return Total(whole: 0, float: number) }
            let whole: Int128 = value.exactInteger() ?? 0
            return Total(whole: whole, float: Double(whole))
        }
    }

    func add(_ row: Int, of input: [Total], to state: inout [Total]) {
        let last = state.last ?? Total()
        var float = last.float + input[row].float
        if held == .float32 { float = Double(Float(float)) }
        state.append(Total(whole: last.whole &+ input[row].whole, float: float))
    }

    func merge(_ other: [Total], into state: inout [Total]) {
        let last = state.last ?? Total()
        state.append(contentsOf: other.map { Total(whole: $0.whole &+ last.whole, float: $0.float + last.float) })
    }

    func results(of states: [[Total]]) throws(QueryError) -> Column {
        var ends: [Int] = []
        var values: [Value] = []
        for state in states {
            for (place, total) in state.enumerated() {
                let before = place - (window ?? state.count)
                let start = before >= 0 ? state[before] : Total()
                values.append(value(total.whole &- start.whole, total.float - start.float, window ?? state.count))
            }
            ends.append(values.count)
        }
        return .array(ArrayColumn(ends: ends, elements: try Column(values, as: element)))
    }

    private func value(_ whole: Int128, _ float: Double, _ count: Int) -> Value {
        if element.isFloat {
            if !isAverage { return .float64(float) }
            return .float64(float / Double(count))
        }
        let number = isAverage ? whole / Int128(count) : whole
        return switch element.physicalKind {
        case .uint64: .uint64(UInt64(truncatingIfNeeded: number))
        case .int64: .int64(Int64(truncatingIfNeeded: number))
        default: .int128(number)
        }
    }

    func write(_ state: [Total], into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(state.count))
        for total in state {
            switch held.physicalKind {
            case .float32: bytes.append(littleEndian: Float(total.float))
            case .float64: bytes.append(littleEndian: total.float)
            case .int128, .uint128: bytes.append(littleEndian: total.whole)
            default: bytes.append(littleEndian: Int64(truncatingIfNeeded: total.whole))
            }
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> [Total] {
        let width = held.fixedWidth ?? 8
        let count = try reader.count(ofSize: width)
        var state: [Total] = []
        for _ in 0..<count {
            switch held.physicalKind {
            case .float32: state.append(Total(float: Double(try reader.float())))
            case .float64: state.append(Total(float: try reader.double()))
            case .int128, .uint128: state.append(Total(whole: try reader.integer()))
            case .uint64: state.append(Total(whole: Int128(try reader.integer(UInt64.self))))
            default: state.append(Total(whole: Int128(try reader.integer(Int64.self))))
            }
        }
        return state
    }

    func heapBytes(of state: [Total]) -> Int { state.count * 32 }
}
