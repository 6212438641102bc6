import Columns
import Errors
import Functions
import SQLSyntax
import Storage

struct LoopFunction: TableFunction {
    static let name = "loop"
    static let documentation = FunctionDocumentation(
        summary: "The rows of a table or a table function, again and again: `loop(db, table)`, `loop(numbers(3))`.",
        examples: [.init(sql: "(SELECT sum(number) FROM (SELECT * FROM loop(numbers(3)) LIMIT 5))", result: "4")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(1...2)
        let table: any Table
        if arguments.count == 1, let inner = call.arguments[0].functionCall {
            let innerArguments = TableFunctionArguments(inner, arguments.analyser, with: WithScope())
            table = try environment.tableFunction(inner, innerArguments)
        } else {
            guard let identifier = call.arguments[arguments.count - 1].identifier else {
                throw QueryError(
                    .illegalTypeOfArgument, "Expected identifier or function for argument 1 of function 'loop'")
            }
            let parts = identifier.parts
            var name = TableName(database: parts.count > 1 ? parts[0] : nil, table: identifier.last)
            if arguments.count == 2 { name.database = try arguments.text(0) }
            guard case .table(let found, let database, let tableName) = try environment.resolve(name) else {
                throw QueryError(.notImplemented, "Function loop over a view is not supported")
            }
            guard
                try environment.rowCondition(
                    database: database, table: tableName, columns: found.schema.columns.map(\.name)) == nil
            else { throw QueryError(.accessDenied, "The key sees some rows of \(tableName) only") }
            table = found
        }
        let header = table.schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        return RowsTable(engineName: "Loop", header: header, totalRows: nil) { (request) in
            var inner = request
            inner.filter = []
            inner.streamsMax = 1
            inner.rowsWanted = nil
            return [RepeatingSource(table, inner)]
        }
    }
}

/// The rows of a table, which is opened anew when it is at its end; a table without rows ends.
// `@unchecked`: pulled by one thread at a time, as every source.
private final class RepeatingSource: BlockSource, @unchecked Sendable {
    private let table: any Table
    private let request: ScanRequest
    private var sources: [any BlockSource] = []
    private var hasRows = true

    init(_ table: any Table, _ request: ScanRequest) {
        self.table = table
        self.request = request
    }

    func next() throws(QueryError) -> Block? {
        while true {
            if let source = sources.first {
                if let block = try source.next() {
                    if block.rowCount > 0 { hasRows = true }
                    return block
                }
                sources.removeFirst()
                continue
            }
            guard hasRows else { return nil }
            hasRows = false
            sources = try table.scan(request).sources
        }
    }
}
