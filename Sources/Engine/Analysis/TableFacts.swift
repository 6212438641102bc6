import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Functions about the catalog's tables: known when the query is analysed.
extension SelectAnalyser {
    /// `hasColumnInTable('database', 'table', 'column')`
    func bindHasColumnInTable(_ call: FunctionCall) throws(QueryError) -> BoundExpression {
        guard call.arguments.count == 3 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function hasColumnInTable doesn't match: passed "
                    + "\(call.arguments.count), should be 3"
            )
        }
        var names: [String] = []
        for argument in call.arguments {
            guard
                case .string(let bytes) = try constant(argument, for: "Argument of function hasColumnInTable").0.value(
                    at: 0)
            else {
                throw QueryError(
                    .illegalTypeOfArgument, "Arguments of function hasColumnInTable must be constant strings")
            }
            names.append(String(decoding: bytes, as: UTF8.self))
        }
        let columns: [String]
        switch try analyser.environment.resolve(TableName(database: names[0], table: names[1])) {
        case .table(let table, _, _): columns = table.schema.columns.map(\.name)
        case .view(_, let header, _, _): columns = header.map(\.name)
        }
        return .constant(.uint8([columns.contains(names[2]) ? 1 : 0]), type: .uint8)
    }
}
