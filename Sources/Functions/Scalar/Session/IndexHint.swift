import Columns
import Errors

/// 1 for every row: what stands in it may only help to choose granules.
enum IndexHint: ScalarFunction {
    static let name = "indexHint"
    static let nulls = NullRule.seen
    static let dictionaries = DictionaryRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "1: a condition that may be used to choose parts of a table, but is not computed.",
        example: "indexHint(1 = 0)", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType { .uint8 }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(.uint8([1]), count: rowCount))
    }
}
