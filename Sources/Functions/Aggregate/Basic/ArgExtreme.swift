import Columns
import Errors

/// `argMin(result, value)`: the first argument where the second is smallest.
package struct ArgMin: AggregateFunction {
    package static let name = "argMin"
    package static let aliasesInAnyCase = ["min_by"]
    package static let documentation = FunctionDocumentation(
        summary: "The first argument of the row whose second argument is smallest.",
        examples: [.init(sql: "arrayReduce('argMin', ['a', 'b'], [2, 1])", result: "b")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try argExtremeStates(name, parameters, arguments, .smallest, withValue: false)
    }
}

/// `argMax(result, value)`: the first argument where the second is greatest.
package struct ArgMax: AggregateFunction {
    package static let name = "argMax"
    package static let aliasesInAnyCase = ["max_by"]
    package static let documentation = FunctionDocumentation(
        summary: "The first argument of the row whose second argument is greatest.",
        examples: [.init(sql: "arrayReduce('argMax', ['a', 'b'], [2, 1])", result: "a")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try argExtremeStates(name, parameters, arguments, .greatest, withValue: false)
    }
}

/// `argAndMin(result, value)`.
package struct ArgAndMin: AggregateFunction {
    package static let name = "argAndMin"
    package static let documentation = FunctionDocumentation(
        summary: "The pair of arguments of the row whose second argument is smallest.",
        examples: [.init(sql: "arrayReduce('argAndMin', ['a', 'b'], [2, 1])", result: "('b',1)")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try argExtremeStates(name, parameters, arguments, .smallest, withValue: true)
    }
}

/// `argAndMax(result, value)`.
package struct ArgAndMax: AggregateFunction {
    package static let name = "argAndMax"
    package static let documentation = FunctionDocumentation(
        summary: "The pair of arguments of the row whose second argument is greatest.",
        examples: [.init(sql: "arrayReduce('argAndMax', ['a', 'b'], [2, 1])", result: "('a',2)")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try argExtremeStates(name, parameters, arguments, .greatest, withValue: true)
    }
}

private func argExtremeStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], _ rule: CellRule, withValue: Bool
) throws(QueryError) -> any AggregateStates {
    try checkNoParameters(name, parameters)
    let (result, value) = try twoArguments(name, arguments)
    try checkOrdered(name, value)
    return ArgExtremeStates(result: result, value: value, rule: rule, withValue: withValue)
}

/// | bytes | content |
/// |---|---|
/// | a cell | the result |
/// | a cell | the value that decides |
struct ArgExtremeStates: AggregateStates {
    private var kept: Cells
    private var values: Cells
    private let rule: CellRule
    /// `argAndMin`: the result is a pair of both.
    private let withValue: Bool
    let resultType: DataType

    init(result: DataType, value: DataType, rule: CellRule, withValue: Bool) {
        kept = Cells(result)
        values = Cells(value)
        self.rule = rule
        self.withValue = withValue
        resultType = withValue ? .tuple([TupleElement(nil, result), TupleElement(nil, value)]) : result
    }

    var groupCount: Int { kept.count }
    var byteCount: Int { kept.byteCount + values.byteCount }

    mutating func grow(to count: Int) {
        kept.grow(to: count)
        values.grow(to: count)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        let won = values.take(arguments[1], groups: groups, by: rule)
        kept.set(arguments[0], rows: won.rows, groups: won.groups)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        let won = values.take(other.values, groups: groups, by: rule)
        kept.set(from: other.kept, places: won.places, groups: won.groups)
    }

    func results() throws(QueryError) -> Column {
        let first = try kept.column()
        guard withValue else { return first }
        return .tuple(TupleColumn(elements: [first, try values.column()], count: first.count))
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        kept.write(group, into: &bytes)
        values.write(group, into: &bytes)
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        var result = Cells(kept.type)
        var value = Cells(values.type)
        result.grow(to: 1)
        value.grow(to: 1)
        try result.read(0, &reader)
        try value.read(0, &reader)
        position = reader.position
        let won = values.take(value, groups: [UInt32(truncatingIfNeeded: group)], by: rule)
        kept.set(from: result, places: won.places, groups: won.groups)
    }
}
