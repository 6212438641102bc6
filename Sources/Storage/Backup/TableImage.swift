import Codecs
import Columns
import Errors
import Functions
import Synchronization

/// What a table holds at one moment, for a backup: taken between two commits, written afterwards.
package enum TableImage: Sendable {
    case parts([Part])
    /// Of a table without parts.
    case rows(TableScan)

    /// The table as it is now; of MergeTree tables only `partitions`, where some are given.
    package init(of table: any Table, partitions: [PartitionTarget], _ context: QueryContext) throws(QueryError) {
        guard let mergeTree = table as? MergeTreeTable else {
            let names = table.schema.stored.map(\.name)
            self = .rows(
                try table.scan(ScanRequest(columns: names, filter: [], streamsMax: 1, context: context)))
            return
        }
        let parts = try mergeTree.currentParts()
        if partitions.isEmpty {
            self = .parts(parts)
            return
        }
        self = .parts(parts.filter { part in partitions.contains { $0.includes(part.name) } })
    }

    /// Writes it below `directory` of a backup.
    package func write(to backup: BackupWriter, _ directory: String) throws(QueryError) {
        switch self {
        case .parts(let parts):
            for part in parts where part.rowCount > 0 {
                for file in try part.disk.list(part.path) where !part.disk.isDirectory("\(part.path)/\(file)") {
                    try backup.add(
                        "\(directory)/\(part.name.text)/\(file)", copying: "\(part.path)/\(file)", from: part.disk)
                }
            }
        case .rows(let scan): try BackupRows.write(scan, to: backup, directory)
        }
    }
}

extension Table {
    /// The rows below `directory` of a backup, not yet visible; of MergeTree tables only `partitions`, where some are
    /// given.
    package func prepareRestore(
        from backup: BackupReader, _ directory: String, partitions: [PartitionTarget], _ options: InsertOptions
    ) throws(QueryError) -> [any PreparedInsert] {
        if let mergeTree = self as? MergeTreeTable {
            return [try mergeTree.prepareRestoredParts(from: backup, directory, partitions: partitions)]
        }
        var prepared: [any PreparedInsert] = []
        for block in try BackupRows.read(backup, directory) {
            prepared.append(try prepareInsert(try declared(block), options))
        }
        return prepared
    }
}

extension Table {
    /// The block's columns with the types that the table has: without a revision, times come without their zones.
    private func declared(_ block: Block) throws(QueryError) -> Block {
        var columns: [BlockColumn] = []
        for declaration in schema.stored {
            guard let position = block.position(of: declaration.name) else {
                throw QueryError(.notFoundColumnInBlock, "Column \(declaration.name) is not in the backup")
            }
            let column = block.columns[position]
            var isSame = column.type == declaration.type
            if case .dateTime = declaration.type, case .dateTime = column.type { isSame = true }
            guard isSame else {
                throw QueryError(
                    .incompatibleColumns,
                    "Column \(column.name) is \(column.type.name) in the backup and not \(declaration.type.name)")
            }
            columns.append(BlockColumn(name: column.name, type: declaration.type, column: column.column))
        }
        return Block(columns, rowCount: block.rowCount)
    }
}

extension MergeTreeTable {
    /// The parts, all of them as the table is declared now: an ALTER that is still being applied is
    /// `CANNOT_BACKUP_TABLE`.
    func currentParts() throws(QueryError) -> [Part] {
        let (parts, layout) = state.withLock { ($0.active, $0.layout) }
        let last = layout.changes.last?.version ?? 0
        if let part = parts.first(where: { $0.content.metadataVersion < last }) {
            throw QueryError(
                .cannotBackupTable, "Part \(part.name.text) does not have the table's last ALTER yet: try again")
        }
        return parts
    }

    /// Waits for the mutations that were given up to now. Throws what made one of them fail.
    package func finishMutationsSoFar() throws(QueryError) {
        for version in state.withLock({ $0.mutations.filter { !$0.isDone }.map(\.version) }) {
            try waitForMutation(version)
        }
    }

    fileprivate func prepareRestoredParts(
        from backup: BackupReader, _ directory: String, partitions: [PartitionTarget]
    ) throws(QueryError) -> any PreparedInsert {
        try checkIsOpen()
        var wanted: [PartName] = []
        for entry in backup.children(of: directory) {
            guard let name = PartName(parsing: entry) else {
                throw QueryError(.backupDamaged, "\(directory)/\(entry) in the backup is no part")
            }
            if partitions.isEmpty || partitions.contains(where: { $0.includes(name) }) { wanted.append(name) }
        }
        var parts: [Part] = []
        do throws(QueryError) {
            for name in wanted {
                let source = "\(directory)/\(name.text)"
                let size = backup.children(of: source).reduce(0) { $0 &+ backup.size(of: "\(source)/\($1)") }
                let disk = try policy.disk(forBytes: size)
                let place = location(of: temporaryName("restore"))
                do throws(QueryError) {
                    try backup.copyDirectory(source, to: disk, place)
                } catch {
                    try? disk.removeTree(place)
                    throw error
                }
                parts.append(try adopt(name, at: place, on: disk))
            }
        } catch {
            for part in parts { try? part.disk.removeTree(part.path) }
            throw error
        }
        return PreparedParts(table: self, parts: parts, isDurable: true)
    }

    /// Makes a copied part one of this table: its columns are as they are declared here, so it has this table's
    /// version.
    func adopt(_ name: PartName, at place: String, on disk: any Disk) throws(QueryError) -> Part {
        do throws(QueryError) {
            let layout = self.layout
            let part = try PartLoader.load(name, disk: disk, path: place, layout: layout)
            // Reads what queries will need first: a wrong file is refused here, not by them.
            _ = try part.granularity()
            _ = try part.primaryIndex(types: layout.primaryKey.map(\.expression.type))
            for entry in part.content.columns.entries {
                let declared = try layout.schema.column(named: entry.name)
                guard declared.type == entry.type else {
                    throw part.located(
                        QueryError(
                            .incompatibleColumns,
                            "Column \(entry.name) is not \(declared.type.name) in the part, as it is in the table"),
                        file: ColumnsFile.name)
                }
            }
            guard part.content.metadataVersion != layout.version else { return part }
            return try withVersion(layout.version, part, layout)
        } catch {
            try? disk.removeTree(place)
            throw error
        }
    }

    /// Writes `metadata_version.txt` anew. Files are replaced, not changed: they may be links.
    private func withVersion(_ version: Int, _ part: Part, _ layout: MergeTreeLayout) throws(QueryError) -> Part {
        let text = Array("\(version)".utf8)
        var checksums = part.content.checksums
        checksums.add("metadata_version.txt", text)
        try part.disk.replaceFile("\(part.path)/metadata_version.txt", by: text)
        try part.disk.replaceFile("\(part.path)/\(ChecksumsFile.name)", by: try checksums.bytes(by: .zstd(level: 3)))
        return try PartLoader.load(part.name, disk: part.disk, path: part.path, layout: layout)
    }
}
