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
        return try leastSupertypeOrVariant(ofArguments: [arguments[1], arguments[2]], in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let then = arguments[1]
        let otherwise = arguments[2]
        if arguments[0].column.isConstant {
            let isTrue = maskOfTrue(arguments[0].column.single).first == 1
            let taken = isTrue ? then : otherwise
            return try branch(taken, isTrue ? otherwise : then, result, context)
        }
        let mask = maskOfTrue(arguments[0].column)
        return try selectRows(
            mask, try branch(then, otherwise, result, context), try branch(otherwise, then, result, context))
    }

    /// The branch as `result`. A `FixedString` that becomes a `String` keeps the zeros at its end beside another
    /// string,
    /// unlike in `CAST`.
    private static func branch(
        _ branch: TypedColumn, _ other: TypedColumn, _ result: DataType, _ context: QueryContext
    ) throws(QueryError) -> Column {
        var conversion = Conversion(context: context)
        conversion.keepsZeros = other.type.withoutNullable.isStringOrFixedString
        return try conversion.convert(branch.column, from: branch.type, to: result)
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
