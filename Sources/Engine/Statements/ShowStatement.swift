import Columns
import Errors
import Functions
import SQLSyntax

extension StatementRunner {
    func run(_ show: Show) throws(QueryError) -> StatementAnswer {
        switch show.object {
        case .databases: return try query("SELECT name FROM system.databases", "name", show, order: "name")
        case .tables(let isFull, let isTemporary):
            return try tables(show, isFull: isFull, isTemporary: isTemporary)
        case .dictionaries, .clusters, .merges:
            return try query(
                "SELECT '' AS name WHERE 0", "name", show, order: "name")
        case .columns(let table, _, let isFull): return try columns(of: table, show, isFull: isFull)
        case .indexes: throw QueryError(.notImplemented, "SHOW INDEXES is not supported: read system.data_skipping_indices")
        case .createTable(let name), .createView(let name), .createTemporaryTable(let name):
            return .strings("statement", [try entry(name).definition.shownText])
        case .createDictionary: throw QueryError(.notImplemented, "Dictionaries are not supported")
        case .createDatabase(let name):
            let database = try catalog.database(named: name)
            return .strings("statement", ["CREATE DATABASE \(quoteIdentifier(name))\nENGINE = \(database.engine)"])
        case .processlist: return try query("SELECT * FROM system.processes", "query", show, order: "elapsed DESC")
        case .settings(let isChangedOnly):
            let base = "SELECT name, type, value FROM system.settings" + (isChangedOnly ? " WHERE changed" : "")
            return try query(base, "name", show, order: nil)
        case .setting(let name):
            guard SettingRegistry.declaration(of: name) != nil else {
                throw QueryError(.unknownSetting, "Unknown setting '\(name)'")
            }
            return .strings(name, [environment.settings.text(name)])
        case .functions: return try query("SELECT * FROM system.functions", "name", show, order: nil)
        case .engines: return try query("SELECT * FROM system.table_engines", "name", show, order: "name")
        case .access(let words, _): throw QueryError(.notImplemented, "SHOW \(words) is not supported")
        }
    }

    private func tables(_ show: Show, isFull: Bool, isTemporary: Bool) throws(QueryError) -> StatementAnswer {
        if isTemporary {
            return .strings("name", environment.session.temporaryTables.map(\.name.table).sorted())
        }
        let database = show.database ?? environment.context.database
        _ = try catalog.database(named: database)
        let columns = isFull ? "name, engine" : "name"
        return try query(
            "SELECT \(columns) FROM system.tables WHERE database = \(quoteLiteral(database)) "
                + "AND NOT startsWith(name, '.inner')", "name", show, order: "name")
    }

    private func columns(of table: TableName, _ show: Show, isFull: Bool) throws(QueryError) -> StatementAnswer {
        let entry = try entry(table)
        let extra = isFull ? ", NULL::Nullable(String) AS collation" : ""
        let rest = isFull ? ", comment, '' AS privileges" : ""
        return try query(
            "SELECT name AS field, type AS type\(extra), if(startsWith(type, 'Nullable'), 'YES', 'NO') AS null, "
                + "trim(concatWithSeparator(' ', if(is_in_primary_key, 'PRI', ''), if(is_in_sorting_key, 'SOR', ''))) AS key, "
                + "if(default_kind IN ('ALIAS', 'DEFAULT', 'MATERIALIZED'), default_expression, NULL) AS default, "
                + "'' AS extra\(rest) FROM system.columns WHERE database = \(quoteLiteral(entry.name.database)) "
                + "AND table = \(quoteLiteral(entry.name.table))", "field", show, order: "field")
    }

    /// `base` with the statement's own LIKE, WHERE and LIMIT.
    private func query(_ base: String, _ name: String, _ show: Show, order: String?) throws(QueryError) -> StatementAnswer {
        var sql = "SELECT * FROM (\(base))"
        var conditions: [String] = []
        if let filter = show.filter {
            let like = (filter.isNegated ? "NOT " : "") + (filter.ignoresCase ? "ILIKE" : "LIKE")
            conditions.append("\(name) \(like) \(quoteLiteral(filter.pattern))")
        }
        if let condition = show.where { conditions.append("(\(condition.text))") }
        if !conditions.isEmpty { sql += " WHERE " + conditions.joined(separator: " AND ") }
        if let order { sql += " ORDER BY \(order)" }
        if let limit = show.limit { sql += " LIMIT \(limit.text)" }
        return .query(try Analyser(environment).analyse(try Parser.parseSelect(sql)))
    }
}
