import Columns
import Errors

/// `if(condition, then, else)`, also `condition ? then : else`.
package struct If: ScalarFunction {
    package static let name = "if"
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "One of two values, as the condition says; a NULL condition is false.",
        examples: [.init(sql: "if(1 > 2, 'yes', 'no')", result: "no")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        try Condition.check(name, arguments[0].type, "first argument (condition)")
        return try leastSupertype(of: [arguments[1].type, arguments[2].type])
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let then = arguments[1]
        let otherwise = arguments[2]
        if arguments[0].column.isConstant {
            let taken = maskOfTrue(arguments[0].column.single).first == 1 ? then : otherwise
            return try convertColumn(taken.column, from: taken.type, to: result, in: context)
        }
        let mask = maskOfTrue(arguments[0].column)
        let left = try convertColumn(then.column, from: then.type, to: result, in: context)
        let right = try convertColumn(otherwise.column, from: otherwise.type, to: result, in: context)
        return try selectRows(mask, left, right)
    }
}

/// What `if` and its kin take as a condition.
enum Condition {
    static func check(_ name: String, _ type: DataType, _ place: String) throws(QueryError) {
        let plain = type.withoutNullable
        guard plain == .uint8 || plain == .bool || plain == .nothing else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(type.name) of \(place) of function \(name). Must be UInt8")
        }
    }
}
