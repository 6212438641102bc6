import Columns
import Errors

/// `any_respect_nulls(x)`, `first_value(x) RESPECT NULLS`: the first row's value, NULL too.
package struct AnyRespectNulls: AggregateFunction {
    package static let name = "any_respect_nulls"
    package static let aliases = ["anyRespectNulls", "anyValueRespectNulls", "firstValueRespectNulls"]
    package static let aliasesInAnyCase = ["any_value_respect_nulls", "first_value_respect_nulls"]
    package static let seesNulls = true
    package static let documentation = FunctionDocumentation(
        summary: "The first value that is met, also if it is NULL.",
        examples: [.init(sql: "arrayReduce('any_respect_nulls', [NULL, 5])", result: "\\N")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return RespectNullsStates(try singleArgument(name, arguments), isLast: false)
    }
}

/// `anyLast_respect_nulls(x)`, `last_value(x) RESPECT NULLS`: the last row's value, NULL too.
package struct AnyLastRespectNulls: AggregateFunction {
    package static let name = "anyLast_respect_nulls"
    package static let aliases = ["anyLastRespectNulls", "lastValueRespectNulls"]
    package static let aliasesInAnyCase = ["last_value_respect_nulls"]
    package static let seesNulls = true
    package static let documentation = FunctionDocumentation(
        summary: "The last value that is met, also if it is NULL.",
        examples: [.init(sql: "arrayReduce('anyLast_respect_nulls', [5, NULL])", result: "\\N")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return RespectNullsStates(try singleArgument(name, arguments), isLast: true)
    }
}

/// | bytes | content |
/// |---|---|
/// | u8 | 1 no row, 2 NULL, 3 a value |
/// | single-value form | the value, with its NULL flag if its type has one |
struct RespectNullsStates: AggregateStates {
    let resultType: DataType
    private let isLast: Bool
    private var values: [Value?] = []

    init(_ type: DataType, isLast: Bool) {
        resultType = type
        self.isLast = isLast
    }

    var groupCount: Int { values.count }
    var byteCount: Int { values.count * 40 }
    mutating func grow(to count: Int) { fill(&values, to: count, with: nil) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        for row in groups.indices { take(arguments[0].value(at: row), Int(groups[row])) }
    }

    private mutating func take(_ value: Value, _ group: Int) {
        if isLast || values[group] == nil { values[group] = value }
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {
        guard rowCount > 0 else { return }
        take(arguments[0].value(at: isLast ? rowCount - 1 : 0), group)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices {
            if let value = other.values[index] { take(value, Int(groups[index])) }
        }
    }

    func results() throws(QueryError) -> Column {
        let none = Column.defaults(of: resultType, count: 1).value(at: 0)
        return try Column(values.map { $0 ?? none }, as: resultType)
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        guard let value = values[group] else { return bytes.append(1) }
        bytes.append(value == .null ? 2 : 3)
        if value != .null { SingleValueForm.write(value, of: resultType, into: &bytes) }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        switch try reader.byte() {
        case 1: break
        case 2 where resultType.isNullable: take(.null, group)
        case 3: take(try SingleValueForm.read(resultType, &reader), group)
        case let other: throw StateReader.broken("there is no kind \(other) of value")
        }
        position = reader.position
    }

    func runningResults(_ arguments: [Column], ends: [Int]) -> Column {
        arguments[0].gatheringOrDefault(ends.map { $0 == 0 ? -1 : isLast ? $0 - 1 : 0 }, resultType)
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) -> Column? {
        let rows = zip(starts, ends).map { $0 == $1 ? -1 : isLast ? $1 - 1 : $0 }
        return arguments[0].gatheringOrDefault(rows, resultType)
    }
}
