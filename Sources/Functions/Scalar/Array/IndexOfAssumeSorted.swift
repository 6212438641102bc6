import Columns
import Errors

enum IndexOfAssumeSorted: ScalarFunction {
    static let name = "indexOfAssumeSorted"
    static let nulls = NullRule.seen
    static let constants = ConstantRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The place of the first equal element of an array in ascending order, 0 if there is none.",
        example: "indexOfAssumeSorted([1, 3, 3, 3, 4, 4, 5], 4)", "5")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try IndexOf.result(of: arguments, in: context)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try IndexOf.evaluate(arguments, to: result, rowCount: rowCount, in: context)
    }
}
