import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// What one running query sees: the instance through its session, with the query's own settings and parameters.
final class QueryEnvironment: AnalysisEnvironment {
    let instance: Instance
    let session: Session
    let settings: QuerySettings
    let context: QueryContext
    let resources: QueryResources
    private let parameters: [String: String]
    /// Tables that stand in for others: the rows of an insert, for its views.
    var overrides: [QualifiedName: any Table] = [:]
    /// Tables that are being bound to this query: none of them may be read through itself.
    var openTables: Set<QualifiedName> = []
    /// Tables that came with the request, by name.
    var externalTables: [String: any Table] = [:]

    init(
        instance: Instance, session: Session, settings: QuerySettings, context: QueryContext,
        resources: QueryResources, parameters: [String: String]
    ) {
        self.instance = instance
        self.session = session
        self.settings = settings
        self.context = context
        self.resources = resources
        self.parameters = parameters
    }

    func setting(_ name: String) -> String? { settings.changed[name] }

    func parameter(_ name: String) -> String? { parameters[name] }

    func rowCondition(database: String, table: String, columns: [String]) throws(QueryError) -> Expression? {
        let name = QualifiedName(database: database, table: table)
        guard overrides[name] == nil else { return nil }
        return try session.principal.rowCondition(on: name, columns: columns)
    }

    func authoriseTotals(_ what: String) throws(QueryError) { try session.principal.authoriseTotals(what) }

    func userFunction(_ name: String) -> SQLSyntax.Lambda? { instance.userFunctions.lambda(named: name) }

    func qualified(_ name: TableName) -> QualifiedName {
        QualifiedName(database: name.database ?? context.database, table: name.table)
    }

    func resolve(_ name: TableName) throws(QueryError) -> ResolvedTable {
        if name.database == nil, let table = externalTables[name.table] {
            return .table(table, database: "", name: name.table)
        }
        if name.database == nil, let temporary = session.temporaryTable(name.table) {
            switch temporary.kind {
            case .table(let table): return .table(try seen(table), database: "", name: name.table)
            case .view(let query, let columns):
                return .view(query, columns: columns, database: context.database, name: name.table)
            case .materializedView: break
            }
        }
        let qualified = qualified(name)
        if let table = overrides[qualified] {
            return .table(table, database: qualified.database, name: qualified.table)
        }
        try session.principal.authoriseReading(qualified)
        let entry = try instance.catalog.entry(qualified)
        switch entry.kind {
        case .table(let table):
            let seen = try seen(table)
            return .table(seen, database: qualified.database, name: qualified.table)
        case .view(let query, let columns):
            return .view(
                query.qualified(in: qualified.database), columns: columns, database: qualified.database,
                name: qualified.table)
        case .materializedView(_, _, let target):
            guard let table = try instance.catalog.entry(target).table else {
                throw QueryError(.unknownTable, "The target \(target) of materialized view \(qualified) is no table")
            }
            try session.principal.authorise(database: target.database)
            return .table(table, database: qualified.database, name: qualified.table)
        }
    }

    /// The table as this query reads it.
    private func seen(_ table: any Table) throws(QueryError) -> any Table {
        if let dictionary = table as? DictionaryTable { return try dictionary.rows(self) }
        if let table = table as? any ReaderBoundTable { return try table.bound(to: self) }
        return (table as? SystemTableReader)?.bound(to: self) ?? table
    }

    func tableFunction(
        _ call: FunctionCall, _ arguments: TableFunctionArguments
    ) throws(QueryError) -> any Table {
        try session.principal.authorise(tableFunction: call.name)
        return try TableFunctions.table(for: call, arguments, self)
    }

    func run(_ query: AnalysedQuery, limit: Int) throws(QueryError) -> Block {
        let run = try start(query)
        var blocks: [Block] = []
        while let block = try run.next() { blocks.append(block) }
        if blocks.isEmpty { return Block(header: query.columns.map { ColumnHeader(name: $0.name, type: $0.type) }) }
        return Block.concatenating(blocks)
    }

    /// Fills the query's sets and starts its plan.
    func start(_ query: AnalysedQuery) throws(QueryError) -> QueryRun {
        for (set, inner) in query.sets {
            let run = try start(inner)
            var rows = 0
            while let block = try run.next() {
                set.insert(block.columns.map(\.column))
                rows += block.rowCount
                guard let bound = settings.number("max_rows_in_set"), bound > 0, rows > bound else { continue }
                if settings.text("set_overflow_mode") == "break" { break }
                try QueryLimits.check(rows: rows, max: bound, "IN-set", .setSizeLimitExceeded)
            }
        }
        resources.progress.forgetLimit()
        return try Executor.run(Planner(settings).plan(query.plan), resources)
    }
}
