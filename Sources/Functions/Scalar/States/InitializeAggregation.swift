import Columns
import Errors

/// `initializeAggregation('function', x, …)`: the aggregate of each row alone; with a `State` name, its state.
enum InitializeAggregation: ScalarFunction {
    static let name = "initializeAggregation"
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        summary: "The result (or state) of an aggregate function over a single row.",
        examples: [.init(sql: "initializeAggregation('sum', 5)", result: "5")])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(arguments.count), should be "
                    + "at least 2."
            )
        }
        return try boundAggregate(name, arguments[0], arguments.dropFirst().map(\.type)).resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var states = try boundAggregate(name, arguments[0], arguments.dropFirst().map(\.type)).prototype
        states.grow(to: rowCount)
        try states.update(
            arguments.dropFirst().map(\.column), groups: (0..<rowCount).map { UInt32(truncatingIfNeeded: $0) })
        return try states.results()
    }
}

/// The aggregate that a constant string names: `quantile(0.9)`.
func boundAggregate(
    _ function: String, _ argument: Argument, _ types: [DataType]
) throws(QueryError) -> BoundAggregate {
    guard argument.type.unwrapped == .string, let constant = argument.constant,
        case .string(let bytes) = constant.value(at: 0)
    else {
        throw QueryError(
            .illegalColumn,
            "First argument for function \(function) must be constant string: name of aggregate function.")
    }
    return try boundAggregate(String(decoding: bytes, as: UTF8.self), types)
}

func boundAggregate(
    _ function: String, _ column: TypedColumn, _ types: [DataType]
) throws(QueryError) -> BoundAggregate {
    guard column.column.count > 0 else {
        throw QueryError(.illegalColumn, "First argument for function \(function) must be constant string")
    }
    return try boundAggregate(
        function, Argument(type: column.type, constant: column.column.slice(0..<1).materialised), types)
}

private func boundAggregate(_ text: String, _ types: [DataType]) throws(QueryError) -> BoundAggregate {
    // A type's parser reads the call: its parameters are literals there too.
    guard let type = try? DataType(parsing: "AggregateFunction(\(text), UInt8)"),
        case .aggregateFunction(let call) = type, call.arguments == [.uint8]
    else { throw QueryError(.unknownAggregateFunction, "Unknown aggregate function \(text)") }
    return try AggregateRegistry.bind(
        name: call.name, parameters: call.parameters, arguments: types, distinct: false)
}
