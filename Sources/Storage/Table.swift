import Columns
import Errors
import Functions

/// A table as the engine uses it: rows in, rows out. Implementations are safe to call from many threads at once.
package protocol Table: AnyObject, Sendable {
    /// The engine's name in `system.tables` (`MergeTree`, `Memory`).
    var engineName: String { get }
    var schema: TableSchema { get }

    /// Every scan applies the whole filter itself: what only the filter reads need not be among the scan's columns.
    var appliesFilters: Bool { get }

    /// Opens a scan over one consistent snapshot.
    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan

    /// Prepares an insert: `block` has all stored columns, by name and type. Nothing is visible before `commit`.
    func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert

    /// Rows and bytes on disk where they are known without reading; `nil` where not.
    var totalRows: Int? { get }
    var totalBytes: Int? { get }

    /// Removes all rows.
    func truncate() throws(QueryError)
    /// Stops background work and gives files back; the data stays. The table is not used afterwards.
    func shutdown()
    /// Removes the data for good, after `shutdown`.
    func drop() throws(QueryError)
}

extension Table {
    package var appliesFilters: Bool { false }
}

package struct InsertOptions: Sendable {
    /// Committed means on disk (fsync), not only written.
    package var isDurable: Bool
    /// The client's token for deduplication, empty for none.
    package var deduplicationToken: String
    /// Rows that the table took lately are not taken again, where the table remembers them.
    package var deduplicates = true
    /// The rows of the insert are put together as a merge would.
    package var collapses = true
    /// The zone and moment for default and key expressions.
    package var context: QueryContext
    /// Threads for the columns of large blocks.
    package var parallel: ParallelRun?

    package init(isDurable: Bool, deduplicationToken: String, context: QueryContext) {
        self.isDurable = isDurable
        self.deduplicationToken = deduplicationToken
        self.context = context
    }
}

/// What a query wants of a table. Identifiers in `filter` are positions in the table's schema.
package struct ScanRequest: Sendable {
    /// Names of stored columns, in the order the blocks shall have them. May be empty: then only rows count.
    package var columns: [String]
    /// The condition as conjuncts. A table may use them to skip data, and returns only rows that pass all of them when
    /// it says `filterIsApplied`.
    package var filter: [BoundExpression]
    /// Sources that will be read at the same time, at most; one source per thread.
    package var streamsMax: Int
    /// Rows that are enough for the query when the scan's order does not matter; `nil` for all.
    package var rowsWanted: Int?
    /// FINAL: rows as if all parts were merged.
    package var isFinal: Bool
    /// Each source shall be sorted by the sorting key's first `sortedPrefix` columns (0: no order wanted).
    package var sortedPrefix: Int
    /// Rows that a top-N above the scan no longer wants; a table may leave them out.
    package var threshold: SortThreshold?
    /// Columns of strings that may come as codes into a dictionary, as `.lowCardinality` would.
    package var codedColumns: Set<String>
    package var context: QueryContext

    package init(columns: [String], filter: [BoundExpression], streamsMax: Int, context: QueryContext) {
        self.columns = columns
        self.filter = filter
        self.streamsMax = streamsMax
        self.context = context
        rowsWanted = nil
        isFinal = false
        sortedPrefix = 0
        threshold = nil
        codedColumns = []
    }
}

/// An opened scan.
package struct TableScan: Sendable {
    package let sources: [any BlockSource]
    /// The blocks hold only rows that pass `ScanRequest.filter`.
    package let filterIsApplied: Bool
    /// What was skipped and what will be read, for `EXPLAIN indexes = 1` and progress.
    package let statistics: ScanStatistics

    package init(sources: [any BlockSource], filterIsApplied: Bool, statistics: ScanStatistics) {
        self.sources = sources
        self.filterIsApplied = filterIsApplied
        self.statistics = statistics
    }
}

package struct ScanStatistics: Sendable {
    package var partsTotal = 0
    package var partsSelected = 0
    package var marksTotal = 0
    package var marksSelected = 0
    package var rowsSelected = 0

    package init() {}
}

/// Blocks, one after the other, of at most `Limits.blockRowsMax` rows; pulled by one thread at a time.
package protocol BlockSource: AnyObject, Sendable {
    /// The next block, or `nil` at the end.
    func next() throws(QueryError) -> Block?
}
