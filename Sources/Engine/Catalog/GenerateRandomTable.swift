import Columns
import Errors
import SQLSyntax
import Storage

/// `ENGINE = GenerateRandom([seed[, longest string[, longest array]]])`: rows without end.
final class GenerateRandomTable: ReadOnlyTable, ReaderBoundTable {
    let engineName = "GenerateRandom"
    let schema: TableSchema
    private let call: FunctionCall

    init(schema: TableSchema, call: FunctionCall) {
        self.schema = schema
        self.call = call
    }

    func bound(to environment: QueryEnvironment) throws(QueryError) -> any Table {
        let arguments = TableFunctionArguments(call, Analyser(environment), with: WithScope())
        try arguments.checkCount(0...3)
        let header = schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        return try GenerateRandomFunction.rows(header, arguments, from: 0, environment)
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        throw QueryError(.notImplemented, "A table of engine GenerateRandom is read in a query only")
    }
}
