import Columns
import Errors
import Functions
import SQLSyntax

/// A column that names in a query can mean, with the table it belongs to.
struct ScopeColumn: Sendable {
    let column: PlanColumn
    /// The column's own name in its table.
    let name: String
    /// The alias or name of the table; `nil` for what belongs to none (the columns of USING).
    let table: String?
    let database: String?
    /// What the column is called when it is not given an alias: qualified if a table before it has the same name.
    let displayName: String
    /// Left out of `*`: MATERIALIZED, ALIAS and virtual columns.
    let isHidden: Bool
    /// An ALIAS column's expression over the table's other columns; the column itself is not read then.
    let expression: BoundExpression?
    /// A column of USING: `t.*` shows it, `*` does not, which has the joined one.
    var isJoined = false
}

/// What the names of one SELECT mean.
struct Scope {
    var columns: [ScopeColumn] = []
    /// `expr AS name`, wherever it stands in the query; the first wins for equal expressions.
    var aliases: [String: Expression] = [:]
    /// Lambda parameters, innermost last.
    var parameters: [[String: BoundExpression]] = []

    /// The columns that `identifier` names: by all its parts, or by its first parts with a rest that goes into a tuple.
    func lookUp(_ parts: [String]) -> (matches: [ScopeColumn], rest: [String]) {
        // The longest reading wins: a nested column `a.b` before the element `b` of a tuple `a`.
        for length in stride(from: parts.count, through: 1, by: -1) {
            let head = Array(parts[..<length])
            let found = columns.filter { matches($0, head) }
            if !found.isEmpty { return (found, Array(parts[length...])) }
        }
        return ([], parts)
    }

    private func matches(_ column: ScopeColumn, _ parts: [String]) -> Bool {
        if column.name == parts.joined(separator: ".") { return true }
        guard let table = column.table, parts.count > 1 else { return false }
        if parts[0] == table, column.name == parts[1...].joined(separator: ".") { return true }
        guard let database = column.database, parts.count > 2 else { return false }
        return parts[0] == database && parts[1] == table && column.name == parts[2...].joined(separator: ".")
    }

    /// The columns of one table, or of all; for `t.*` and `*`.
    func columns(of qualifier: Identifier?) -> [ScopeColumn] {
        guard let parts = qualifier?.parts else { return columns.filter { !$0.isHidden } }
        return columns.filter { column in
            guard !column.isHidden || column.isJoined, let table = column.table else { return false }
            return parts == [table] || (column.database.map { parts == [$0, table] } ?? false)
        }
    }
}
