import Columns
import Errors

/// `groupBitAnd(x)`.
package struct GroupBitAnd: AggregateFunction {
    package static let name = "groupBitAnd"
    package static let aliasesInAnyCase = ["BIT_AND"]
    package static let documentation = FunctionDocumentation(
        summary: "The bits that all integers have.",
        examples: [.init(sql: "arrayReduce('groupBitAnd', [7, 5])", result: "5")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try groupBitStates(name, .and, parameters, arguments)
    }
}

/// `groupBitOr(x)`.
package struct GroupBitOr: AggregateFunction {
    package static let name = "groupBitOr"
    package static let aliasesInAnyCase = ["BIT_OR"]
    package static let documentation = FunctionDocumentation(
        summary: "The bits that any integer has.",
        examples: [.init(sql: "arrayReduce('groupBitOr', [4, 1])", result: "5")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try groupBitStates(name, .or, parameters, arguments)
    }
}

/// `groupBitXor(x)`.
package struct GroupBitXor: AggregateFunction {
    package static let name = "groupBitXor"
    package static let aliasesInAnyCase = ["BIT_XOR"]
    package static let documentation = FunctionDocumentation(
        summary: "The bits that an odd number of integers has.",
        examples: [.init(sql: "arrayReduce('groupBitXor', [7, 5])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try groupBitStates(name, .xor, parameters, arguments)
    }
}

enum BitOperation: Sendable { case and, or, xor }

private func groupBitStates(
    _ name: String, _ operation: BitOperation, _ parameters: [Value], _ arguments: [DataType]
) throws(QueryError) -> any AggregateStates {
    try checkNoParameters(name, parameters)
    let type = try singleArgument(name, arguments)
    guard type.isInteger || type == .bool, let word = WordType(type) else {
        throw illegalAggregateArgument(name, type)
    }
    return GroupBitStates(operation: operation, word: word, resultType: type == .bool ? .uint8 : type)
}

/// | bytes | content |
/// |---|---|
/// | width of the argument | the bits so far: all ones for `groupBitAnd`, else zero, before the first row |
struct GroupBitStates: AggregateStates {
    let operation: BitOperation
    let word: WordType
    let resultType: DataType
    private var bits: [UInt64] = []

    init(operation: BitOperation, word: WordType, resultType: DataType) {
        self.operation = operation
        self.word = word
        self.resultType = resultType
    }

    var groupCount: Int { bits.count }
    var byteCount: Int { bits.count * 8 }
    mutating func grow(to count: Int) { fill(&bits, to: count, with: operation == .and ? .max : 0) }

    private mutating func combine(_ words: [UInt64], _ groups: [UInt32]) {
        switch operation {
        case .and: for row in groups.indices { bits[Int(groups[row])] &= words[row] }
        case .or: for row in groups.indices { bits[Int(groups[row])] |= words[row] }
        case .xor: for row in groups.indices { bits[Int(groups[row])] ^= words[row] }
        }
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) { combine(word.words(of: arguments[0]), groups) }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        combine(sameImplementation(other).bits, groups)
    }

    func results() -> Column { word.column(of: bits) }

    func serialise(_ group: Int, into bytes: inout [UInt8]) { bytes.append(word: bits[group], width: word.width) }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        combine([try word.read(&reader)], [UInt32(truncatingIfNeeded: group)])
        position = reader.position
    }
}
