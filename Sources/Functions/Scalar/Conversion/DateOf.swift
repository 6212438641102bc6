import Columns
import Errors

/// SQL's own name of `toDate`.
enum DateOf: ScalarFunction {
    static let name = "DATE"
    static let isCaseInsensitive = true
    static var constants: ConstantRule { .seen }
    static let documentation = FunctionDocumentation(
        "The date of a text, a number or a time: toDate.", example: "DATE('2024-05-17 12:00:00')", "2024-05-17")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try ToType<ToDate>.result(of: arguments, in: context)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try ToType<ToDate>.evaluate(arguments, to: result, rowCount: rowCount, in: context)
    }
}
