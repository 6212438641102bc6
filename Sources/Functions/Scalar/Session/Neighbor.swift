import Columns
import Errors

enum Neighbor: ScalarFunction {
    static let name = "neighbor"
    static let isDeterministic = false
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "The value so many rows before or after this one in the block, else a default.",
        example: "neighbor(5, 1, 7) SETTINGS allow_deprecated_error_prone_window_functions = 1", "7")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let allowed = context.settings["allow_deprecated_error_prone_window_functions"] ?? "0"
        guard allowed != "0", allowed != "false" else {
            throw QueryError(
                .deprecatedFunction,
                "Function \(name) is deprecated since its usage is error-prone (see docs). Please use proper window "
                    + "function or set `allow_deprecated_error_prone_window_functions` setting to enable it")
        }
        try checkArgumentCount(name, arguments, 2...3)
        guard arguments[1].type.withoutNullable.isNativeInteger else {
            throw illegalArgumentType(name, 1, arguments[1].type)
        }
        return arguments.count < 3 ? arguments[0].type : try leastSupertype(of: [arguments[0].type, arguments[2].type])
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let values = try convertColumn(
            arguments[0].column, from: arguments[0].type, to: result, in: context).materialised
        var columns = [values]
        if arguments.count > 2 {
            columns.append(
                try convertColumn(arguments[2].column, from: arguments[2].type, to: result, in: context).materialised)
        } else {
            columns.append(.defaults(of: result, count: rowCount))
        }
        let offsets = arguments[1].column.materialised
        let rows = (0..<rowCount).map { row -> UInt32 in
            let place = offsets.value(at: row).integer.addingReportingOverflow(Int64(row)).partialValue
            let isInside = place >= 0 && place < Int64(rowCount)
            return UInt32(truncatingIfNeeded: isInside ? place : Int64(rowCount) + Int64(row))
        }
        return Column.concatenating(columns).gathering(rows)
    }
}
