/// A name of one or several parts: `a`, `t.a`, `db.t.a`. Quoting is not kept: the printer quotes what needs it.
///
/// Two identifiers are equal when their parts are; parentheses around them do not count.
package struct Identifier: Sendable {
    /// - Invariant: never empty.
    package var parts: [String]
    /// `(a)`: the printer gives the parentheses back.
    package var isParenthesized = false

    package init(_ parts: [String]) {
        self.parts = parts
    }

    /// All parts with points between them and without quotes: how ClickHouse names a column.
    package var name: String { parts.joined(separator: ".") }

    package var last: String { parts.last ?? "" }
}

extension Identifier: Hashable {
    package static func == (left: Identifier, right: Identifier) -> Bool { left.parts == right.parts }

    package func hash(into hasher: inout Hasher) { hasher.combine(parts) }
}

/// `table` or `database.table`.
package struct TableName: Sendable, Hashable {
    package var database: String?
    package var table: String

    package init(database: String? = nil, table: String) {
        self.database = database
        self.table = table
    }
}
