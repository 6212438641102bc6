import Columns
import Errors

/// `multiIf(condition, then, …, else)`, also `CASE WHEN … THEN … ELSE … END`.
package struct MultiIf: ScalarFunction {
    package static let name = "multiIf"
    package static let aliases = ["caseWithoutExpression", "caseWithoutExpr"]
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The value behind the first condition that holds, else the last argument.",
        examples: [.init(sql: "multiIf(1 > 2, 'a', 2 > 1, 'b', 'c')", result: "b")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 3, !arguments.count.isMultiple(of: 2) else {
            throw QueryError(.numberOfArgumentsDoesntMatch, "Invalid number of arguments for function \(name)")
        }
        var branches = [arguments[arguments.count - 1]]
        for position in stride(from: 0, to: arguments.count - 1, by: 2) {
            try Condition.check(name, arguments[position].type, "argument \(position + 1) (condition)")
            branches.insert(arguments[position + 1], at: branches.count - 1)
        }
        return try leastSupertypeOrVariant(ofArguments: branches, in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let last = arguments[arguments.count - 1]
        var answer = try convertColumn(last.column, from: last.type, to: result, in: context)
        for position in stride(from: arguments.count - 3, through: 0, by: -2) {
            let condition = arguments[position].column
            let branch = arguments[position + 1]
            if condition.isConstant, maskOfTrue(condition.single).first == 0 { continue }
            let value = try convertColumn(branch.column, from: branch.type, to: result, in: context)
            answer = condition.isConstant ? value : try selectRows(maskOfTrue(condition), value, answer)
        }
        return answer
    }
}
