import Columns
import Errors
import Functions
import SQLSyntax
import Storage

extension Instance {
    /// Brings back what the data directory holds: databases, tables, views. Makes the `default` database of a new one.
    package func start() throws(QueryError) {
        try catalog.files.disk.removeTree(SpillSpace.root)
        try addSystemTables()
        try storage.commits.recover()
        for (name, sql) in try catalog.files.databaseFiles() {
            guard case .createDatabase(let create) = try Parser.parseStatement(sql).statement, let uuid = create.uuid
            else {
                throw QueryError(.incorrectQuery, "The metadata of database \(name) is no ATTACH DATABASE … UUID")
            }
            catalog.load(
                Catalog.Database(
                    name: name, uuid: uuid, engine: create.engine?.name ?? "Atomic", comment: create.comment ?? "",
                    isVirtual: false))
        }
        if !catalog.hasDatabase("default") {
            try catalog.createDatabase("default", uuid: makeUUID(random), engine: "Atomic", comment: "")
        }
        for database in catalog.databases where !database.isVirtual { try loadTables(of: database) }
        try insertJournal.recover(self)
    }

    private func loadTables(of database: Catalog.Database) throws(QueryError) {
        let environment = startupEnvironment(database: database.name)
        for (name, sql) in try catalog.files.tableFiles(databaseUUID: database.uuid) {
            let qualified = QualifiedName(database: database.name, table: name)
            do throws(QueryError) {
                let entry = try TableFactory(environment).load(sql, name: qualified)
                catalog.put(entry)
                try resumeMutations(of: entry, environment)
            } catch {
                throw error.adding(": while loading table \(qualified)")
            }
        }
    }

    /// Mutations that the last stop interrupted are known by their text only: it is bound again.
    private func resumeMutations(of entry: CatalogEntry, _ environment: QueryEnvironment) throws(QueryError) {
        guard let table = entry.table as? MergeTreeTable else { return }
        for (version, text) in table.unboundMutations {
            let commands = try MutationBinder(environment, table).commands(parsing: text)
            table.bindMutation(version, to: commands)
        }
    }

    /// What statements see that the server runs for itself.
    func startupEnvironment(database: String) -> QueryEnvironment {
        var context = QueryContext(
            timeZone: configuration.timeZone, startNanoseconds: clock.nowNanoseconds, database: database,
            user: "default",
            queryIdentifier: "", settings: [:])
        context.findDictionary = dictionaryFinder(database: database, for: nil)
        let resources = QueryResources(
            context: context, threadsMax: configuration.threadsMax, blockRowsMax: Limits.blockRowsMax)
        return QueryEnvironment(
            instance: self, session: Session(user: "default", database: database), settings: QuerySettings(),
            context: context, resources: resources, parameters: [:])
    }
}
