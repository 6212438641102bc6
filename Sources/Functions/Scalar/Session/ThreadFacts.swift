import Columns
import Errors

enum HasThreadFuzzer: ScalarFunction {
    static let name = "hasThreadFuzzer"
    static let documentation = FunctionDocumentation(
        "Whether threads are disturbed on purpose: never.", example: "hasThreadFuzzer()", "0")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(.uint8([0]), count: rowCount))
    }
}
