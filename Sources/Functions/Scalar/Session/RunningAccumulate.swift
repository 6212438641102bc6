import Columns
import Errors

enum RunningAccumulate: ScalarFunction {
    static let name = "runningAccumulate"
    static let isDeterministic = false
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "The result of all states up to this row of the block, anew where the second argument changes.",
        example: "runningAccumulate(initializeAggregation('sumState', 5)) "
            + "SETTINGS allow_deprecated_error_prone_window_functions = 1", "5")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let allowed = context.settings["allow_deprecated_error_prone_window_functions"] ?? "0"
        guard allowed != "0", allowed != "false" else {
            throw QueryError(
                .deprecatedFunction,
                "Function \(name) is deprecated since its usage is error-prone (see docs). Please use proper window "
                    + "function or set `allow_deprecated_error_prone_window_functions` setting to enable it")
        }
        try checkArgumentCount(name, arguments, 1...2)
        return try AggregateRegistry.bind(state: try state(of: arguments[0].type)).resultType
    }

    private static func state(of type: DataType) throws(QueryError) -> AggregateStateType {
        guard case .aggregateFunction(let state) = type else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Argument for function \(name) must have type AggregateFunction - state of aggregate function")
        }
        return state
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard rowCount > 0 else { return .defaults(of: result, count: 0) }
        let prototype = try AggregateRegistry.bind(state: try state(of: arguments[0].type)).prototype
        var states: any AggregateStates = MergeStates(prototype)
        let values = arguments[0].column.materialised
        let groups = arguments.count > 1 ? arguments[1].column.materialised : nil
        var answers: [Column] = []
        for row in 0..<rowCount {
            let isNew = row == 0 || groups.map { $0.compare(row - 1, with: $0, row) != 0 } ?? false
            if isNew {
                states = MergeStates(prototype)
                states.grow(to: 1)
            }
            try states.update([values.slice(row..<row + 1)], groups: [0])
            answers.append(try states.results())
        }
        return Column.concatenating(answers)
    }
}
