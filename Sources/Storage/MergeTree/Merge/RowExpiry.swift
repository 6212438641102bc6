import Columns
import Errors
import Functions

/// Drops rows and clears columns whose time has come.
struct RowExpiry {
    private let layout: MergeTreeLayout
    private let rules: [TableTTL]
    private let columns: [ColumnDeclaration]
    private let now: Int64
    private let context: QueryContext

    /// `nil` when nothing of `sources` is due.
    init?(_ layout: MergeTreeLayout, sources: [Part], now: Int64, context: QueryContext) {
        func isDue(_ bounds: (TTLFile) -> TTLFile.Bounds?) -> Bool {
            sources.contains { part in bounds(part.content.ttl).map { $0.min <= now } ?? false }
        }
        rules = layout.definition.ttl.filter { rule in
            guard rule.action == .delete else { return false }
            return rule.condition == nil ? isDue(\.table) : isDue { $0.rowsWhere[rule.text] }
        }
        columns = layout.schema.stored.filter { column in
            column.ttl != nil && isDue { $0.columns[column.name] }
        }
        if rules.isEmpty && columns.isEmpty { return nil }
        self.layout = layout
        self.now = now
        self.context = context
    }

    func applied(to rows: SortedBlock) throws(QueryError) -> SortedBlock {
        var rows = rows
        for rule in rules where rows.rowCount > 0 {
            var expired: [UInt8] = try layout.ttlSeconds(rule.expression, over: rows.block, in: context)
                .map { $0 <= now ? 1 : 0 }
            if let condition = rule.condition {
                let applies = maskOfTrue(try layout.evaluate([condition], over: rows.block, in: context)[0])
                for row in expired.indices { expired[row] &= applies[row] }
            }
            let kept = expired.indices.filter { expired[$0] == 0 }.map { UInt32(truncatingIfNeeded: $0) }
            if kept.count < rows.rowCount { rows = rows.gathering(kept) }
        }
        for column in columns where rows.rowCount > 0 {
            guard let ttl = column.ttl, let position = rows.block.position(of: column.name) else { continue }
            let seconds = try layout.ttlSeconds(ttl, over: rows.block, in: context)
            guard seconds.contains(where: { $0 <= now }) else { continue }
            let values = rows.block.columns[position].column.materialised
            var standard = Column.defaults(of: column.type, count: rows.rowCount)
            if let expression = column.defaultExpression {
                standard = try convertColumn(
                    try expression.evaluate(over: layout.input(rows.block), in: context), from: expression.type,
                    to: column.type, in: context
                ).materialised
            }
            let choice = seconds.enumerated().map { row, moment in
                UInt32(truncatingIfNeeded: moment <= now ? rows.rowCount + row : row)
            }
            rows.block.columns[position].column = Column.concatenating([values, standard]).gathering(choice)
        }
        return rows
    }
}
