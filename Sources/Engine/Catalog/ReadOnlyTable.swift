import Columns
import Errors
import Storage

/// A table whose rows are made when it is read: nothing is written to it, and nothing of it is on disk.
package protocol ReadOnlyTable: Table {}

extension ReadOnlyTable {
    package func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        throw QueryError(.notImplemented, "Method write is not supported by storage \(engineName)")
    }

    package var totalRows: Int? { nil }
    package var totalBytes: Int? { nil }

    package func truncate() throws(QueryError) {
        throw QueryError(.notImplemented, "Truncate is not supported by storage \(engineName)")
    }

    package func shutdown() {}
    package func drop() throws(QueryError) {}
}
