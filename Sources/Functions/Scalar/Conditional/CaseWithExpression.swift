import Columns
import Errors

/// `CASE x WHEN value THEN result … ELSE result END`.
package struct CaseWithExpression: ScalarFunction {
    package static let name = "caseWithExpression"
    package static let aliases = ["caseWithExpr"]
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "The value behind the first candidate that equals the expression, else the last argument.",
        examples: [.init(sql: "caseWithExpression(2, 1, 'a', 2, 'b', 'c')", result: "b")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 4, arguments.count.isMultiple(of: 2) else {
            throw QueryError(.badArguments, "Invalid number of arguments for function \(name)")
        }
        var branches: [DataType] = []
        for position in stride(from: 1, to: arguments.count - 1, by: 2) {
            _ = try FunctionCall.result(
                IsNotDistinctFrom.self, [arguments[0], arguments[position]], in: context)
            branches.append(arguments[position + 1].type)
        }
        return try leastSupertypeOrVariant(of: branches + [arguments[arguments.count - 1].type], in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let last = arguments[arguments.count - 1]
        var answer = try convertColumn(last.column, from: last.type, to: result, in: context)
        for position in stride(from: arguments.count - 3, through: 1, by: -2) {
            let same = try FunctionCall.evaluate(
                IsNotDistinctFrom.self, [arguments[0], arguments[position]], rowCount: rowCount, in: context)
            let branch = arguments[position + 1]
            let value = try convertColumn(branch.column, from: branch.type, to: result, in: context)
            answer = try selectRows(maskOfTrue(same.column), value, answer)
        }
        return answer
    }
}
