import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// What a statement that is no SELECT answers.
enum StatementAnswer {
    static let nothing = StatementAnswer.rows([], [])

    case rows([ColumnHeader], [Block])
    /// SHOW and its like are queries over system tables.
    case query(AnalysedQuery)

    /// One column of strings.
    static func strings(_ name: String, _ values: [String]) -> StatementAnswer {
        let column = BlockColumn(name: name, type: .string, column: .string(StringColumn(values)))
        return .rows([ColumnHeader(name: name, type: .string)], [Block([column], rowCount: values.count)])
    }

    static func number(_ name: String, _ value: UInt8) -> StatementAnswer {
        let column = BlockColumn(name: name, type: .uint8, column: .uint8([value]))
        return .rows([ColumnHeader(name: name, type: .uint8)], [Block([column], rowCount: 1)])
    }
}

/// Runs every statement but SELECT: one extension per family, in this folder.
struct StatementRunner {
    let running: RunningQuery
    let environment: QueryEnvironment

    var instance: Instance { environment.instance }
    var catalog: Catalog { environment.instance.catalog }

    init(_ running: RunningQuery, _ environment: QueryEnvironment) {
        self.running = running
        self.environment = environment
    }

    func run(_ parsed: ParsedStatement) throws(QueryError) -> StatementAnswer {
        switch parsed.statement {
        case .select(let query): return .query(try Analyser(environment).analyseStatement(query))
        case .insert(let insert): return try run(insert, dataFrom: parsed.end)
        case .createTable(let create): return try run(create)
        case .createView(let create): return try run(create)
        case .createDatabase(let create): return try run(create)
        case .createDictionary(let create): return try run(create)
        case .createFunction(let create):
            try instance.userFunctions.add(create)
            return .nothing
        case .drop(let drop): return try run(drop)
        case .rename(let rename): return try run(rename)
        case .exists(let exists): return try run(exists)
        case .show(let show): return try run(show)
        case .describe(let element): return try describe(element)
        case .use(let database):
            try environment.session.principal.authorise(database: database)
            _ = try catalog.database(named: database)
            environment.session.use(database)
            return .nothing
        case .set(let changes): return try set(changes)
        case .explain(let explain): return try run(explain)
        case .alter(let alter): return try run(alter)
        case .delete(let delete): return try run(delete)
        case .update(let update): return try run(update)
        case .optimize(let optimize): return try run(optimize)
        case .system(let command): return try run(command)
        case .kill(let kill): return try run(kill)
        case .check(let check): return try run(check)
        case .backup(let backup): return try run(backup)
        case .words(let words):
            if let index = IndexStatement(words) { return try run(index.alteration()) }
            try checkGrantee(words)
            throw QueryError(.notImplemented, "\(words.name) is not supported")
        }
    }

    /// GRANT and REVOKE name a user or role first: one that is not there is its own error.
    private func checkGrantee(_ words: WordsStatement) throws(QueryError) {
        guard words.name == "GRANT" || words.name == "REVOKE" else { return }
        let preposition = words.name == "GRANT" ? "TO" : "FROM"
        let parts = words.text.split(separator: " ").map(String.init)
        guard let place = parts.lastIndex(where: { $0.uppercased() == preposition }), place + 1 < parts.count else {
            return
        }
        let name = parts[place + 1].filter { $0 != "`" && $0 != "," }
        guard name == environment.context.user || name == "default" || name.uppercased() == "CURRENT_USER" else {
            throw QueryError(.unknownRole, "There is no role `\(name)` in `user directories`.")
        }
    }

    private func set(_ changes: [SettingChange]) throws(QueryError) -> StatementAnswer {
        var settings = environment.session.settings
        for change in changes {
            if change.name.hasPrefix("param_") {
                environment.session.setParameter(String(change.name.dropFirst("param_".count)), change.value.text)
            } else {
                try settings.apply(change)
            }
        }
        environment.session.set(settings)
        return .nothing
    }

    /// The entry that a name means, temporary tables first.
    func entry(_ name: TableName) throws(QueryError) -> CatalogEntry {
        if name.database == nil, let temporary = environment.session.temporaryTable(name.table) { return temporary }
        let qualified = environment.qualified(name)
        try environment.session.principal.authorise(database: qualified.database)
        return try catalog.entry(qualified)
    }

    /// The table that holds the rows of an entry: a materialized view's is its target.
    func storedTable(of entry: CatalogEntry) throws(QueryError) -> (entry: CatalogEntry, table: any Table) {
        switch entry.kind {
        case .table(let table): return (entry, table)
        case .materializedView(_, _, let target): return try storedTable(of: try catalog.entry(target))
        case .view: throw QueryError(.notImplemented, "\(entry.name) is a view: it stores no rows")
        }
    }

    func refuseCluster(_ cluster: String?) throws(QueryError) {
        if let cluster {
            throw QueryError(.notImplemented, "ON CLUSTER \(cluster) is not supported: there is one server")
        }
    }
}
