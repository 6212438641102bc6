import Columns
import Errors
import Glibc

/// `contingency(x, y)`.
package struct Contingency: AggregateFunction {
    package static let name = "contingency"
    package static let documentation = FunctionDocumentation(
        summary: "The contingency coefficient of two arguments, from 0 to 1.",
        examples: [.init(sql: "arrayReduce('contingency', [1, 1, 2, 2], [5, 5, 6, 6])", result: "0.7071067811865476")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try associationStates(name, .contingency, parameters, arguments)
    }
}

/// `cramersV(x, y)`.
package struct CramersV: AggregateFunction {
    package static let name = "cramersV"
    package static let documentation = FunctionDocumentation(
        summary: "Cramér's V of two arguments, from 0 to 1.",
        examples: [.init(sql: "arrayReduce('cramersV', [1, 1, 2, 2], [5, 5, 6, 6])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try associationStates(name, .cramersV, parameters, arguments)
    }
}

/// `cramersVBiasCorrected(x, y)`.
package struct CramersVBiasCorrected: AggregateFunction {
    package static let name = "cramersVBiasCorrected"
    package static let documentation = FunctionDocumentation(
        summary: "Cramér's V of two arguments, corrected for small samples.",
        examples: [.init(sql: "arrayReduce('cramersVBiasCorrected', [1, 1, 2, 2], [5, 5, 6, 6])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try associationStates(name, .cramersVBiasCorrected, parameters, arguments)
    }
}

/// `theilsU(x, y)`.
package struct TheilsU: AggregateFunction {
    package static let name = "theilsU"
    package static let documentation = FunctionDocumentation(
        summary: "Theil's U: how much the second argument says of the first, from 0 to 1.",
        examples: [.init(sql: "arrayReduce('theilsU', [1, 1, 2, 2], [5, 5, 6, 6])", result: "1")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try associationStates(name, .theilsU, parameters, arguments)
    }
}

/// What is computed from a table of how often pairs of values come together.
enum AssociationStatistic: Sendable { case contingency, cramersV, cramersVBiasCorrected, theilsU }

private func associationStates(
    _ name: String, _ statistic: AssociationStatistic, _ parameters: [Value], _ arguments: [DataType]
) throws(QueryError) -> any AggregateStates {
    try checkNoParameters(name, parameters)
    let (x, y) = try twoArguments(name, arguments)
    return AssociationStates(
        kernel: AssociationKernel(statistic: statistic, x: RowHasher([x]), y: RowHasher([y]), xType: x, yType: y))
}

struct PairCounts: Sendable {
    var total: UInt64 = 0
    var x: [UInt64: UInt64] = [:]
    var y: [UInt64: UInt64] = [:]
    var pairs: [UInt128: UInt64] = [:]
}

struct AssociationStates: KernelStates {
    let kernel: AssociationKernel
    var states: [PairCounts] = []
}

/// | bytes | content |
/// |---|---|
/// | u64 | number of rows |
/// | varuint, each | u64 hash of x, u64 count |
/// | varuint, each | u64 hash of y, u64 count |
/// | varuint, each | both hashes, u64 count |
struct AssociationKernel: StateKernel {
    let statistic: AssociationStatistic
    let x: RowHasher
    let y: RowHasher
    let xType: DataType
    let yType: DataType

    var resultType: DataType { .float64 }
    var emptyState: PairCounts { PairCounts() }

    func input(_ arguments: [Column]) -> (x: [UInt64], y: [UInt64]) {
        (x.rawHashes(of: arguments[0]), y.rawHashes(of: arguments[1]))
    }

    func add(_ row: Int, of input: (x: [UInt64], y: [UInt64]), to state: inout PairCounts) {
        let (x, y) = (input.x[row], input.y[row])
        state.total &+= 1
        state.x[x, default: 0] &+= 1
        state.y[y, default: 0] &+= 1
        state.pairs[UInt128(y) << 64 | UInt128(x), default: 0] &+= 1
    }

    func merge(_ other: PairCounts, into state: inout PairCounts) {
        state.total &+= other.total
        for (key, count) in other.x { state.x[key, default: 0] &+= count }
        for (key, count) in other.y { state.y[key, default: 0] &+= count }
        for (key, count) in other.pairs { state.pairs[key, default: 0] &+= count }
    }

    func results(of states: [PairCounts]) -> Column { .float64(states.map { value(of: $0) }) }

    private func value(of state: PairCounts) -> Double {
        guard state.total >= 2 else { return .nan }
        let rows = Double(state.x.count)
        let columns = Double(state.y.count)
        let total = Double(state.total)
        switch statistic {
        case .contingency:
            let phi = phiSquared(state)
            return (phi / (phi + 1)).squareRoot()
        case .cramersV: return (phiSquared(state) / (min(rows, columns) - 1)).squareRoot()
        case .cramersVBiasCorrected:
            let corrected = max(0, phiSquared(state) - (rows - 1) * (columns - 1) / (total - 1))
            let rest = min(
                rows - (rows - 1) * (rows - 1) / (total - 1), columns - (columns - 1) * (columns - 1) / (total - 1))
            return (corrected / (rest - 1)).squareRoot()
        case .theilsU: return theilsU(state, total)
        }
    }

    /// χ² divided by the number of rows.
    private func phiSquared(_ state: PairCounts) -> Double {
        var sum = 0.0
        for (key, count) in state.pairs.sorted(by: { $0.key < $1.key }) {
            let a = Double(state.x[UInt64(truncatingIfNeeded: key)] ?? 1)
            let b = Double(state.y[UInt64(truncatingIfNeeded: key >> 64)] ?? 1)
            sum += Double(count) * Double(count) / (a * b)
        }
        return max(0, sum - 1)
    }

    private func theilsU(_ state: PairCounts, _ total: Double) -> Double {
        var entropy = 0.0
        for count in state.x.values.sorted() { entropy += Double(count) / total * log(Double(count) / total) }
        var dependent = 0.0
        for (key, count) in state.pairs.sorted(by: { $0.key < $1.key }) {
            let b = Double(state.y[UInt64(truncatingIfNeeded: key >> 64)] ?? 1)
            dependent += Double(count) / total * log(Double(count) / b)
        }
        return (entropy - dependent) / entropy
    }

    func write(_ state: PairCounts, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: state.total)
        for counts in [state.x, state.y] {
            bytes.append(varuint: UInt64(counts.count))
            for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
                bytes.append(littleEndian: key)
                bytes.append(littleEndian: count)
            }
        }
        bytes.append(varuint: UInt64(state.pairs.count))
        for (key, count) in state.pairs.sorted(by: { $0.key < $1.key }) {
            bytes.append(littleEndian: key)
            bytes.append(littleEndian: count)
        }
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> PairCounts {
        var state = PairCounts()
        state.total = try reader.integer()
        for _ in 0..<(try reader.count(ofSize: 16)) {
            let key: UInt64 = try reader.integer()
            state.x[key, default: 0] &+= try reader.integer()
        }
        for _ in 0..<(try reader.count(ofSize: 16)) {
            let key: UInt64 = try reader.integer()
            state.y[key, default: 0] &+= try reader.integer()
        }
        for _ in 0..<(try reader.count(ofSize: 24)) {
            let key: UInt128 = try reader.integer()
            state.pairs[key, default: 0] &+= try reader.integer()
        }
        return state
    }

    func heapBytes(of state: PairCounts) -> Int { (state.x.count + state.y.count) * 32 + state.pairs.count * 48 }
}
