import Columns
import Errors

/// `finalizeAggregation(state)`: the result of each row's aggregate state.
enum FinalizeAggregation: ScalarFunction {
    static let name = "finalizeAggregation"
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        summary: "The result of an aggregate function's state.",
        examples: [.init(sql: "finalizeAggregation(initializeAggregation('sumState', 5))", result: "5")])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return try AggregateRegistry.bind(state: try state(of: arguments[0].type)).resultType
    }

    private static func state(of type: DataType) throws(QueryError) -> AggregateStateType {
        guard case .aggregateFunction(let state) = type else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Argument for function '\(name)' must have type AggregateFunction - state of aggregate function. "
                    + "Got '\(type.name)' instead")
        }
        return state
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var states: any AggregateStates = MergeStates(
            try AggregateRegistry.bind(state: try state(of: arguments[0].type)).prototype)
        states.grow(to: rowCount)
        try states.update([arguments[0].column], groups: (0..<rowCount).map { UInt32(truncatingIfNeeded: $0) })
        return try states.results()
    }
}
