import Columns
import Errors
import Functions
import Storage

extension Block {
    /// These rows, which were complete when they came, with all columns that a table stores now: it may have been
    /// altered since, and new columns get their defaults.
    func fitting(_ schema: TableSchema, in context: QueryContext) throws(QueryError) -> Block {
        let stored = schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        if header == stored { return self }
        let kept = columns.map(\.name).filter { name in
            schema.columns.contains { $0.name == name && ($0.defaultKind == .none || $0.defaultKind == .default) }
        }
        return try ColumnDefaults(schema, given: kept, context).complete(try selecting(kept))
    }
}
