import Columns
import Errors

enum CurrentSchemas: ScalarFunction {
    static let name = "currentSchemas"
    static let aliases = ["current_schemas"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The database of the session, as a list.", example: "length(currentSchemas(true))", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type == .uint8 || arguments[0].type == .bool else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .array(.string)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let value = try Column([.array([.text(context.database)])], as: result)
        return .constant(ConstantColumn(value, count: rowCount))
    }
}
