import Columns
import Errors

/// A function of the map of NULLs alone.
protocol NullTest: ScalarFunction {
    static func answer(_ argument: TypedColumn) -> [UInt8]
}

extension NullTest {
    package static var nulls: NullRule { .seen }
    package static var dictionaries: DictionaryRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint8(answer(arguments[0]))
    }
}

/// `a IS NULL`.
package struct IsNull: NullTest {
    package static let name = "isNull"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether the value is NULL.", examples: [.init(sql: "isNull(NULL)", result: "1")])

    static func answer(_ argument: TypedColumn) -> [UInt8] { isNullMask(argument) }
}

/// `a IS NOT NULL`.
package struct IsNotNull: NullTest {
    package static let name = "isNotNull"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether the value is not NULL.", examples: [.init(sql: "isNotNull(5)", result: "1")])

    static func answer(_ argument: TypedColumn) -> [UInt8] { isNullMask(argument).map { 1 &- $0 } }
}

/// Whether the type allows NULL.
package struct IsNullable: NullTest {
    package static let name = "isNullable"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the type of the argument is Nullable.",
        examples: [.init(sql: "isNullable(toNullable(1))", result: "1")])

    static func answer(_ argument: TypedColumn) -> [UInt8] {
        let isNullable = argument.type.withoutLowCardinality.isNullable
        return [UInt8](repeating: isNullable ? 1 : 0, count: argument.column.count)
    }
}

/// Whether the value is NULL or zero.
package struct IsZeroOrNull: ScalarFunction {
    package static let name = "isZeroOrNull"
    package static let nulls = NullRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether the number is zero or NULL.", examples: [.init(sql: "isZeroOrNull(NULL)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let plain = arguments[0].type.withoutNullable
        guard plain.isNumber || plain == .nothing else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint8(maskOfTrue(arguments[0].column).map { 1 &- $0 })
    }
}
