import Columns
import Errors

/// Numbers of milliseconds up to 30,000, exact below 1,024 and in steps of 16 above.
///
/// | bytes | content |
/// |---|---|
/// | u8 | 1 for up to 31 values, 2 for up to 5,672, 3 for counts |
/// | kind 1 | u16 count, u16 each |
/// | kind 2 | u64 count, u16 each |
/// | kind 3 | u64 count; 1,024 and 1,811 u64 counts, or where there are few: pairs of u16 slot and u64 count, u16
/// 30,000 behind the last |
/// - Source: ClickHouse `QuantileTiming`.
struct Timing: Sendable {
    static let tinyMax = 31
    static let mediumMax = 5_672
    static let smallCount = 1_024
    static let valueMax: UInt16 = 30_000
    static let step = 16
    static let bigCount = (Int(valueMax) - smallCount) / step
    static let slotCount = smallCount + bigCount

    /// Values while they are few, in the order they came.
    var values: [UInt16] = []
    /// Counts by slot, once they are many: numbers below 1,024, then steps of 16. Greater numbers have no slot.
    var counts: [UInt64] = []
    var counted: UInt64 = 0

    mutating func count(_ value: UInt16, _ weight: UInt64) {
        counted &+= weight
        if Int(value) < Self.smallCount {
            counts[Int(value)] &+= weight
        } else if value < Self.valueMax {
            counts[Self.smallCount + (Int(value) - Self.smallCount) / Self.step] &+= weight
        }
    }

    mutating func insert(_ value: UInt16) {
        if counts.isEmpty, values.count < Self.mediumMax { return values.append(value) }
        toCounts()
        count(value, 1)
    }

    mutating func insert(_ value: UInt16, weight: UInt64) {
        if counts.isEmpty, weight <= UInt64(Self.tinyMax), values.count + Int(weight) <= Self.tinyMax {
            return values.append(contentsOf: repeatElement(value, count: Int(weight)))
        }
        toCounts()
        count(value, weight)
    }

    mutating func toCounts() {
        guard counts.isEmpty else { return }
        counts = [UInt64](repeating: 0, count: Self.slotCount)
        for value in values { count(value, 1) }
        values = []
    }

    mutating func merge(_ other: Timing) {
        if other.counts.isEmpty {
            for value in other.values { insert(value) }
        } else {
            toCounts()
            for slot in counts.indices { counts[slot] &+= other.counts[slot] }
            counted &+= other.counted
        }
    }

    func quantiles(_ levels: [Double]) -> [Double] {
        if counts.isEmpty {
            guard !values.isEmpty else { return levels.map { _ in .nan } }
            let sorted = values.sorted()
            return levels.map { Double(sorted[$0 == 1 ? sorted.count - 1 : Int(Double(sorted.count) * $0)]) }
        }
        return levels.map { level in
            let position = (Double(counted) * level).rounded(.up)
            var passed: UInt64 = 0
            for slot in counts.indices where counts[slot] > 0 {
                passed &+= counts[slot]
                if Double(passed) >= position { return Self.value(of: slot) }
            }
            return Double(Self.valueMax)
        }
    }

    /// A number of the step, spread by a hash as ClickHouse does, so that not all answers are round.
    private static func value(of slot: Int) -> Double {
        guard slot >= smallCount else { return Double(slot) }
        let big = slot - smallCount
        let spread = Int(plainIntHash32(UInt64(big)) % UInt32(step)) - step / 2
        return Double(big * step + smallCount + spread)
    }

    func write(into bytes: inout [UInt8]) {
        guard !counts.isEmpty else {
            let isTiny = values.count <= Self.tinyMax
            bytes.append(isTiny ? 1 : 2)
            if isTiny {
                bytes.append(littleEndian: UInt16(values.count))
            } else {
                bytes.append(littleEndian: UInt64(values.count))
            }
            for value in values { bytes.append(littleEndian: value) }
            return
        }
        bytes.append(3)
        bytes.append(littleEndian: counted)
        if isDense {
            for count in counts { bytes.append(littleEndian: count) }
            return
        }
        for slot in counts.indices where counts[slot] > 0 {
            bytes.append(littleEndian: UInt16(slot))
            bytes.append(littleEndian: counts[slot])
        }
        bytes.append(littleEndian: Self.valueMax)
    }

    private var isDense: Bool { counted &* 2 > UInt64(Self.slotCount) }

    init() {}

