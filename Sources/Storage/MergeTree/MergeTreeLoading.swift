import Columns
import Errors
import Synchronization

extension MergeTreeTable {
    /// Loads what the disks have. Called once, before anybody else knows the table.
    func loadParts(_ layout: MergeTreeLayout) throws(QueryError) {
        var candidates: [(name: PartName, disk: any Disk)] = []
        for disk in policy.disks {
            try disk.createDirectory(path)
            try disk.createDirectory(location(of: "detached"))
            for entry in try disk.list(path) {
                if entry.hasPrefix("tmp_") || entry.hasPrefix("delete_tmp_") {
                    try disk.removeTree(location(of: entry))
                } else if let name = PartName(parsing: entry), disk.isDirectory(location(of: entry)) {
                    candidates.append((name, disk))
                }
            }
        }
        let version = location(of: "format_version.txt")
        if !policy.mainDisk.exists(version) { try policy.mainDisk.write([UInt8(ascii: "1")], to: version) }
        // Larger parts first: a part that loads makes those that it covers obsolete.
        candidates.sort { left, right in
            (left.name.partition, left.name.blockMin, -left.name.blockMax, -left.name.level, -left.name.mutation)
                < (
                    right.name.partition, right.name.blockMin, -right.name.blockMax, -right.name.level,
                    -right.name.mutation
                )
        }
        var loaded: [Part] = []
        for (name, disk) in candidates {
            // Parts of one partition that cover `name` begin before it, and none that loaded overlaps another.
            if let last = loaded.last, last.name.covers(name) {
                try disk.removeTree(location(of: name.text))
                continue
            }
            if let last = loaded.last, last.name.overlaps(name) {
                let reason = QueryError(.corruptedData, "Part \(name.text) intersects part \(last.name.text)")
                try setAside(name, disk: disk, prefix: "ignored", reason: reason)
                continue
            }
            do throws(QueryError) {
                loaded.append(try PartLoader.load(name, disk: disk, path: location(of: name.text), layout: layout))
            } catch {
                try setAside(name, disk: disk, prefix: "broken-on-start", reason: error)
            }
        }
        var current = layout
        if let (version, changes) = try ColumnChangesFile.read(self, schema: layout.schema) {
            current.version = version
            current.changes = changes
        }
        current.version = loaded.reduce(current.version) { max($0, $1.content.metadataVersion) }
        let known = current
        let mutations = try loadMutations()
        let log = loadDeduplicationLog()
        let moment = clock.seconds
        state.withLock { state in
            state.layout = known
            for part in loaded { state.publish(part, at: moment) }
            for mutation in mutations { state.reserve(upTo: mutation.version) }
            state.mutations = mutations
            state.deduplication = log
        }
    }

    /// Moves a part's directory to `detached`; what is wrong with it is kept in `brokenParts`.
    func setAside(
        _ name: PartName, disk: any Disk, prefix: String, reason: QueryError
    ) throws(QueryError) {
        let target = freeDetachedName("\(prefix)_\(name.text)", on: disk)
        brokenParts.withLock { $0.append((target, reason)) }
        try disk.rename(location(of: name.text), to: location(of: "detached/\(target)"))
    }

    /// `name`, or with `_try1`, `_try2` … behind it where that is taken.
    func freeDetachedName(_ name: String, on disk: any Disk) -> String {
        var result = name
        var attempt = 0
        while disk.exists(location(of: "detached/\(result)")) {
            attempt += 1
            result = "\(name)_try\(attempt)"
        }
        return result
    }

    private var deduplicationFile: String { location(of: "deduplication_log.txt") }

    private func loadDeduplicationLog() -> [String] {
        guard let bytes = try? policy.mainDisk.readAll(deduplicationFile) else { return [] }
        // A line that a crash cut off has no hash of full length.
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter {
            $0.utf8.count == 32
        }
        return Array(lines.suffix(max(definition.settings.nonReplicatedDeduplicationWindow, 0)))
    }

    /// Remembers the hash of an inserted block; the file is rewritten when it has grown to twice the window.
    func remember(_ hash: String, isDurable: Bool) throws(QueryError) {
        let window = definition.settings.nonReplicatedDeduplicationWindow
        let all = state.withLock { state -> [String] in
            state.deduplication.append(hash)
            return state.deduplication
        }
        if all.count >= window * 2 {
            let kept = Array(all.suffix(window))
            state.withLock { $0.deduplication = kept }
            try policy.mainDisk.write(Array((kept.joined(separator: "\n") + "\n").utf8), to: deduplicationFile + ".tmp")
            try policy.mainDisk.synchronise(deduplicationFile + ".tmp")
            try policy.mainDisk.rename(deduplicationFile + ".tmp", to: deduplicationFile)
        } else {
            try policy.mainDisk.append(Array("\(hash)\n".utf8), to: deduplicationFile)
            if isDurable { try policy.mainDisk.synchronise(deduplicationFile) }
        }
    }
}
