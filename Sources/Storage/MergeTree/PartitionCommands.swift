import Columns
import Errors
import Functions
import Synchronization

/// What a partition command is about.
package enum PartitionTarget: Sendable, Hashable {
    case all
    /// By its identifier, `202401`.
    case partition(String)
    /// By its name, `202401_1_1_0`.
    case part(String)

    func includes(_ name: PartName) -> Bool {
        switch self {
        case .all: true
        case .partition(let identifier): name.partition == identifier
        case .part(let text): name.text == text
        }
    }
}

extension MergeTreeTable {
    /// The identifier of the partition with these values of the partition key.
    package func partitionIdentifier(of values: [Value]) throws(QueryError) -> String {
        let types = layout.partitionTypes
        guard values.count == types.count else {
            throw QueryError(
                .invalidPartitionValue,
                "Wrong number of fields in the partition expression: \(values.count), must be: \(types.count)")
        }
        return try PartitionIdentifier.text(of: values, types: types)
    }

    private func matches(_ target: PartitionTarget) throws(QueryError) -> (PartName) -> Bool {
        switch target {
        case .all: return { _ in true }
        case .partition(let identifier): return { $0.partition == identifier }
        case .part(let text):
            guard let name = PartName(parsing: text) else {
                throw QueryError(.badDataPartName, "Unexpected part name: \(text)")
            }
            guard state.withLock({ $0.part(name) != nil }) else {
                throw QueryError(.noSuchDataPart, "No part \(text) in table")
            }
            return { $0 == name }
        }
    }

    /// `DROP PARTITION`, `DROP PART`.
    package func dropPartition(_ target: PartitionTarget) throws(QueryError) {
        let matches = try matches(target)
        try dropParts { matches($0) }
    }

    /// `DETACH PARTITION`, `DETACH PART`: the parts move to `detached`, all of them or none.
    package func detachPartition(_ target: PartitionTarget) throws(QueryError) {
        let matches = try matches(target)
        try replaceParts(matching: matches) { (parts) throws(QueryError) in
            [try PreparedClones(self, detaching: parts)]
        }
    }

    /// `ATTACH PARTITION`, `ATTACH PART`: parts in `detached` get fresh block numbers and become visible together.
    package func attachPartition(_ target: PartitionTarget) throws(QueryError) {
        try checkIsOpen()
        let layout = self.layout
        var found: [(name: PartName, disk: any Disk)] = []
        for disk in policy.disks {
            for entry in try disk.list(location(of: "detached")) {
                guard let name = PartName(parsing: entry) else { continue }
                switch target {
                case .all: found.append((name, disk))
                case .partition(let identifier): if name.partition == identifier { found.append((name, disk)) }
                case .part(let text): if entry == text { found.append((name, disk)) }
                }
            }
        }
        if case .part(let text) = target, found.isEmpty {
            guard PartName(parsing: text) != nil else {
                throw QueryError(.badDataPartName, "Unexpected part name: \(text)")
            }
            throw QueryError(.noSuchDataPart, "There is no part \(text) in detached")
        }
        let all = found
        found.removeAll { entry in all.contains { $0.name != entry.name && $0.name.covers(entry.name) } }
        found.sort { $0.name < $1.name }
        var parts: [Part] = []
        for (name, disk) in found {
            let part = try PartLoader.load(
                name, disk: disk, path: location(of: "detached/\(name.text)"), layout: layout)
            // Reads what queries will need first: a wrong file is refused here, not by them.
            _ = try part.granularity()
            _ = try part.primaryIndex(types: layout.primaryKey.map(\.expression.type))
            parts.append(part)
        }
        try commits.commit(
            [[PreparedParts(table: self, parts: parts, isDurable: true, keepsFiles: true)]], isDurable: true)
    }

    /// `DROP DETACHED PARTITION | PART`.
    package func dropDetached(_ target: PartitionTarget) throws(QueryError) {
        for disk in policy.disks {
            for entry in try disk.list(location(of: "detached")) {
                let isMatch =
                    switch target {
                    case .all: true
                    case .partition(let identifier): PartName(parsing: entry)?.partition == identifier
                    case .part(let text): entry == text
                    }
                if isMatch { try disk.removeTree(location(of: "detached/\(entry)")) }
            }
        }
    }

    /// `ATTACH PARTITION … FROM`, and `REPLACE PARTITION … FROM` where `isReplacing`.
    package func attachPartition(
        _ identifier: String?, from source: MergeTreeTable, isReplacing: Bool
    ) throws(QueryError) {
        try checkStructure(of: source)
        guard isReplacing else {
            let copied = try copies(of: source, partition: identifier)
            return try commits.commit([[PreparedParts(table: self, parts: copied, isDurable: true)]], isDurable: true)
        }
        let matches = { (name: PartName) in identifier == nil || name.partition == identifier }
        try replaceParts(matching: matches) { (_) throws(QueryError) in
            [PreparedParts(table: self, parts: try self.copies(of: source, partition: identifier), isDurable: true)]
        }
    }

    /// `MOVE PARTITION … TO TABLE`: a crash finds the rows in one of the tables, never in both or none.
    package func movePartition(_ identifier: String, to target: MergeTreeTable) throws(QueryError) {
        try target.checkStructure(of: self)
        guard target !== self else {
            throw QueryError(.badArguments, "The table to move partition \(identifier) to is the table itself")
        }
        try replaceParts(matching: { $0.partition == identifier }) { (parts) throws(QueryError) in
            [PreparedParts(table: target, parts: try target.copies(parts), isDurable: true)]
        }
    }

    private func copies(of source: MergeTreeTable, partition: String?) throws(QueryError) -> [Part] {
        try copies(source.activeParts.filter { partition == nil || $0.name.partition == partition })
    }

