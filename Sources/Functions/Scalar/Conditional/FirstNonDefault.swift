import Columns
import Errors

enum FirstNonDefault: ScalarFunction {
    static let name = "firstNonDefault"
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        "The first argument that is not its type's default, else the last.", example: "firstNonDefault(0, NULL, 3)",
        "3")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed 0, should be at least 1")
        }
        return try leastSupertype(of: arguments.map(\.type))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var columns: [Column] = []
        for argument in arguments {
            columns.append(
                try convertColumn(argument.column, from: argument.type, to: result, in: context).materialised)
        }
        guard var answer = columns.popLast() else { return .defaults(of: result, count: rowCount) }
        let plain = Column.defaults(of: result.withoutNullable, count: 1).value(at: 0)
        for column in columns.reversed() {
            let isSet: [UInt8] = (0..<rowCount).map { row in
                let value = column.value(at: row)
                return value == .null || value == plain ? 0 : 1
            }
            answer = try selectRows(isSet, column, answer)
        }
        return answer
    }
}
