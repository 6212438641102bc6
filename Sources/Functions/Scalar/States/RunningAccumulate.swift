import Columns
import Errors

/// `runningAccumulate(state)`: refused, as ClickHouse refuses it: its answer depends on how rows are cut into blocks.
enum RunningAccumulate: ScalarFunction {
    static let name = "runningAccumulate"
    static let documentation = FunctionDocumentation(
        summary: "Refused: use a window function such as sum(x) OVER (ORDER BY …).", examples: [])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        throw QueryError(
            .deprecatedFunction,
            "Function runningAccumulate is deprecated since its usage is error-prone. Please use a proper window function")
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try .defaults(of: self.result(of: [], in: context), count: rowCount)
    }
}
