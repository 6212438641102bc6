import Columns
import Errors
import SQLSyntax
import Storage

extension StatementRunner {
    /// Brings tables back: all of their rows become visible together, and what was created goes again if something
    /// fails.
    func restore(
        _ elements: [Backup.Element], from place: BackupPlace, _ settings: BackupSettings, _ identifier: String
    ) throws(QueryError) {
        let backup = try BackupReader(on: place.disk, path: place.path, describedAs: place.text)
        let choice = try RestoreChoice(elements, backup, environment)
        for (name, target) in choice.databases where !catalog.hasDatabase(target) {
            try createDatabase(target, like: name, backup)
        }
        var created: [CatalogEntry] = []
        do throws(QueryError) {
            try createTables(choice, backup, settings, &created)
            if !settings.structureOnly { try restoreRows(choice, backup, settings) }
        } catch {
            for entry in created.reversed() {
                try? catalog.changing { () throws(QueryError) in
                    if let now = catalog.find(entry.name), now.uuid == entry.uuid { try remove(now) }
                }
            }
            throw error
        }
        instance.backups.update(identifier) { record in
            record.status = .restored
            record.filesRead = backup.names.count
            record.bytesRead = backup.totalSize
            record.endNanoseconds = instance.clock.nowNanoseconds
        }
    }

    private func createDatabase(_ name: String, like source: String, _ backup: BackupReader) throws(QueryError) {
        let file = "metadata/\(escapeForFileName(source)).sql"
        let text =
            backup.has(file)
            ? String(decoding: try backup.readAll(file), as: UTF8.self)
            : "CREATE DATABASE \(LiteralText.identifier(source))"
        guard case .createDatabase(var create) = try Parser.parseStatement(text).statement else {
            throw QueryError(.cannotRestoreDatabase, "\(source) in the backup is no database")
        }
        create.name = name
        create.uuid = nil
        create.isAttach = false
        create.ifNotExists = true
        _ = try run(create)
    }

    /// Tables first, and what reads them as soon as all that it reads is there.
    private func createTables(
        _ choice: RestoreChoice, _ backup: BackupReader, _ settings: BackupSettings, _ created: inout [CatalogEntry]
    ) throws(QueryError) {
        var waiting = try choice.items.map { (item) throws(QueryError) in
            (item, try choice.definition(of: item, in: backup))
        }
        while !waiting.isEmpty {
            var failed: [(RestoreChoice.Item, Statement)] = []
            var reason: QueryError?
            for (item, definition) in waiting {
                if let known = catalog.find(item.target) {
                    try checkIsSame(known, definition)
                    continue
                }
                do throws(QueryError) {
                    switch definition {
                    case .createTable(let create): _ = try run(create)
                    case .createView(let create): _ = try run(create)
                    case .createDictionary(let create): _ = try run(create)
                    default: throw QueryError(.cannotRestoreTable, "\(item.source) in the backup is no table")
                    }
                    created.append(try catalog.entry(item.target))
                } catch {
                    reason = error
                    failed.append((item, definition))
                }
            }
            if let reason, failed.count == waiting.count { throw reason.adding(": while restoring tables") }
            waiting = failed
        }
    }

    private func checkIsSame(_ known: CatalogEntry, _ definition: Statement) throws(QueryError) {
        let (mine, theirs) = (known.definition.shownLine, definition.shownLine)
        guard mine == theirs else {
            throw QueryError(
                .cannotRestoreTable,
                "The table \(known.name) has a different definition: \(mine) comparing to its definition in the "
                    + "backup: \(theirs)")
        }
    }

    private func restoreRows(
        _ choice: RestoreChoice, _ backup: BackupReader, _ settings: BackupSettings
    ) throws(QueryError) {
        var prepared: [[any PreparedInsert]] = []
        let options = InsertOptions(isDurable: true, deduplicationToken: "", context: environment.context)
        for item in choice.items where !backup.children(of: item.directory).isEmpty {
            let entry = try catalog.entry(item.target)
            let (_, table) = try storedTable(of: entry)
            guard settings.allowsNonEmptyTables || table.totalRows == 0 else {
                throw QueryError(
                    .cannotRestoreTable,
                    "Cannot restore the table \(entry.name) because it already contains some data. You can set "
                        + "structure_only=true or allow_non_empty_tables=true to overcome that in the way you want")
            }
            let partitions = try targets(item.partitions, of: table)
            do throws(QueryError) {
                for insert in try table.prepareRestore(
                    from: backup, item.directory, partitions: partitions, options)
                {
                    prepared.append([insert])
                }
            } catch {
                throw error.adding(": while restoring data of table \(entry.name)")
            }
        }
        try instance.storage.commits.commit(prepared, isDurable: true)
    }
}

