import Columns
import Errors
import SQLSyntax
import Storage

/// `ENGINE = Buffer`: rows pass through to another table.
///
/// ClickHouse keeps them in memory for a while, and promises not how long: here they go on at once, in the commit of
/// their insert, so that nothing is lost. The buffer shows what its destination has.
final class BufferTable: ReadOnlyTable, ReaderBoundTable {
    let engineName = "Buffer"
    let schema: TableSchema
    /// `nil` for a buffer that only forgets.
    let destination: QualifiedName?

    init(schema: TableSchema, destination: QualifiedName?) {
        self.schema = schema
        self.destination = destination
    }

    func bound(to environment: QueryEnvironment) throws(QueryError) -> any Table {
        let header = schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        guard let destination else { return RowsTable(engineName: engineName, header: header, blocks: []) }
        try environment.session.principal.authorise(tableFunction: "merge")
        guard environment.openTables.insert(destination).inserted else {
            throw QueryError(.infiniteLoop, "Destination table of Buffer \(destination) is the buffer itself")
        }
        defer { environment.openTables.remove(destination) }
        let name = TableName(database: destination.database, table: destination.table)
        guard case .table(let table, _, _) = try environment.resolve(name) else {
            throw QueryError(.notImplemented, "A view as the destination of a Buffer is not supported")
        }
        let source = MergedTables.Source(
            name: destination, header: table.schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) },
            table: table)
        return MergedTables.rows(of: [source], as: schema, environment)
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        throw QueryError(.notImplemented, "A table of engine Buffer is read in a query only")
    }
}
