import Columns
import Errors

/// Calls functions from within functions, wrappers and all: arithmetic of arrays is arithmetic of their elements.
enum FunctionCall {
    /// The type of `function` over arguments of these types (`constant` where known).
    static func result(
        _ function: any ScalarFunction.Type, _ arguments: [Argument], in context: QueryContext
    ) throws(QueryError) -> DataType {
        try bind(function, arguments, in: context).type
    }

    /// The values of `function` over `arguments`, all of `rowCount` rows; the type is what `result` gives.
    static func evaluate(
        _ function: any ScalarFunction.Type, _ arguments: [TypedColumn], rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> TypedColumn {
        let known = arguments.map { Argument(type: $0.type, constant: $0.column.isConstant ? $0.column.single : nil) }
        let call = try bind(function, known, in: context)
        var columns: [Int: Column] = [:]
        for (position, argument) in arguments.enumerated() { columns[position] = argument.column }
        let input = EvaluationInput(columns: columns, rowCount: rowCount)
        return TypedColumn(type: call.type, column: try call.evaluate(over: input, in: context))
    }

    private static func bind(
        _ function: any ScalarFunction.Type, _ arguments: [Argument], in context: QueryContext
    ) throws(QueryError) -> BoundExpression {
        var expressions: [BoundExpression] = []
        for (position, argument) in arguments.enumerated() {
            if let constant = argument.constant {
                expressions.append(.constant(constant, type: argument.type))
            } else {
                expressions.append(.column(position, type: argument.type))
            }
        }
        return try BoundCall.bind(function, expressions, in: context)
    }
}
