import Columns
import Errors
import SQLSyntax
import Storage

/// The column whose values are agents: keys of some agents see the rows that have theirs in it.
private let agentColumn = "agent_id"

extension Principal {
    /// Throws `ACCESS_DENIED` where the kind of a statement is more than the scopes allow.
    func authorise(_ statement: Statement) throws(QueryError) {
        switch statement {
        case .select, .exists, .show, .describe, .explain, .use, .set, .check:
            try require([.query, .ingest], for: statement.kindName)
        case .insert(let insert):
            try require([.ingest], for: "INSERT")
            if case .select = insert.source { try require([.query], for: "INSERT … SELECT") }
        default: try require([.admin], for: statement.kindName)
        }
    }

    private func require(_ sufficient: [Scope], for action: String) throws(QueryError) {
        guard !sufficient.contains(where: may) else { return }
        let names = sufficient.map(\.rawValue).joined(separator: " or ")
        throw QueryError(
            .accessDenied, "\(user): Not enough privileges. \(action) needs a key with the scope \(names)")
    }

    /// Throws `ACCESS_DENIED` for a database that the key does not see.
    func authorise(database: String) throws(QueryError) {
        guard sees(database: database) else {
            throw QueryError(.accessDenied, "\(user): Not enough privileges. The key does not see database \(database)")
        }
    }

    func sees(database: String) -> Bool {
        databases.isEmpty || databases.contains(database) || Self.systemDatabases.contains(database)
    }

    /// Throws `ACCESS_DENIED` for a table that the key may not read at all.
    func authoriseReading(_ name: QualifiedName) throws(QueryError) {
        try authorise(database: name.database)
        let isSystem = Self.systemDatabases.contains(name.database)
        if !may(.query), !isSystem {
            throw QueryError(.accessDenied, "\(user): Not enough privileges. Reading \(name) needs the scope query")
        }
        guard isRestricted, name.database == "system", !Self.openSystemTables.contains(name.table) else { return }
        throw QueryError(
            .accessDenied, "\(user): Not enough privileges. \(name) tells of others: a restricted key does not see it")
    }

    /// Sees some rows of a table only: what tells how many there are is hidden or refused.
    var hidesTotals: Bool { !agents.isEmpty }

    /// Throws `ACCESS_DENIED` for what tells of all rows of a table.
    func authoriseTotals(_ what: String) throws(QueryError) {
        guard hidesTotals else { return }
        throw QueryError(
            .accessDenied,
            "\(user): Not enough privileges. \(what) tells of all rows: the key sees those of its agents only")
    }

    /// Throws `ACCESS_DENIED` where a limit on what is read would tell how much there is.
    func authorise(_ settings: QuerySettings) throws(QueryError) {
        guard hidesTotals else { return }
        for name in ["max_rows_to_read", "max_bytes_to_read"] where (settings.number(name) ?? 0) > 0 {
            try authoriseTotals("Setting \(name)")
        }
    }

    /// Throws `ACCESS_DENIED` for a table function that might read stored tables past the rules.
    func authorise(tableFunction name: String) throws(QueryError) {
        guard isRestricted, !Self.openTableFunctions.contains(name) else { return }
        throw QueryError(.accessDenied, "\(user): Not enough privileges. A restricted key cannot use \(name)()")
    }

    /// Throws `ACCESS_DENIED` for `dictGet` and its like: a dictionary's rows are read past the rules.
    func authorise(dictionary name: String) throws(QueryError) {
        guard isRestricted else { return }
        throw QueryError(
            .accessDenied, "\(user): Not enough privileges. A restricted key cannot use dictionary \(name)")
    }

    /// The condition on the rows of a table; `nil` for all. A table that does not say whose rows it has is refused.
    func rowCondition(on name: QualifiedName, columns: [String]) throws(QueryError) -> Expression? {
        guard !agents.isEmpty, !Self.systemDatabases.contains(name.database), name.database != "" else { return nil }
        guard columns.contains(agentColumn) else {
            throw QueryError(
                .accessDenied,
                "\(user): Not enough privileges. \(name) has no column \(agentColumn): the key sees its agents only")
        }
        let list = agents.map { String(decoding: LiteralText.quoted(Array($0.utf8), with: 0x27), as: UTF8.self) }
            .joined(separator: ", ")
        return try Parser.parseExpression("has([\(list)], CAST(\(agentColumn), 'String'))")
    }

    /// Throws `ACCESS_DENIED` where rows to insert are of other agents.
    func authoriseInserting(_ block: Block, into name: QualifiedName) throws(QueryError) {
        guard !agents.isEmpty else { return }
        guard let column = block.columns.first(where: { $0.name == agentColumn })?.column else {
            throw QueryError(
                .accessDenied,
                "\(user): Not enough privileges. \(name) has no column \(agentColumn): the key is for its agents only")
        }
        let own = Set(agents)
        for row in 0..<block.rowCount {
            guard case .string(let bytes) = column.value(at: row), own.contains(String(decoding: bytes, as: UTF8.self))
            else {
                throw QueryError(.accessDenied, "\(user): Not enough privileges. Row \(row) is of another agent")
            }
        }
    }

    /// Table functions that make their rows up, or read them as a query does.
    private static let openTableFunctions: Set<String> = [
        "view", "null", "values", "VALUES", "numbers", "numbers_mt", "zeros", "zeros_mt", "one", "generate_series",
        "generateSeries", "format", "generateRandom",
    ]

    private static let systemDatabases: Set<String> = ["system", "information_schema", "INFORMATION_SCHEMA"]

    /// Tables of the system database that say nothing of other users or of other agents' rows.
    private static let openSystemTables: Set<String> = [
        "one", "numbers", "numbers_mt", "zeros", "zeros_mt", "databases", "columns", "tables", "settings", "functions",
        "table_functions", "table_engines", "formats", "data_type_families", "aggregate_function_combinators",
        "build_options", "contributors", "licenses", "time_zones", "keywords", "macros", "merge_tree_settings",
        "server_settings",
    ]
}
