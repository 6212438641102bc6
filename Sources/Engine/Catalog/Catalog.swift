import Errors
import Storage
import Synchronization

/// The databases and what is in them. Readers see one consistent state; DDL statements run one after the other.
///
/// Every change is on disk before it is visible: a database's or table's metadata file is written beside its place,
/// synchronised and renamed.
package final class Catalog: Sendable {
    package struct Database: Sendable {
        package let name: String
        package let uuid: String
        package let engine: String
        package let comment: String
        package var entries: [String: CatalogEntry] = [:]
        /// Databases that the server makes up (`system`): no DDL, nothing on disk.
        package let isVirtual: Bool
    }

    private let state = Mutex<[String: Database]>([:])
    private let changing = Mutex<Void>(())
    package let files: CatalogFiles

    package init(files: CatalogFiles) {
        self.files = files
    }

    // MARK: - Reading

    package var databases: [Database] { state.withLock { $0.values.sorted { $0.name < $1.name } } }

    package func database(named name: String) throws(QueryError) -> Database {
        guard let database = state.withLock({ $0[name] }) else {
            throw QueryError(.unknownDatabase, "Database \(name) does not exist")
        }
        return database
    }

    package func hasDatabase(_ name: String) -> Bool { state.withLock { $0[name] != nil } }

    package func find(_ name: QualifiedName) -> CatalogEntry? {
        state.withLock { $0[name.database]?.entries[name.table] }
    }

    package func entry(_ name: QualifiedName) throws(QueryError) -> CatalogEntry {
        if let entry = find(name) { return entry }
        let database = try database(named: name.database)
        let near = nearestNames(to: name.table, among: Array(database.entries.keys))
        let hint = near.first.map { ". Maybe you meant \(name.database).\($0)?" } ?? ""
        throw QueryError(.unknownTable, "Unknown table expression identifier '\(name)'\(hint)")
    }

    /// The materialized views that an insert into `name` feeds, by name.
    package func views(of name: QualifiedName) -> [CatalogEntry] {
        state.withLock { databases in
            databases.values.flatMap { database in
                database.entries.values.filter { $0.sourceTable(defaultDatabase: database.name) == name }
            }
        }.sorted { ($0.name.database, $0.name.table) < ($1.name.database, $1.name.table) }
    }

    // MARK: - Changing

    /// Runs `body` while no other DDL statement runs.
    package func changing<Result: Sendable>(
        _ body: () throws(QueryError) -> sending Result
    ) throws(QueryError) -> sending Result {
        try changing.withLock { (_) throws(QueryError) in try body() }
    }

    package func addVirtual(_ name: String, entries: [CatalogEntry]) {
        var database = Database(name: name, uuid: "", engine: "Memory", comment: "", isVirtual: true)
        for entry in entries { database.entries[entry.name.table] = entry }
        state.withLock { $0[name] = database }
    }

    /// Makes a database known that is on disk already.
    func load(_ database: Database) { state.withLock { $0[database.name] = database } }

    package func createDatabase(
        _ name: String, uuid: String, engine: String, comment: String
    ) throws(QueryError) {
        guard !hasDatabase(name) else {
            throw QueryError(.databaseAlreadyExists, "Database \(name) already exists.")
        }
        let database = Database(name: name, uuid: uuid, engine: engine, comment: comment, isVirtual: false)
        try files.write(database)
        load(database)
    }

    /// Forgets the database and its tables, which the caller has dropped.
    package func removeDatabase(_ name: String) throws(QueryError) {
        let database = try changeable(name)
        try files.remove(database)
        state.withLock { $0[name] = nil }
    }

    package func renameDatabase(_ name: String, to target: String) throws(QueryError) {
        let database = try changeable(name)
        guard !hasDatabase(target) else {
            throw QueryError(.databaseAlreadyExists, "Database \(target) already exists.")
        }
        var renamed = Database(
            name: target, uuid: database.uuid, engine: database.engine, comment: database.comment, isVirtual: false)
        for (table, entry) in database.entries {
            renamed.entries[table] = entry.renamed(QualifiedName(database: target, table: table))
        }
        try files.write(renamed)
        try files.removeDatabaseFile(name)
        state.withLock {
            $0[name] = nil
            $0[target] = renamed
        }
    }

    /// Adds an entry; a taken name is `TABLE_ALREADY_EXISTS`.
    package func add(_ entry: CatalogEntry) throws(QueryError) {
        let database = try changeable(entry.name.database)
        guard database.entries[entry.name.table] == nil else {
            throw QueryError(.tableAlreadyExists, "Table \(entry.name) already exists")
        }
        try files.write(entry, in: database)
        put(entry)
    }

    /// Puts `entry` in the place of the one with its name: after ALTER.
    package func replace(_ entry: CatalogEntry) throws(QueryError) {
        try files.write(entry, in: try changeable(entry.name.database))
        put(entry)
    }

    /// Forgets the entry; with `keepsFile` it comes back at the next start (DETACH).
    package func remove(_ entry: CatalogEntry, keepsFile: Bool) throws(QueryError) {
        let database = try changeable(entry.name.database)
        if !keepsFile { try files.remove(entry, in: database) }
        state.withLock { $0[entry.name.database]?.entries[entry.name.table] = nil }
    }

    package func rename(_ entry: CatalogEntry, to name: QualifiedName) throws(QueryError) {
        let database = try changeable(entry.name.database)
        let target = try changeable(name.database)
        guard target.entries[name.table] == nil else {
            throw QueryError(.tableAlreadyExists, "Table \(name) already exists")
        }
        let renamed = entry.renamed(name)
        try files.write(renamed, in: target)
        try files.remove(entry, in: database)
        state.withLock { $0[entry.name.database]?.entries[entry.name.table] = nil }
        put(renamed)
    }

    package func exchange(_ first: CatalogEntry, _ second: CatalogEntry) throws(QueryError) {
        let mine = first.renamed(second.name)
        let theirs = second.renamed(first.name)
        try files.write(mine, in: try changeable(mine.name.database))
        try files.write(theirs, in: try changeable(theirs.name.database))
        put(mine)
        put(theirs)
    }

    func put(_ entry: CatalogEntry) {
        state.withLock { $0[entry.name.database]?.entries[entry.name.table] = entry }
    }

    private func changeable(_ name: String) throws(QueryError) -> Database {
        let database = try database(named: name)
        guard !database.isVirtual else {
            throw QueryError(.tableIsReadOnly, "Database \(name) is read-only")
        }
        return database
    }
}
