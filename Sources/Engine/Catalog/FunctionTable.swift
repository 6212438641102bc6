import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// `CREATE TABLE … AS function(…)`: the function is called whenever the table is read.
final class FunctionTable: ReadOnlyTable, ReaderBoundTable {
    let schema: TableSchema
    private let call: FunctionCall

    init(schema: TableSchema, call: FunctionCall) {
        self.schema = schema
        self.call = call
    }

    /// What `system.tables` says of the tables of functions.
    var engineName: String {
        let names = [
            "numbers": "SystemNumbers", "numbers_mt": "SystemNumbers", "zeros": "SystemZeros",
            "zeros_mt": "SystemZeros", "values": "Values", "view": "View", "merge": "Merge", "null": "Null",
            "generateRandom": "GenerateRandom", "generateSeries": "SystemNumbers", "generate_series": "SystemNumbers",
        ]
        return names[call.name] ?? call.name
    }

    /// The call with the database of the session spelled out, and the columns that it gives now.
    static func completed(
        _ call: FunctionCall, _ environment: QueryEnvironment
    ) throws(QueryError) -> (call: FunctionCall, header: [ColumnHeader]) {
        var result = call
        result.arguments = call.arguments.map { argument in
            guard let inner = argument.functionCall, inner.name == "currentDatabase", inner.arguments.isEmpty else {
                return argument
            }
            return .literal(.string(Array(environment.context.database.utf8)))
        }
        let arguments = TableFunctionArguments(result, Analyser(environment), with: WithScope())
        let table = try environment.tableFunction(result, arguments)
        return (result, table.schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) })
    }

    func bound(to environment: QueryEnvironment) throws(QueryError) -> any Table {
        let arguments = TableFunctionArguments(call, Analyser(environment), with: WithScope())
        return try environment.tableFunction(call, arguments)
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        throw QueryError(.notImplemented, "A table of a function is read in a query only")
    }
}
