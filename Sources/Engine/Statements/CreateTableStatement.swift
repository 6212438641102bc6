import Columns
import Errors
import SQLSyntax
import Storage

extension StatementRunner {
    func run(_ create: CreateTable) throws(QueryError) -> StatementAnswer {
        try refuseCluster(create.cluster)
        guard create.attachPath == nil else {
            throw QueryError(.notImplemented, "ATTACH TABLE … FROM is not supported")
        }
        if create.action == .attach, create.structure == nil, create.source == nil { return try attach(create) }
        let name =
            create.isTemporary
            ? QualifiedName(database: "", table: create.name.table) : environment.qualified(create.name)
        if let known = existing(create, name) {
            switch create.action {
            case .createOrReplace, .replace: break
            case .create, .attach:
                if create.ifNotExists { return .nothing }
                try TableFactory(environment).checkStructure(create)
                throw QueryError(.tableAlreadyExists, "Table \(known.name) already exists")
            }
        } else if create.action == .replace {
            throw QueryError(.unknownTable, "Table \(name) does not exist: it cannot be replaced")
        }
        let factory = TableFactory(environment)
        let (entry, rows) = try catalog.changing { () throws(QueryError) in
            let (definition, rows) = try factory.completed(create, name: name)
            let entry = try factory.makeEntry(definition, name: name, isLoading: false)
            try register(entry, replacing: create.action != .create && create.action != .attach)
            return (entry, rows)
        }
        if let rows { try fill(entry, with: rows, byPosition: create.structure != nil) }
        return .nothing
    }

    private func existing(_ create: CreateTable, _ name: QualifiedName) -> CatalogEntry? {
        create.isTemporary ? environment.session.temporaryTable(create.name.table) : catalog.find(name)
    }

    private func register(_ entry: CatalogEntry, replacing: Bool) throws(QueryError) {
        if entry.isTemporary { return try environment.session.addTemporaryTable(entry) }
        if replacing, let old = catalog.find(entry.name) {
            try catalog.replace(entry)
            old.table?.shutdown()
            try old.table?.drop()
            return
        }
        try catalog.add(entry)
    }

    /// `CREATE TABLE … AS SELECT` and POPULATE: the rows of a query, as an insert.
    func fill(
        _ entry: CatalogEntry, with query: SelectUnion, byPosition: Bool = false
    ) throws(QueryError) {
        let (stored, table) = try storedTable(of: entry)
        let run = try environment.start(try Analyser(environment).analyseStatement(query))
        var names = run.header.map(\.name)
        if byPosition {
            names = table.schema.columns.filter { $0.defaultKind == .none || $0.defaultKind == .default }.map(\.name)
            guard names.count == run.header.count else {
                throw QueryError(
                    .numberOfColumnsDoesntMatch,
                    "Expected \(names.count) columns, got \(run.header.count) columns in the query")
            }
        }
        var pipeline = try InsertPipeline(environment, target: stored.name, table: table, columns: names)
        while let block = try run.next() { try pipeline.insert(block) }
        try pipeline.commit()
        running.written.rows += pipeline.writtenRows
        running.written.bytes += pipeline.writtenBytes
    }

    /// `ATTACH TABLE t`: a detached table comes back from its metadata file.
    private func attach(_ create: CreateTable) throws(QueryError) -> StatementAnswer {
        let name = environment.qualified(create.name)
        if catalog.find(name) != nil {
            if create.ifNotExists { return .nothing }
            throw QueryError(.tableAlreadyExists, "Table \(name) already exists")
        }
        let database = try catalog.database(named: name.database)
        guard
            let file = try catalog.files.tableFiles(databaseUUID: database.uuid).first(where: { $0.name == name.table })
        else { throw QueryError(.unknownTable, "Table \(name) does not exist: there is nothing to attach") }
        try catalog.changing { () throws(QueryError) in
            let entry = try TableFactory(environment).load(file.sql, name: name)
            try catalog.add(entry)
        }
        return .nothing
    }

    func run(_ create: CreateDatabase) throws(QueryError) -> StatementAnswer {
        try refuseCluster(create.cluster)
        let engine = create.engine?.name ?? "Atomic"
        guard ["Atomic", "Ordinary", "Memory"].contains(engine) else {
            throw QueryError(.unknownDatabaseEngine, "Unknown database engine: \(engine)")
        }
        guard create.settings.isEmpty else {
            throw QueryError(.notImplemented, "SETTINGS of a database are not supported")
        }
        try catalog.changing { () throws(QueryError) in
            if create.ifNotExists, catalog.hasDatabase(create.name) { return }
            try catalog.createDatabase(
                create.name, uuid: create.uuid ?? environment.newUUID(), engine: engine,
                comment: create.comment ?? "")
        }
        return .nothing
    }
}
