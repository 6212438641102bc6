import Columns
import Errors

/// `retention(condition, …)`.
package struct Retention: AggregateFunction {
    package static let name = "retention"
    package static let documentation = FunctionDocumentation(
        summary: "Which conditions held, in any row each, together with the first one.",
        examples: [.init(sql: "arrayReduce('retention', [1, 0], [0, 1])", result: "[1,1]")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        guard arguments.count >= 2 else {
            throw QueryError(.notImplemented, "Not enough event arguments for aggregate function \(name).")
        }
        guard arguments.count <= 32 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Too many event arguments for aggregate function \(name).")
        }
        for type in arguments where type != .uint8 && type != .bool { throw illegalAggregateArgument(name, type) }
        return RetentionStates(kernel: RetentionKernel(count: arguments.count))
    }
}

struct RetentionStates: KernelStates {
    let kernel: RetentionKernel
    var states: [UInt32] = []
}

/// | bytes | content |
/// |---|---|
/// | u32 | a bit for each condition that held |
struct RetentionKernel: StateKernel {
    let count: Int

    var resultType: DataType { .array(.uint8) }
    var emptyState: UInt32 { 0 }
    func input(_ arguments: [Column]) -> [UInt32] { conditionBits(arguments) }
    func add(_ row: Int, of input: [UInt32], to state: inout UInt32) { state |= input[row] }
    func merge(_ other: UInt32, into state: inout UInt32) { state |= other }

    func results(of states: [UInt32]) -> Column {
        var values: [UInt8] = []
        for state in states {
            let first = UInt8(truncatingIfNeeded: state & 1)
            for place in 0..<count { values.append(UInt8(truncatingIfNeeded: state >> UInt32(place)) & first) }
        }
        return .array(ArrayColumn(ends: states.indices.map { ($0 + 1) * count }, elements: .uint8(values)))
    }

    func write(_ state: UInt32, into bytes: inout [UInt8]) { bytes.append(littleEndian: state) }
    func read(_ reader: inout StateReader) throws(QueryError) -> UInt32 { try reader.integer() }
}

/// Bit `i` of each row's word: condition `i` holds.
func conditionBits(_ conditions: [Column]) -> [UInt32] {
    var bits = [UInt32](repeating: 0, count: conditions.first?.count ?? 0)
    for (place, condition) in conditions.enumerated() {
        let mask = maskOfTrue(condition)
        for row in bits.indices { bits[row] |= UInt32(mask[row]) &<< UInt32(place) }
    }
    return bits
}
