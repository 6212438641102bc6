import Columns
import Errors

/// A constant as a full column: keeps the engine from computing with it beforehand.
package struct Materialize: TypeFunction {
    package static let name = "materialize"
    package static let isDeterministic = false
    package static let documentation = FunctionDocumentation(
        summary: "The value as a full column, not a constant.", examples: [.init(sql: "materialize(5)", result: "5")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        arguments[0].column.materialised
    }
}

/// The argument itself.
package struct Identity: TypeFunction {
    package static let name = "identity"
    package static let documentation = FunctionDocumentation(
        summary: "The argument itself.", examples: [.init(sql: "identity(5)", result: "5")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        arguments[0].column
    }
}

/// 0, whatever the arguments are.
package struct Ignore: TypeFunction {
    package static let name = "ignore"
    package static let isDeterministic = false
    package static let documentation = FunctionDocumentation(
        summary: "Computes its arguments and gives 0.", examples: [.init(sql: "ignore(1, 'a')", result: "0")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(.uint8([0]), count: rowCount))
    }
}

/// The value with a type that allows NULL.
package struct ToNullable: TypeFunction {
    package static let name = "toNullable"
    package static let documentation = FunctionDocumentation(
        summary: "The value with a type that allows NULL.", examples: [.init(sql: "toNullable(5)", result: "5")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let type = arguments[0].type
        guard type.unwrapped.canBeInsideNullable else {
            throw QueryError(.illegalTypeOfArgument, "Nested type \(type.name) cannot be inside Nullable type")
        }
        return type.withoutLowCardinality.isNullable ? type : type.asNullable
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
    }
}

/// The value with a type that does not allow NULL.
package struct AssumeNotNull: TypeFunction {
    package static let name = "assumeNotNull"
    package static let documentation = FunctionDocumentation(
        summary: "The value with a type that does not allow NULL; some value of the type where it was NULL.",
        examples: [.init(sql: "assumeNotNull(toNullable(5))", result: "5")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        if arguments[0].type == .nullable(.nothing) {
            throw QueryError(.illegalColumn, "Cannot create non-empty column with type Nothing")
        }
        return arguments[0].type.withoutNullable
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        NullStripping.values(of: arguments[0].column)
    }
}

/// The value coded by a dictionary.
package struct ToLowCardinality: TypeFunction {
    package static let name = "toLowCardinality"
    package static let documentation = FunctionDocumentation(
        summary: "The value coded by a dictionary.", examples: [.init(sql: "toLowCardinality('a')", result: "a")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let type = arguments[0].type
        if type.withoutLowCardinality != type { return type }
        guard type.canBeInsideLowCardinality else {
            throw QueryError(
                .illegalTypeOfArgument,
                "DataTypeLowCardinality is supported only for numbers, strings, Date or DateTime, but got \(type.name)")
        }
        return .lowCardinality(type)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
    }
}
