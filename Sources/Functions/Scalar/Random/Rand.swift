import Columns
import Errors

package struct Rand: ScalarFunction {
    package static let name = "rand"
    package static let aliases = ["rand32"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "A random UInt32, another one in every row.",
        examples: [.init(sql: "toTypeName(rand())", result: "UInt32")])
    package static let isDeterministic = false
    package static let nulls = NullRule.seen
    package static let toleratesEveryValue = true

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...1)
        return .uint32
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        return .uint32((0..<rowCount).map { _ in UInt32(truncatingIfNeeded: random.next()) })
    }
}

package struct Rand64: ScalarFunction {
    package static let name = "rand64"
    package static let documentation = FunctionDocumentation(
        summary: "A random UInt64, another one in every row.",
        examples: [.init(sql: "toTypeName(rand64())", result: "UInt64")])
    package static let isDeterministic = false
    package static let nulls = NullRule.seen
    package static let toleratesEveryValue = true

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...1)
        return .uint64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var random = context.state.nextRandomStream()
        return .uint64((0..<rowCount).map { _ in random.next() })
    }
}
