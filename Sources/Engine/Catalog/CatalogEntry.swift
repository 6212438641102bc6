import Columns
import Errors
import SQLSyntax
import Storage

/// What a name in a database stands for. Immutable but for what the table itself does: DDL puts a new entry in place.
package final class CatalogEntry: Sendable {
    package enum Kind: Sendable {
        case table(any Table)
        case view(SelectUnion, columns: [ColumnHeader])
        /// Rows go to `target`, which has its own entry; an inner table's name begins with `.inner_id.`.
        case materializedView(SelectUnion, columns: [ColumnHeader], target: QualifiedName)
    }

    package let name: QualifiedName
    /// Lower-case text with hyphens.
    package let uuid: String
    package let kind: Kind
    /// The statement that makes it, complete (types, engine and settings spelled out): `SHOW CREATE` and the
    /// metadata file.
    package let definition: Statement
    package let comment: String
    package let isTemporary: Bool

    package init(
        name: QualifiedName, uuid: String, kind: Kind, definition: Statement, comment: String, isTemporary: Bool
    ) {
        self.name = name
        self.uuid = uuid
        self.kind = kind
        self.definition = definition
        self.comment = comment
        self.isTemporary = isTemporary
    }

    package var table: (any Table)? { if case .table(let table) = kind { table } else { nil } }

    package var engineName: String {
        switch kind {
        case .table(let table): table.engineName
        case .view: "View"
        case .materializedView: "MaterializedView"
        }
    }

    /// The tables that a view reads first: an insert into one of them feeds a materialized view.
    func sourceTable(defaultDatabase: String) -> QualifiedName? {
        guard case .materializedView(let query, _, _) = kind else { return nil }
        return query.queries.first?.from?.leftmostTable.map {
            QualifiedName(database: $0.database ?? defaultDatabase, table: $0.table)
        }
    }
}

/// A table's name with its database.
package struct QualifiedName: Hashable, Sendable, CustomStringConvertible {
    package let database: String
    package let table: String

    package init(database: String, table: String) {
        self.database = database
        self.table = table
    }

    package var description: String { "\(database).\(table)" }
}

extension TableSource {
    /// The table that the FROM begins with, inside subqueries too.
    var leftmostTable: TableName? {
        switch self {
        case .join(let join): return join.left.leftmostTable
        case .arrayJoin(let join): return join.source.leftmostTable
        case .table(let element):
            switch element.kind {
            case .name(let name): return name
            case .subquery(let query): return query.queries.first?.from?.leftmostTable
            case .function: return nil
            }
        }
    }
}

extension CatalogEntry {
    /// The same thing under another name; the definition's name goes with it.
    func renamed(_ name: QualifiedName) -> CatalogEntry {
        let qualified = TableName(database: name.database, table: name.table)
        var definition = definition
        switch definition {
        case .createTable(var create):
            create.name = qualified
            definition = .createTable(create)
        case .createView(var create):
            create.name = qualified
            definition = .createView(create)
        case .createDictionary(var create):
            create.name = qualified
            definition = .createDictionary(create)
        default: break
        }
        return CatalogEntry(
            name: name, uuid: uuid, kind: kind, definition: definition, comment: comment, isTemporary: isTemporary)
    }
}
