import Columns
import Errors
import Functions
import SQLSyntax
import Storage
import Synchronization

extension StatementRunner {
    /// `BACKUP` and `RESTORE`: one row with the identifier and how it went.
    func run(_ backup: Backup) throws(QueryError) -> StatementAnswer {
        try refuseCluster(backup.cluster)
        guard backup.baseBackup == nil else {
            throw QueryError(.notImplemented, "Setting base_backup is not supported: every backup is complete")
        }
        let settings = try BackupSettings(backup.settings, of: backup.action)
        let place = try BackupPlace(backup.place, instance)
        let identifier = settings.identifier ?? environment.newUUID()
        try instance.backups.begin(
            BackupRecords.Record(
                identifier: identifier, place: place.text, queryIdentifier: environment.context.queryIdentifier,
                status: backup.action == .backup ? .creating : .restoring,
                startNanoseconds: instance.clock.nowNanoseconds))
        let ends = (backup.action == .backup, instance)
        do throws(QueryError) {
            switch backup.action {
            case .backup:
                let content = try BackupContent(of: backup.elements, self, structureOnly: settings.structureOnly)
                let write = BackupWork(content: content, place: place, identifier: identifier, instance: instance)
                if settings.isAsync {
                    _ = BackgroundThread { write.runAlone() }
                    return Self.backupAnswer(identifier, .creating)
                }
                try write.run()
            case .restore:
                guard !settings.isAsync else { throw QueryError(.notImplemented, "RESTORE … ASYNC is not supported") }
                try restore(backup.elements, from: place, settings, identifier)
            }
        } catch {
            instance.backups.update(identifier) { record in
                record.status = ends.0 ? .backupFailed : .restoreFailed
                record.error = error
                record.endNanoseconds = ends.1.clock.nowNanoseconds
            }
            throw error
        }
        return Self.backupAnswer(identifier, backup.action == .backup ? .created : .restored)
    }

    /// The partitions that a BACKUP or RESTORE of a table names.
    func targets(_ partitions: [PartitionReference], of table: any Table) throws(QueryError) -> [PartitionTarget] {
        if partitions.isEmpty { return [] }
        guard let mergeTree = table as? MergeTreeTable else {
            throw QueryError(.notImplemented, "Table engine \(table.engineName) doesn't support partitions")
        }
        let binder = try MutationBinder(environment, mergeTree)
        var targets: [PartitionTarget] = []
        for partition in partitions { targets.append(try binder.target(partition)) }
        return targets
    }

    private static func backupAnswer(_ identifier: String, _ status: BackupRecords.Status) -> StatementAnswer {
        guard let type = try? DataType(parsing: BackupRecords.Status.typeName) else { return .nothing }
        let columns = [
            BlockColumn(name: "id", type: .string, column: .string(StringColumn([identifier]))),
            BlockColumn(name: "status", type: type, column: .int8([status.code])),
        ]
        let block = Block(columns, rowCount: 1)
        return .rows(block.header, [block])
    }
}

/// What a backup will hold: definitions, and what the tables have at one moment between two commits, so that views
/// agree with their tables.
struct BackupContent: Sendable {
    struct Item: Sendable {
        /// With the name that it gets in the backup.
        let name: QualifiedName
        let definition: String
        let image: TableImage?
    }

    private(set) var databases: [(name: String, definition: String)] = []
    private(set) var items: [Item] = []

    private struct Choice {
        let entry: CatalogEntry
        let newName: QualifiedName
        let partitions: [PartitionReference]
    }

    init(of elements: [Backup.Element], _ runner: StatementRunner, structureOnly: Bool) throws(QueryError) {
        // An ALTER or a mutation that ends meanwhile is met once or twice, not for ever.
        for attempt in 0..<5 {
            do throws(QueryError) {
                try look(for: elements, runner, structureOnly: structureOnly)
                return
            } catch {
                guard error.code == .cannotBackupTable, attempt < 4 else { throw error }
            }
        }
    }

    private mutating func look(
        for elements: [Backup.Element], _ runner: StatementRunner, structureOnly: Bool
    ) throws(QueryError) {
        let catalog = runner.catalog
        if !structureOnly {
            for choice in try Self.choices(elements, runner).choices {
                if let table = choice.entry.table as? MergeTreeTable { try table.finishMutationsSoFar() }
            }
        }
        let (databases, items) = try catalog.changing { () throws(QueryError) -> ([(String, String)], [Item]) in
            let (databases, choices) = try Self.choices(elements, runner)
            let rows = try choices.map { (choice) throws(QueryError) in
                structureOnly ? nil : try Self.rows(of: choice.entry, choice.partitions, runner)
            }
            let images = try Self.images(of: rows, runner)
            var items: [Item] = []
            for (choice, image) in zip(choices, images) {
                let definition = choice.entry.renamed(choice.newName).definition.singleLineText
                items.append(Item(name: choice.newName, definition: definition, image: image))
            }
            return (databases, items)
        }
        self.databases = databases
        self.items = items
    }

    private typealias Rows = (table: any Table, partitions: [PartitionTarget])

