import Columns
import Errors

/// `any(x)`: the value of the first row that is met.
package struct AnyValue: AggregateFunction {
    package static let name = "any"
    package static let aliasesInAnyCase = ["any_value", "first_value"]
    package static let documentation = FunctionDocumentation(
        summary: "The first value that is met.", examples: [.init(sql: "arrayReduce('any', [5, 6])", result: "5")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return CellStates(try singleArgument(name, arguments), .first)
    }
}

/// `anyLast(x)`: the value of the last row that is met.
package struct AnyLast: AggregateFunction {
    package static let name = "anyLast"
    package static let aliasesInAnyCase = ["last_value"]
    package static let documentation = FunctionDocumentation(
        summary: "The last value that is met.", examples: [.init(sql: "arrayReduce('anyLast', [5, 6])", result: "6")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return CellStates(try singleArgument(name, arguments), .last)
    }
}
