import Codecs
import Columns
import Errors
import Functions
import Synchronization

/// A table of sorted parts that are merged in the background.
package final class MergeTreeTable: Table {
    package let engineName: String
    package let policy: StoragePolicy
    /// The table's directory on every disk of the policy.
    package let path: String
    package let clock: any StorageClock
    let scheduler: MergeScheduler?
    /// Where changes of several parts become visible together.
    let commits: CommitLog
    let partLog: PartLog
    let state: Mutex<PartSet>
    private let temporaryNames = Atomic<Int>(0)
    /// Parts that were set aside, and why.
    package let brokenParts = Mutex<[(directory: String, reason: QueryError)]>([])
    /// What went wrong in the background last.
    package let lastFailure = Mutex<QueryError?>(nil)
    /// Raised when background work of this table ends.
    let workEnded = Signal()

    /// Opens the table in `path`, which is created where it is missing: loads its parts, sets broken ones aside in
    /// `detached`, and removes what a crash left half done. Where `scheduler` is given the table is merged by it.
    /// Without `commits` the table has a commit log of its own, on its main disk.
    package init(
        engineName: String, path: String, policy: StoragePolicy, schema: TableSchema, definition: MergeTreeDefinition,
        scheduler: MergeScheduler?, clock: any StorageClock, commits: CommitLog? = nil, partLog: PartLog? = nil
    ) throws(QueryError) {
        self.engineName = engineName
        self.path = path
        self.policy = policy
        self.clock = clock
        self.scheduler = scheduler
        self.commits = commits ?? CommitLog(disk: policy.mainDisk, disks: policy.disks)
        self.partLog = partLog ?? PartLog()
        let layout = try MergeTreeLayout(schema: schema, definition: definition)
        state = Mutex(PartSet(layout: layout))
        try loadParts(layout)
        scheduler?.add(self)
    }

    package var layout: MergeTreeLayout { state.withLock { $0.layout } }
    package var schema: TableSchema { layout.schema }
    package var definition: MergeTreeDefinition { layout.definition }
    package var totalRows: Int? { state.withLock { $0.inexactParts == 0 ? $0.rowCount : nil } }
    package var totalBytes: Int? { state.withLock { $0.byteCount } }

    /// The visible parts, in the order of names.
    package var activeParts: [Part] { state.withLock { $0.active } }

    /// A directory name that nothing else has: `tmp_insert_7`.
    func temporaryName(_ purpose: String) -> String {
        let number = temporaryNames.add(1, ordering: .relaxed).newValue
        return "tmp_\(purpose)_\(number)"
    }

    func location(of name: String) -> String { "\(path)/\(name)" }

    func checkIsOpen() throws(QueryError) {
        if state.withLock({ $0.isShutDown }) {
            throw QueryError(.tableIsDropped, "The table was shut down")
        }
    }

    // MARK: - Life

    package func truncate() throws(QueryError) {
        try dropParts(matching: { _ in true })
    }

    package func shutdown() {
        scheduler?.remove(self)
        state.withLock { $0.isShutDown = true }
        while state.withLock({ $0.runningCount > 0 }) {
            workEnded.wait(milliseconds: 100)
            workEnded.lower()
        }
        // The next start finds the rest: nobody waits for thousands of directories here.
        removeOutdatedParts(olderThan: 0, countMax: 200)
    }

    package func drop() throws(QueryError) {
        state.withLock { state in
            state.remove(Set(state.active.map(\.name)), at: 0, forgetting: true)
            state.outdated = []
        }
        for disk in policy.disks { try disk.removeTree(path) }
    }

    /// Removes the directories of outdated parts that nobody reads, once they are `seconds` old.
    package func removeOutdatedParts(olderThan seconds: Int64, countMax: Int = Int.max) {
        let moment = clock.seconds
        let removable = state.withLock { state -> [Part] in
            var result: [Part] = []
            var kept: [(part: Part, since: Int64)] = []
            var pending = state.outdated
            state.outdated = []
            while var entry = pending.popLast() {
                if result.count < countMax, moment - entry.since >= seconds, isKnownUniquelyReferenced(&entry.part) {
                    result.append(entry.part)
                } else {
                    kept.append(entry)
                }
            }
            state.outdated = kept.reversed()
            return result
        }
        let kept = remove(removable)
        // It is tried again: while it is there, the part that covers it must stay, too.
        if !kept.isEmpty { state.withLock { $0.outdated += kept.map { ($0, moment) } } }
    }

    /// Removes some of the directories that the last run left; `false` where there are none.
    func removeObsoleteParts() -> Bool {
        let some = state.withLock { state -> [(name: PartName, disk: any Disk)] in
            guard !state.isRemovingObsolete, !state.obsolete.isEmpty else { return [] }
            state.isRemovingObsolete = true
            return Array(state.obsolete.suffix(50))
        }
        guard !some.isEmpty else { return false }
        defer { state.withLock { $0.isRemovingObsolete = false } }
        do throws(QueryError) {
            for (name, disk) in some { try disk.removeTree(location(of: name.text)) }
        } catch {
            lastFailure.withLock { $0 = error }
            return false
        }
        state.withLock { $0.obsolete.removeLast(some.count) }
        return true
    }

    /// Removes directories, and gives back the parts whose directories could not be. They lose their names durably
    /// first: half a part under a part's name would be a broken one after a crash.
    private func remove(_ parts: [Part]) -> [Part] {
        var kept: [Part] = []
        var renamed: [(part: Part, path: String)] = []
        for part in parts {
            let path = location(of: "delete_tmp_\(part.name.text)")
            do throws(QueryError) {
                if part.disk.exists(part.path) {
                    try part.disk.removeTree(path)
                    try part.disk.rename(part.path, to: path)
                }
                renamed.append((part, path))
            } catch {
                kept.append(part)
            }
        }
        for disk in policy.disks {
            let onDisk = renamed.filter { $0.part.disk === disk }
            guard !onDisk.isEmpty else { continue }
            do throws(QueryError) {
                try disk.synchroniseDirectory(path)
                // What cannot be removed now goes at the next start: nothing takes it for a part.
                for (part, path) in onDisk {
                    try? disk.removeTree(path)
                    log(.removePart, part)
                }
            } catch {
                kept += onDisk.map(\.part)
            }
        }
        return kept
    }

    /// Puts a written part in its place for good; when it throws, the part is not there.
    func place(_ part: Part, as name: PartName) throws(QueryError) -> Part {
        try removeStrays()
        let placed = try moveIntoPlace(part, name: name)
        do throws(QueryError) {
            try placed.disk.synchroniseDirectory(path)
        } catch {
            state.withLock { $0.strays.append(placed) }
            try? removeStrays()
            throw error
        }
        return placed
    }

    private func removeStrays() throws(QueryError) {
        while let stray = state.withLock({ $0.strays.first }) {
            // By one rename: half a part under a part's name would be a broken one.
            let target = location(of: temporaryName("stray"))
            if stray.disk.exists(stray.path) { try stray.disk.rename(stray.path, to: target) }
            try stray.disk.synchroniseDirectory(path)
            state.withLock { $0.strays.removeAll { $0 === stray } }
            try? stray.disk.removeTree(target)
        }
    }

    /// Gives a written part its final name.
    func moveIntoPlace(_ part: Part, name: PartName) throws(QueryError) -> Part {
        let target = location(of: name.text)
        try part.disk.rename(part.path, to: target)
        return part.renamed(name, path: target)
    }
}