/// What a RESTORE takes of a backup, and under which names.
struct RestoreChoice {
    struct Item {
        let source: QualifiedName
        let target: QualifiedName
        let partitions: [PartitionReference]

        var fileName: String { "\(escapeForFileName(source.database))/\(escapeForFileName(source.table))" }
        var directory: String { "data/\(fileName)" }
    }

    /// Databases that are made where they are missing: name in the backup, and new name.
    private(set) var databases: [(name: String, target: String)] = []
    private(set) var items: [Item] = []
    private var newNames: [QualifiedName: QualifiedName] = [:]
    private static let virtual: Set<String> = ["system", "information_schema", "INFORMATION_SCHEMA"]

    init(
        _ elements: [Backup.Element], _ backup: BackupReader, _ environment: QueryEnvironment
    ) throws(QueryError) {
        for element in elements {
            switch element {
            case .table(let name, let newName, let partitions):
                let source = environment.qualified(name)
                let item = Item(
                    source: source, target: newName.map { environment.qualified($0) } ?? source, partitions: partitions)
                guard backup.has("metadata/\(item.fileName).sql") else {
                    throw QueryError(.backupEntryNotFound, "Table \(source) not found in backup")
                }
                items.append(item)
            case .database(let name, let newName, let except):
                guard backup.has("metadata/\(escapeForFileName(name)).sql") else {
                    throw QueryError(.backupEntryNotFound, "Database \(name) not found in backup")
                }
                let left = Set(except.map { QualifiedName(database: $0.database ?? name, table: $0.table) })
                add(name, as: newName ?? name, except: left, backup)
            case .all(let exceptDatabases, let exceptTables):
                let left = Set(exceptTables.map { environment.qualified($0) })
                var names: Set<String> = []
                for child in backup.children(of: "metadata") {
                    names.insert(unescapeFileName(child.hasSuffix(".sql") ? String(child.dropLast(4)) : child))
                }
                for name in names.sorted() where !exceptDatabases.contains(name) && !Self.virtual.contains(name) {
                    add(name, as: name, except: left, backup)
                }
            }
        }
        for item in items {
            guard newNames.updateValue(item.target, forKey: item.source) == nil else {
                throw QueryError(.cannotRestoreTable, "\(item.source) is restored twice")
            }
        }
    }

    private mutating func add(
        _ name: String, as newName: String, except: Set<QualifiedName>, _ backup: BackupReader
    ) {
        databases.append((name, newName))
        for child in backup.children(of: "metadata/\(escapeForFileName(name))") where child.hasSuffix(".sql") {
            let source = QualifiedName(database: name, table: unescapeFileName(String(child.dropLast(4))))
            guard !except.contains(source) else { continue }
            items.append(
                Item(
                    source: source, target: QualifiedName(database: newName, table: source.table), partitions: []))
        }
    }

    /// The statement that makes a table under its new name, with new names for those that it reads.
    func definition(of item: Item, in backup: BackupReader) throws(QueryError) -> Statement {
        let text = String(decoding: try backup.readAll("metadata/\(item.fileName).sql"), as: UTF8.self)
        let name = TableName(database: item.target.database, table: item.target.table)
        switch try Parser.parseStatement(text).statement {
        case .createTable(var create):
            create.action = .create
            create.name = name
            create.uuid = nil
            return .createTable(create)
        case .createView(var create):
            create.action = .create
            create.name = name
            create.uuid = nil
            create.innerUUID = nil
            create.target = create.target.map(renamed)
            create.query = create.query.namingTables { renamed($0) }
            return .createView(create)
        case .createDictionary(var create):
            create.action = .create
            create.name = name
            create.uuid = nil
            return .createDictionary(create)
        default: throw QueryError(.cannotRestoreTable, "\(item.source) in the backup is no table")
        }
    }

    private func renamed(_ table: TableName) -> TableName {
        guard let database = table.database,
            let new = newNames[QualifiedName(database: database, table: table.table)]
        else { return table }
        return TableName(database: new.database, table: new.table)
    }
}
