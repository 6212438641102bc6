import Columns
import Errors
import Storage

/// `ENGINE = Set`: rows that stand at the right of IN, and are not read otherwise.
final class SetTable: Table {
    let engineName = "Set"
    private let rows: LogTable

    init(rows: LogTable) { self.rows = rows }

    var schema: TableSchema { rows.schema }
    var totalRows: Int? { rows.totalRows }
    var totalBytes: Int? { rows.totalBytes }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan { try rows.scan(request) }

    func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        try rows.prepareInsert(block, options)
    }

    func truncate() throws(QueryError) { try rows.truncate() }
    func shutdown() { rows.shutdown() }
    func drop() throws(QueryError) { try rows.drop() }
}
