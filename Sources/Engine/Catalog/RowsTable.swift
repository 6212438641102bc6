import Columns
import Errors
import Functions
import Storage

/// A table whose rows are made when it is read, and that takes none: system tables, table functions, the rows of an
/// insert as its views see them.
package final class RowsTable: ReadOnlyTable {
    package let engineName: String
    package let schema: TableSchema
    package let totalRows: Int?
    /// Columns that can be named but are not in `*`.
    let virtualColumns: [ColumnHeader]
    private let open: @Sendable (ScanRequest) throws(QueryError) -> [any BlockSource]

    /// `open` gives sources whose blocks have the requested columns, in that order.
    package init(
        engineName: String, header: [ColumnHeader], totalRows: Int?, virtualColumns: [ColumnHeader] = [],
        open: @escaping @Sendable (ScanRequest) throws(QueryError) -> [any BlockSource]
    ) {
        self.engineName = engineName
        self.totalRows = totalRows
        self.virtualColumns = virtualColumns
        schema = TableSchema(columns: header.map { Storage.ColumnDeclaration(name: $0.name, type: $0.type) })
        self.open = open
    }

    /// A table that declares more than the columns it stores.
    init(
        engineName: String, schema: TableSchema, totalRows: Int?, virtualColumns: [ColumnHeader] = [],
        open: @escaping @Sendable (ScanRequest) throws(QueryError) -> [any BlockSource]
    ) {
        self.engineName = engineName
        self.schema = schema
        self.totalRows = totalRows
        self.virtualColumns = virtualColumns
        self.open = open
    }

    /// The rows of `blocks`, which all have `header`'s columns.
    package convenience init(engineName: String, header: [ColumnHeader], blocks: [Block]) {
        self.init(
            engineName: engineName, header: header, totalRows: blocks.reduce(0) { $0 + $1.rowCount }
        ) { (request) throws(QueryError) in
            [BlockListSource(try blocks.map { (block) throws(QueryError) in try block.selecting(request.columns) })]
        }
    }

    package func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        var statistics = ScanStatistics()
        statistics.rowsSelected = min(totalRows ?? 0, request.rowsWanted ?? .max)
        return TableScan(sources: try open(request), filterIsApplied: false, statistics: statistics)
    }
}

/// Blocks that are there already.
// `@unchecked`: pulled by one thread at a time, as every source.
package final class BlockListSource: BlockSource, @unchecked Sendable {
    private var rest: ArraySlice<Block>

    package init(_ blocks: [Block]) {
        rest = blocks[...]
    }

    package func next() -> Block? { rest.popFirst() }
}

extension Block {
    /// The named columns in the given order.
    package func selecting(_ names: [String]) throws(QueryError) -> Block {
        var selected: [BlockColumn] = []
        for name in names {
            guard let position = position(of: name) else {
                throw QueryError(.notFoundColumnInBlock, "Not found column \(name) in block")
            }
            selected.append(columns[position])
        }
        return Block(selected, rowCount: rowCount)
    }
}