    init(_ reader: inout StateReader) throws(QueryError) {
        switch try reader.byte() {
        case 1:
            let count = Int(try reader.integer(UInt16.self))
            guard count <= Self.tinyMax else { throw StateReader.broken("\(count) values are not few") }
            for _ in 0..<count { values.append(try reader.integer()) }
        case 2:
            let count = try reader.checked(try reader.integer(), ofSize: 2)
            guard count <= Self.mediumMax else { throw StateReader.broken("\(count) values are too many") }
            for _ in 0..<count { values.append(try reader.integer()) }
        case 3:
            counted = try reader.integer()
            counts = [UInt64](repeating: 0, count: Self.slotCount)
            if isDense {
                for slot in counts.indices { counts[slot] = try reader.integer() }
                return
            }
            while true {
                let slot = Int(try reader.integer(UInt16.self))
                if slot == Int(Self.valueMax) { return }
                guard slot < Self.slotCount else { throw StateReader.broken("there is no slot \(slot)") }
                counts[slot] = try reader.integer()
            }
        default: throw StateReader.broken("there is no such kind of timings")
        }
    }
}

func timingStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], isPlural: Bool, isWeighted: Bool
) throws(QueryError) -> any AggregateStates {
    let levels = try QuantileLevels(name, parameters, isPlural: isPlural)
    let type = isWeighted ? try twoArguments(name, arguments).0 : try singleArgument(name, arguments)
    guard type.isNumber, !type.isDecimal else { throw illegalAggregateArgument(name, type) }
    return TimingStates(
        kernel: TimingKernel(
            levels: levels, word: try quantileWord(name, type),
            weight: isWeighted ? try weightWord(name, arguments[1]) : nil))
}

struct TimingStates: KernelStates {
    let kernel: TimingKernel
    var states: [Timing] = []
}

struct TimingKernel: StateKernel {
    let levels: QuantileLevels
    let word: WordType
    let weight: WordType?

    var resultType: DataType { levels.resultType(.float32) }
    var emptyState: Timing { Timing() }

    func input(_ arguments: [Column]) -> (values: [Double], weights: [UInt64]?) {
        (word.doubles(word.words(of: arguments[0])), weight.map { $0.words(of: arguments[1]) })
    }

    func add(_ row: Int, of input: (values: [Double], weights: [UInt64]?), to state: inout Timing) {
        let value = input.values[row]
        guard value >= 0, value.isFinite else { return }
        let cut = UInt16(min(value, Double(Timing.valueMax)))
        if let weights = input.weights {
            state.insert(cut, weight: weights[row])
        } else {
            state.insert(cut)
        }
    }

    func merge(_ other: Timing, into state: inout Timing) { state.merge(other) }

    func results(of states: [Timing]) -> Column {
        let values = states.flatMap { $0.quantiles(levels.levels) }
        return levels.column(of: .float32(values.map { Float($0) }), groupCount: states.count)
    }

    func write(_ state: Timing, into bytes: inout [UInt8]) { state.write(into: &bytes) }
    func read(_ reader: inout StateReader) throws(QueryError) -> Timing { try Timing(&reader) }
    func heapBytes(of state: Timing) -> Int { state.values.capacity * 2 + state.counts.count * 8 }
}

/// `quantileTiming(level)(x)`.
package struct QuantileTiming: AggregateFunction {
    package static let name = "quantileTiming"
    package static let aliases = ["medianTiming"]
    package static let documentation = FunctionDocumentation(
        summary: "A quantile of milliseconds, exact below 1,024.",
        examples: [.init(sql: "arrayReduce('quantileTiming(0.5)', [1, 2, 4])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try timingStates(
            name, parameters, arguments, isPlural: false, isWeighted: false)
    }
}

/// `quantilesTiming(level)(x)`.
package struct QuantilesTiming: AggregateFunction {
    package static let name = "quantilesTiming"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several quantiles of milliseconds, exact below 1,024.",
        examples: [.init(sql: "arrayReduce('quantilesTiming(0.5)', [1, 2, 4])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try timingStates(
            name, parameters, arguments, isPlural: true, isWeighted: false)
    }
}

/// `quantileTimingWeighted(level)(x, weight)`.
package struct QuantileTimingWeighted: AggregateFunction {
    package static let name = "quantileTimingWeighted"
    package static let aliases = ["medianTimingWeighted"]
    package static let documentation = FunctionDocumentation(
        summary: "A quantile of milliseconds, exact below 1,024, with weights.",
        examples: [.init(sql: "arrayReduce('quantileTimingWeighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try timingStates(
            name, parameters, arguments, isPlural: false, isWeighted: true)
    }
}

/// `quantilesTimingWeighted(level)(x, weight)`.
package struct QuantilesTimingWeighted: AggregateFunction {
    package static let name = "quantilesTimingWeighted"
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "Several quantiles of milliseconds, exact below 1,024, with weights.",
        examples: [.init(sql: "arrayReduce('quantilesTimingWeighted(0.5)', [1, 2, 4], [1, 1, 1])", result: "[2]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try timingStates(
            name, parameters, arguments, isPlural: true, isWeighted: true)
    }
}
