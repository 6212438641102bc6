import Columns
import Errors
import Synchronization

extension MergeTreeTable {
    /// Loads what the disks have. Called once, before anybody else knows the table.
    func loadParts(_ layout: MergeTreeLayout) throws(QueryError) {
        var candidates: [(name: PartName, disk: any Disk)] = []
        for disk in policy.disks {
            try disk.createDurableDirectory(path)
            try disk.createDurableDirectory(location(of: "detached"))
            for entry in try disk.list(path) {
                if entry.hasPrefix("tmp_") || entry.hasPrefix("delete_tmp_") || entry.hasSuffix(".tmp") {
                    try disk.removeTree(location(of: entry))
                } else if let name = PartName(parsing: entry), disk.isDirectory(location(of: entry)) {
                    candidates.append((name, disk))
                }
            }
        }
        let version = location(of: "format_version.txt")
        let versionBytes = policy.mainDisk.exists(version) ? try policy.mainDisk.size(of: version) : 0
        if versionBytes == 0 { try policy.mainDisk.replaceFile(version, by: [UInt8(ascii: "1")]) }
        // Larger parts first: a part that loads makes those that it covers obsolete.
        candidates.sort { left, right in
            (left.name.partition, left.name.blockMin, -left.name.blockMax, -left.name.level, -left.name.mutation)
                < (
                    right.name.partition, right.name.blockMin, -right.name.blockMax, -right.name.level,
                    -right.name.mutation
                )
        }
        var obsolete: [Candidate] = []
        let loaded = try load(candidates, layout, obsolete: &obsolete)
        let covered = obsolete
        var current = layout
        if let (version, changes) = try ColumnChangesFile.read(self, schema: layout.schema) {
            current.version = version
            current.changes = changes
        }
        current.version = loaded.reduce(current.version) { max($0, $1.content.metadataVersion) }
        let known = current
        let mutations = try loadMutations()
        let log = try loadDeduplicationLog(of: loaded)
        state.withLock { state in
            state.layout = known
            state.load(loaded)
            state.obsolete = covered
            for mutation in mutations { state.reserve(upTo: mutation.version) }
            state.mutations = mutations
            state.deduplication = log
        }
    }

    private typealias Candidate = (name: PartName, disk: any Disk)

    /// The parts among `candidates`, which stand in order, larger ones first. Those that a loaded part covers are
    /// `obsolete`, broken ones set aside: then what they cover is tried.
    private func load(
        _ candidates: [Candidate], _ layout: MergeTreeLayout, obsolete: inout [Candidate]
    ) throws(QueryError) -> [Part] {
        var heads: [(candidate: Candidate, covered: [Candidate])] = []
        for candidate in candidates {
            if let last = heads.last, last.candidate.name.covers(candidate.name) {
                heads[heads.count - 1].covered.append(candidate)
            } else {
                heads.append((candidate, []))
            }
        }
        let results = loadSideBySide(heads.map(\.candidate), layout)
        var loaded: [Part] = []
        for ((candidate, covered), result) in zip(heads, results) {
            if let last = loaded.last, last.name.overlaps(candidate.name) {
                let reason = QueryError(
                    .corruptedData, "Part \(candidate.name.text) intersects part \(last.name.text)")
                try setAside(candidate.name, disk: candidate.disk, prefix: "ignored", reason: reason)
                continue
            }
            switch result {
            case .success(let part):
                loaded.append(part)
                obsolete += covered
            case .failure(let error):
                // The machine's limits say nothing about the part.
                if error.code == .cannotOpenFile { throw error }
                try setAside(candidate.name, disk: candidate.disk, prefix: "broken-on-start", reason: error)
                loaded += try load(covered, layout, obsolete: &obsolete)
            }
        }
        return loaded
    }

    private static func load(
        _ candidate: Candidate, _ path: String, _ layout: MergeTreeLayout
    ) -> Result<Part, QueryError> {
        do throws(QueryError) {
            return .success(
                try PartLoader.load(
                    candidate.name, disk: candidate.disk, path: "\(path)/\(candidate.name.text)", layout: layout))
        } catch {
            return .failure(error)
        }
    }

    /// Loads parts on a few threads: most of the time is spent waiting for the disk.
    private func loadSideBySide(
        _ candidates: [Candidate], _ layout: MergeTreeLayout
    ) -> [Result<Part, QueryError>] {
        let path = path
        let threadCount = 4
        guard candidates.count >= threadCount * 4 else {
            return candidates.map { Self.load($0, path, layout) }
        }
        let results = Mutex([Result<Part, QueryError>?](repeating: nil, count: candidates.count))
        let next = Mutex(0)
        let threads = (0..<threadCount).map { _ in
            BackgroundThread {
                while true {
                    let place = next.withLock { next in
                        next += 1
                        return next - 1
                    }
                    guard place < candidates.count else { return }
                    let result = Self.load(candidates[place], path, layout)
                    results.withLock { $0[place] = result }
                }
            }
        }
        for thread in threads { thread.join() }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// Moves a part's directory to `detached`; what is wrong with it is kept in `brokenParts`.
    func setAside(
        _ name: PartName, disk: any Disk, prefix: String, reason: QueryError
    ) throws(QueryError) {
        let target = freeDetachedName("\(prefix)_\(name.text)", on: disk)
        brokenParts.withLock { $0.append((target, reason)) }
        try disk.rename(location(of: name.text), to: location(of: "detached/\(target)"))
        try disk.synchroniseDirectory(path)
        try disk.synchroniseDirectory(location(of: "detached"))
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
}
