import Columns
import Errors
import Functions

/// `ENGINE = Null`: takes rows and keeps none; materialized views behind it see them.
package final class NullTable: Table {
    package let engineName = "Null"
    package let schema: TableSchema

    package init(schema: TableSchema) { self.schema = schema }

    package var totalRows: Int? { 0 }
    package var totalBytes: Int? { 0 }

    package func scan(_ request: ScanRequest) throws(QueryError) -> TableScan { try scanBlocks([], request) }

    package func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        _ = try block.storedColumns(of: schema)
        return PreparedAction {}
    }

    package func truncate() throws(QueryError) {}
    package func shutdown() {}
    package func drop() throws(QueryError) {}
}
