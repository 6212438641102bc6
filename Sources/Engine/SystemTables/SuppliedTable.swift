import Columns
import Errors
import Storage

/// A table of the `system` database whose rows come from outside the engine: `Instance.supply`.
package protocol SuppliedTable: Sendable {
    var name: String { get }
    /// One sentence, for `system.tables`.
    var comment: String { get }
    /// One a line: name and type.
    var columns: String { get }
    /// The rows as they are now; a column that a row does not name is its type's default.
    func rows() throws(QueryError) -> [[String: Value]]
}

extension Instance {
    /// Adds a table to the `system` database.
    package func supply(_ table: any SuppliedTable) throws(QueryError) {
        let reader = try SuppliedTableReader(table)
        try addSystemTable(named: table.name, reader, engine: reader.engineName)
    }
}

/// Reads a supplied table.
final class SuppliedTableReader: ReadOnlyTable {
    private let supplier: any SuppliedTable
    let schema: TableSchema
    let engineName: String

    init(_ supplier: any SuppliedTable) throws(QueryError) {
        self.supplier = supplier
        var columns: [ColumnDeclaration] = []
        for line in supplier.columns.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 1)
            columns.append(ColumnDeclaration(name: String(words[0]), type: try DataType(parsing: String(words[1]))))
        }
        schema = TableSchema(columns: columns)
        engineName =
            "System"
            + supplier.name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        let rows = try supplier.rows()
        var columns: [BlockColumn] = []
        for name in request.columns {
            let type = try schema.column(named: name).type
            let filler = Column.defaults(of: type, count: 1).value(at: 0)
            let values = rows.map { $0[name] ?? filler }
            columns.append(BlockColumn(name: name, type: type, column: try Column(values, as: type)))
        }
        var statistics = ScanStatistics()
        statistics.rowsSelected = rows.count
        let blocks = rows.isEmpty ? [] : [Block(columns, rowCount: rows.count)]
        return TableScan(sources: [BlockListSource(blocks)], filterIsApplied: false, statistics: statistics)
    }
}
