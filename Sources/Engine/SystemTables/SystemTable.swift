import Columns
import Errors
import Functions
import Storage

/// A table of the `system` database: one type per table, listed in `SystemTables.swift`.
protocol SystemTable: Sendable {
    static var name: String { get }
    static var header: [ColumnHeader] { get }
    /// The rows as they are now: one column of values per header column.
    static func rows(
        of instance: Instance, in context: QueryContext
    ) throws(QueryError) -> [Column]
}

extension SystemTable {
    /// The table as the catalog has it.
    static func table(of instance: Instance) -> any Table {
        RowsTable(engineName: "System" + name, header: header, totalRows: nil) { [weak instance] (request) throws(QueryError) in
            guard let instance else { return [] }
            let columns = try rows(of: instance, in: request.context)
            let rowCount = columns.first?.count ?? 0
            let block = Block(
                zip(header, columns).map { BlockColumn(name: $0.name, type: $0.type, column: $1) }, rowCount: rowCount)
            let selected = try block.selecting(request.columns)
            let starts = stride(from: 0, to: rowCount, by: Limits.blockRowsMax)
            return [BlockListSource(starts.map { selected.slice($0..<min($0 + Limits.blockRowsMax, rowCount)) })]
        }
    }
}

/// Columns of strings and numbers, row by row.
struct RowCollector {
    private var values: [[Value]]

    init(width: Int) {
        values = Array(repeating: [], count: width)
    }

    mutating func append(_ row: [Value]) {
        precondition(row.count == values.count, "a value per column")
        for (position, value) in row.enumerated() { values[position].append(value) }
    }

    /// The collected columns in the layouts of `header`.
    func columns(as header: [ColumnHeader]) throws(QueryError) -> [Column] {
        var columns: [Column] = []
        for (column, values) in zip(header, values) { columns.append(try Column(values, as: column.type)) }
        return columns
    }
}