    /// The images of all tables at one moment.
    private static func images(of tables: [Rows?], _ runner: StatementRunner) throws(QueryError) -> [TableImage?] {
        let context = runner.environment.context
        let images = Mutex<[TableImage?]>([])
        try runner.instance.storage.commits.between { () throws(QueryError) in
            var result: [TableImage?] = []
            for table in tables {
                guard let table else {
                    result.append(nil)
                    continue
                }
                result.append(try TableImage(of: table.table, partitions: table.partitions, context))
            }
            let all = result
            images.withLock { $0 = all }
        }
        return images.withLock { $0 }
    }

    /// The table with the rows that are saved for an entry; `nil` for views and for what keeps no rows.
    private static func rows(
        of entry: CatalogEntry, _ partitions: [PartitionReference], _ runner: StatementRunner
    ) throws(QueryError) -> Rows? {
        switch entry.kind {
        case .view: return nil
        case .materializedView(_, _, let target):
            // The table of `TO` is saved under its own name, or not.
            guard target.table.hasPrefix(".inner_id.") else { return nil }
            return try rows(of: try runner.catalog.entry(target), partitions, runner)
        case .table(let table):
            if table is any ReadOnlyTable || table is NullTable { return nil }
            guard table is MergeTreeTable || table is MemoryTable || table is LogTable else {
                throw QueryError(.cannotBackupTable, "Tables of engine \(table.engineName) cannot be backed up")
            }
            return (table, try runner.targets(partitions, of: table))
        }
    }

    private static func choices(
        _ elements: [Backup.Element], _ runner: StatementRunner
    ) throws(QueryError) -> (databases: [(String, String)], choices: [Choice]) {
        let catalog = runner.catalog
        var databases: [(String, String)] = []
        var choices: [Choice] = []
        func add(_ database: Catalog.Database, as newName: String, except: Set<QualifiedName>) {
            let definition = "CREATE DATABASE \(LiteralText.identifier(newName)) ENGINE = \(database.engine)"
            databases.append((newName, definition))
            for (table, entry) in database.entries.sorted(by: { $0.key < $1.key }) {
                guard !table.hasPrefix(".inner_id."), !except.contains(entry.name) else { continue }
                choices.append(
                    Choice(
                        entry: entry, newName: QualifiedName(database: newName, table: table), partitions: []))
            }
        }
        for element in elements {
            switch element {
            case .table(let name, let newName, let partitions):
                let qualified = runner.environment.qualified(name)
                guard let entry = catalog.find(qualified) else {
                    throw QueryError(.unknownTable, "Table \(qualified) was not found")
                }
                choices.append(
                    Choice(
                        entry: entry, newName: newName.map { runner.environment.qualified($0) } ?? qualified,
                        partitions: partitions))
            case .database(let name, let newName, let except):
                let left = Set(except.map { QualifiedName(database: $0.database ?? name, table: $0.table) })
                add(try catalog.database(named: name), as: newName ?? name, except: left)
            case .all(let exceptDatabases, let exceptTables):
                let left = Set(exceptTables.map { runner.environment.qualified($0) })
                for database in catalog.databases
                where !database.isVirtual && !exceptDatabases.contains(database.name) {
                    add(database, as: database.name, except: left)
                }
            }
        }
        var seen: Set<QualifiedName> = []
        for choice in choices {
            guard seen.insert(choice.newName).inserted else {
                throw QueryError(.cannotBackupTable, "\(choice.newName) is in the backup twice")
            }
        }
        return (databases, choices)
    }
}

/// Writes a backup's content.
struct BackupWork: Sendable {
    let content: BackupContent
    let place: BackupPlace
    let identifier: String
    let instance: Instance

    func run() throws(QueryError) {
        let writer = try BackupWriter(on: place.disk, path: place.path, describedAs: place.text)
        do throws(QueryError) {
            for (name, definition) in content.databases {
                try writer.add("metadata/\(escapeForFileName(name)).sql", Array(definition.utf8))
            }
            for item in content.items {
                let name = "\(escapeForFileName(item.name.database))/\(escapeForFileName(item.name.table))"
                try writer.add("metadata/\(name).sql", Array(item.definition.utf8))
                try item.image?.write(to: writer, "data/\(name)")
            }
            var time: [UInt8] = []
            var text = DateTimeTextWriter(.utc)
            text.write(seconds: instance.clock.nowNanoseconds / 1_000_000_000, to: &time)
            try writer.finish(
                uuid: makeUUID(instance.random), identifier: identifier, time: String(decoding: time, as: UTF8.self))
        } catch {
            writer.abandon()
            throw error
        }
        instance.backups.update(identifier) { record in
            record.status = .created
            record.counts = writer.counts
            record.endNanoseconds = instance.clock.nowNanoseconds
        }
    }

    /// Nobody waits for it: what goes wrong is told by `system.backups`.
    func runAlone() {
        do throws(QueryError) {
            try run()
        } catch {
            instance.backups.update(identifier) { record in
                record.status = .backupFailed
                record.error = error
                record.endNanoseconds = instance.clock.nowNanoseconds
            }
        }
    }
}