    private func copies(_ parts: [Part]) throws(QueryError) -> [Part] {
        var result: [Part] = []
        do throws(QueryError) {
            for part in parts where part.rowCount > 0 {
                let target = location(of: temporaryName("copy"))
                var disk = part.disk
                if policy.disks.contains(where: { $0 === part.disk }) {
                    try linkFiles(of: part, to: target)
                } else {
                    disk = try policy.disk(forBytes: part.byteCount)
                    try part.disk.copyDirectory(part.path, to: disk, target, isDurable: true)
                }
                result.append(try adopt(part.name, at: target, on: disk))
            }
        } catch {
            for part in result { try? part.disk.removeTree(part.path) }
            throw error
        }
        return result
    }

    private func checkStructure(of source: MergeTreeTable) throws(QueryError) {
        let (mine, theirs) = (layout, source.layout)
        let columns = mine.schema.stored.map { ColumnHeader(name: $0.name, type: $0.type) }
        guard columns == theirs.schema.stored.map({ ColumnHeader(name: $0.name, type: $0.type) }) else {
            throw QueryError(.incompatibleColumns, "Tables have different structure")
        }
        guard mine.sortingKey.map(\.text) == theirs.sortingKey.map(\.text),
            mine.primaryKey.count == theirs.primaryKey.count
        else {
            throw QueryError(.badArguments, "Tables have different ordering")
        }
        guard mine.definition.partitionKey.map(\.text) == theirs.definition.partitionKey.map(\.text) else {
            throw QueryError(.badArguments, "Tables have different partition key")
        }
    }

    // MARK: - Freezing and moving

    /// `FREEZE`: links the parts below `shadow/<name>` of their disks and gives their names.
    package func freeze(_ target: PartitionTarget, name: String) throws(QueryError) -> [String] {
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw QueryError(.badArguments, "A backup cannot be called `\(name)`")
        }
        let matches = try matches(target)
        var frozen: [String] = []
        for part in activeParts where matches(part.name) && part.rowCount > 0 {
            let directory = "shadow/\(name)/\(path)/\(part.name.text)"
            if part.disk.exists(directory) {
                throw QueryError(.directoryAlreadyExists, "The part \(part.name.text) is in backup \(name) already")
            }
            try linkFiles(of: part, to: directory)
            frozen.append(part.name.text)
        }
        return frozen
    }

    package func unfreeze(_ target: PartitionTarget, name: String) throws(QueryError) {
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw QueryError(.badArguments, "A backup cannot be called `\(name)`")
        }
        for disk in policy.disks {
            let directory = "shadow/\(name)/\(path)"
            guard disk.exists(directory) else { continue }
            for entry in try disk.list(directory) {
                if case .partition(let identifier) = target, PartName(parsing: entry)?.partition != identifier {
                    continue
                }
                try disk.removeTree("\(directory)/\(entry)")
            }
        }
    }

    /// `MOVE PARTITION | PART … TO DISK | VOLUME`.
    package func movePartition(_ target: PartitionTarget, toDisk name: String) throws(QueryError) {
        let disk = try policy.disk(named: name)
        let matches = try matches(target)
        for part in activeParts where matches(part.name) { try move(part, to: disk) }
    }

    package func movePartition(_ target: PartitionTarget, toVolume name: String) throws(QueryError) {
        let volume = try policy.volume(named: name)
        let matches = try matches(target)
        for part in activeParts where matches(part.name) {
            if !volume.disks.contains(where: { $0 === part.disk }) { try move(part, to: volume.emptiestDisk) }
        }
    }

    private func move(_ part: Part, to disk: any Disk) throws(QueryError) {
        guard part.disk !== disk else { return }
        let isFree = state.withLock { state -> Bool in
            guard state.part(part.name) === part else { return false }
            return state.busy.insert(part.name).inserted
        }
        guard isFree else {
            throw QueryError(.partIsTemporarilyLocked, "Part \(part.name.text) is being merged or was dropped")
        }
        defer { release([part], result: part.name) }
        if disk.exists(location(of: part.name.text)) {
            // The part was there before: its old copy may go, if nobody reads it.
            removeOutdatedParts(olderThan: 0)
            guard !disk.exists(location(of: part.name.text)) else {
                throw QueryError(
                    .partIsTemporarilyLocked, "An old copy of part \(part.name.text) on disk \(disk.name) is being read"
                )
            }
        }
        let temporary = location(of: temporaryName("move"))
        let moved: Part
        do throws(QueryError) {
            try part.disk.copyDirectory(part.path, to: disk, temporary, isDurable: true)
            moved = try place(part.renamed(part.name, disk: disk, path: temporary), as: part.name)
        } catch {
            try? disk.removeTree(temporary)
            throw error
        }
        let moment = clock.seconds
        state.withLock { state in
            state.replace(moved)
            state.outdated.append((part, moment))
        }
        log(.movePart, moved)
    }

    /// Moves a part whose TTL says that it belongs to another disk; `false` where there is none.
    func moveOnePart() throws(QueryError) -> Bool {
        let now = clock.seconds
        let layout = self.layout
        for rule in layout.definition.ttl {
            let volume: StorageVolume
            switch rule.action {
            case .moveToDisk(let name): volume = StorageVolume(name: name, disks: [try policy.disk(named: name)])
            case .moveToVolume(let name): volume = try policy.volume(named: name)
            case .delete, .recompress: continue
            }
            let due = activeParts.first { part in
                guard let bounds = part.content.ttl.moves[rule.text], bounds.max <= now else { return false }
                return !volume.disks.contains { $0 === part.disk } && !state.withLock { $0.busy.contains(part.name) }
            }
            if let due {
                try move(due, to: volume.emptiestDisk)
                return true
            }
        }
        return false
    }
}
