import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ show: Show) throws(QueryError) -> StatementAnswer {
        switch show.object {
        case .databases: return try query("SELECT name FROM system.databases", "name", show, order: "name")
        case .tables(let isFull, let isTemporary):
            return try tables(show, isFull: isFull, isTemporary: isTemporary)
        case .dictionaries: return try query("SELECT name FROM system.dictionaries", "name", show, order: "name")
        case .clusters:
            return try query("SELECT DISTINCT cluster FROM system.clusters", "cluster", show, order: "cluster")
        case .merges: return try merges(show)
        case .columns(let table, _, let isFull): return try columns(of: table, show, isFull: isFull)
        case .indexes(let table, _): return try indexes(of: table, show)
        case .createTable(let name), .createView(let name):
            do throws(QueryError) {
                return try definition(of: try entry(name))
            } catch {
                guard error.code == .unknownTable else { throw error }
                throw QueryError(
                    .cannotGetCreateTableQuery,
                    "There is no metadata of table `\(name.table)` in database "
                        + "`\(environment.qualified(name).database)`")
            }
        case .createTemporaryTable(let name):
            guard let entry = environment.session.temporaryTable(name.table) else {
                throw QueryError(.unknownTable, "Temporary table \(name.table) does not exist")
            }
            return try definition(of: entry)
        case .createDictionary(let name):
            let entry = try entry(name)
            guard entry.table is DictionaryTable else {
                throw QueryError(.badArguments, "\(entry.name) is not a Dictionary")
            }
            return try definition(of: entry)
        case .createDatabase(let name):
            try environment.session.principal.authorise(database: name)
            return try definition(of: try catalog.database(named: name))
        case .processlist: return try query("SELECT * FROM system.processes", "query", show, order: "elapsed DESC")
        case .settings(let isChangedOnly):
            let base = "SELECT name, type, value FROM system.settings" + (isChangedOnly ? " WHERE changed = 1" : "")
            return try query(base, "name", show, order: nil)
        case .setting(let name):
            guard SettingRegistry.declaration(of: name) != nil else {
                throw QueryError(.unknownSetting, "Unknown setting '\(name)'")
            }
            return .strings("value", [environment.settings.text(name)])
        case .functions: return try query("SELECT * FROM system.functions", "name", show, order: nil)
        case .engines: return try query("SELECT * FROM system.table_engines", "name", show, order: "name")
        case .access(let words, let rest): return try access(words, rest.uppercased(), show)
        }
    }

    // MARK: - Definitions

    private func definition(of entry: CatalogEntry) throws(QueryError) -> StatementAnswer {
        if entry.table is SystemTableReader || entry.table is RowsTable, let table = entry.table {
            let columns = table.schema.columns.map { "    `\($0.name)` \($0.type.name)" }
            return .strings(
                "statement",
                [
                    "CREATE TABLE \(entry.name.database).\(entry.name.table)\n(\n"
                        + columns.joined(separator: ",\n") + "\n)\nENGINE = \(table.engineName)"
                ])
        }
        return .strings("statement", [entry.definition.shownText])
    }

    private func definition(of database: Catalog.Database) throws(QueryError) -> StatementAnswer {
        let comment = database.comment.isEmpty ? "" : "\nCOMMENT \(quoteLiteral(database.comment))"
        return .strings(
            "statement",
            ["CREATE DATABASE \(quoteIdentifier(database.name))\nENGINE = \(database.engine)\(comment)"])
    }

    // MARK: - Tables

    private func tables(_ show: Show, isFull: Bool, isTemporary: Bool) throws(QueryError) -> StatementAnswer {
        let columns = isFull ? "name, engine" : "name"
        if isTemporary {
            return try query(
                "SELECT \(columns) FROM system.tables WHERE is_temporary = 1", "name", show, order: "name")
        }
        let database = show.database ?? environment.context.database
        _ = try catalog.database(named: database)
        return try query(
            "SELECT \(columns) FROM system.tables WHERE database = \(quoteLiteral(database))", "name", show,
            order: "name")
    }

    /// An unknown table has no columns, as MySQL's clients expect it.
    private func columns(of table: TableName, _ show: Show, isFull: Bool) throws(QueryError) -> StatementAnswer {
        let extra = isFull ? ", NULL AS collation" : ""
        let rest = isFull ? ", comment, '' AS privileges" : ""
        return try query(
            "SELECT name AS field, type AS type, if(startsWith(type, 'Nullable'), 'YES', 'NO') AS null, "
                + "trim(concat(if(is_in_primary_key, 'PRI', ''), if(is_in_sorting_key, ' SOR', ''))) AS key, "
                + "if(default_kind IN ('ALIAS', 'DEFAULT', 'MATERIALIZED'), default_expression, NULL) AS default, "
                + "'' AS extra\(extra)\(rest) FROM system.columns WHERE \(condition(table, show))", "field", show,
            order: "field, type, null, key, default, extra")
    }

    private func indexes(of table: TableName, _ show: Show) throws(QueryError) -> StatementAnswer {
        let place = condition(table, show)
        let nulls = "NULL AS sub_part, NULL AS packed, NULL AS null"
        return try query(
            "SELECT table, 1 AS non_unique, 'PRIMARY' AS key_name, "
                + "row_number() OVER (ORDER BY position) AS seq_in_index, name AS pk_col, "
                + "'A'::Nullable(String) AS collation, 0 AS cardinality, \(nulls), 'PRIMARY' AS index_type, "
                + "'' AS comment, '' AS index_comment, 'YES' AS visible, '' AS expression "
                + "FROM system.columns WHERE \(place) AND is_in_primary_key = 1 "
                + "UNION ALL SELECT table, 1, name, 1::UInt64, '', NULL::Nullable(String), 0, \(nulls), upper(type), "
                + "'', '', 'YES', expr FROM system.data_skipping_indices WHERE \(place)", "key_name", show,
            order: "index_type, key_name, seq_in_index")
    }

    private func condition(_ table: TableName, _ show: Show) -> String {
        let database = show.database ?? table.database ?? environment.context.database
        return "database = \(quoteLiteral(database)) AND table = \(quoteLiteral(table.table))"
    }

    private func merges(_ show: Show) throws(QueryError) -> StatementAnswer {
        try query(
            "SELECT table, database, "
                + "if(progress > 0, round(elapsed / progress - elapsed, 2), NULL) AS estimate_complete, "
                + "round(elapsed, 2) AS elapsed, round(progress * 100, 2) AS progress, is_mutation, "
                + "formatReadableSize(total_size_bytes_compressed) AS size_compressed, "
                + "formatReadableSize(memory_usage) AS memory_usage FROM system.merges", "table", show,
            order: "elapsed DESC")
    }

    // MARK: - Access

    /// Access control is not SQL's here: there is the user `default`, who may do everything.
    private func access(_ words: String, _ text: String, _ show: Show) throws(QueryError) -> StatementAnswer {
        switch text {
        case "GRANTS": return .strings("GRANTS", ["GRANT ALL ON *.* TO default WITH GRANT OPTION"])
        case "USERS": return try query("SELECT name FROM system.users", "name", show, order: "name")
        case "ROLES": return try query("SELECT name FROM system.roles", "name", show, order: "name")
        case "QUOTAS": return try query("SELECT name FROM system.quotas", "name", show, order: "name")
        case "CURRENT ROLES": return try query("SELECT * FROM system.current_roles", "role_name", show, order: nil)
        case "ENABLED ROLES": return try query("SELECT * FROM system.enabled_roles", "role_name", show, order: nil)
        default: throw QueryError(.notImplemented, "SHOW \(words) is not supported")
        }
    }

    /// `base` with the statement's own LIKE, WHERE and LIMIT.
    private func query(_ base: String, _ name: String, _ show: Show, order: String?) throws(QueryError)
        -> StatementAnswer
    {
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
        return .query(try Analyser(environment).analyseStatement(try Parser.parseSelect(sql)))
    }
}
