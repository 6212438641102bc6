import Columns
import Errors
import Functions

/// What a table declares: its columns in order. In expressions that reach `Storage`, a column's identifier is its
/// position here.
package struct TableSchema: Sendable {
    package var columns: [ColumnDeclaration]

    package init(columns: [ColumnDeclaration]) {
        self.columns = columns
    }

    /// The columns that are stored: all but ALIAS and EPHEMERAL ones.
    package var stored: [ColumnDeclaration] { columns.filter(\.isStored) }

    package func position(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// The declaration of a column; an unknown name is `NO_SUCH_COLUMN_IN_TABLE`.
    package func column(named name: String) throws(QueryError) -> ColumnDeclaration {
        guard let position = position(of: name) else {
            throw QueryError(.noSuchColumnInTable, "There is no column \(name) in the table")
        }
        return columns[position]
    }
}

/// One column of a table.
package struct ColumnDeclaration: Sendable {
    package var name: String
    package var type: DataType
    package var defaultKind: DefaultKind
    /// The value where an insert gives none (or always, for MATERIALIZED and ALIAS), over the table's columns; its type
    /// is `type`. `nil` for the type's own default.
    package var defaultExpression: BoundExpression?
    /// The expression's SQL as declared, for `DESCRIBE` and `SHOW CREATE`; empty without one.
    package var defaultText: String
    /// The codec as declared (`DoubleDelta, ZSTD(1)`), empty for the table's default.
    package var codec: String
    package var comment: String
    package var ttl: BoundExpression?
    /// The column TTL's SQL, empty without one.
    package var ttlText: String

    package init(name: String, type: DataType) {
        self.name = name
        self.type = type
        defaultKind = .none
        defaultExpression = nil
        defaultText = ""
        codec = ""
        comment = ""
        ttl = nil
        ttlText = ""
    }

    package var isStored: Bool { defaultKind != .alias && defaultKind != .ephemeral }
}

package enum DefaultKind: String, Sendable {
    case none = ""
    case `default` = "DEFAULT"
    case materialized = "MATERIALIZED"
    case alias = "ALIAS"
    case ephemeral = "EPHEMERAL"
}
