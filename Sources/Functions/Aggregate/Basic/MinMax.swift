import Columns
import Errors

/// `min(x)`.
package struct Minimum: AggregateFunction {
    package static let name = "min"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The smallest value.", examples: [.init(sql: "arrayReduce('min', [5, 3, 7])", result: "3")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try extremeStates(name, parameters, arguments, smallest: true)
    }
}

/// `max(x)`.
package struct Maximum: AggregateFunction {
    package static let name = "max"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The greatest value.", examples: [.init(sql: "arrayReduce('max', [5, 3, 7])", result: "7")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try extremeStates(name, parameters, arguments, smallest: false)
    }
}

private func extremeStates(
    _ name: String, _ parameters: [Value], _ arguments: [DataType], smallest: Bool
) throws(QueryError) -> any AggregateStates {
    try checkNoParameters(name, parameters)
    let type = try singleArgument(name, arguments)
    try checkOrdered(name, type)
    if let states = ExtremeStates(type, smallest: smallest) { return states }
    return CellStates(type, smallest ? .smallest : .greatest)
}

/// Refuses types whose values have no order.
func checkOrdered(_ name: String, _ type: DataType) throws(QueryError) {
    if type.containsMixtures || type.containsObjects {
        throw QueryError(
            .illegalTypeOfArgument,
            "Illegal type \(type.name) of argument of aggregate function \(name) because the values of that data type "
                + "can contain values with different data types. Consider using typed subcolumns or cast column to a "
                + "specific data type")
    }
    if case .aggregateFunction = type {
        throw QueryError(
            .illegalTypeOfArgument,
            "Illegal type \(type.name) of argument of aggregate function \(name) because the values of that data type "
                + "are not comparable")
    }
}
