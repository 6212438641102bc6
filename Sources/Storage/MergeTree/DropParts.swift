import Columns
import Errors
import Functions
import Synchronization

/// Taking parts out of a table, alone or in exchange for others: one commit, whole or not at all.
extension MergeTreeTable {
    /// Removes parts by covering them with empty ones, so that a crash leaves all of them or none.
    func dropParts(matching isDropped: (PartName) -> Bool) throws(QueryError) {
        try replaceParts(matching: isDropped) { (_) throws(QueryError) in [] }
    }

    /// Removes parts and commits together with that what `replacement` makes of them.
    func replaceParts(
        matching isReplaced: (PartName) -> Bool,
        by replacement: ([Part]) throws(QueryError) -> [any PreparedInsert]
    ) throws(QueryError) {
        try exchangeParts(matching: isReplaced, by: replacement)
        removeOutdatedParts(olderThan: 0)
        removeEmptyParts()
    }

    private func exchangeParts(
        matching isReplaced: (PartName) -> Bool,
        by replacement: ([Part]) throws(QueryError) -> [any PreparedInsert]
    ) throws(QueryError) {
        let parts = try takeParts(matching: isReplaced)
        let names = parts.map(\.name)
        defer { giveBack(names) }
        let inserts = try replacement(parts.filter { $0.rowCount > 0 })
        let covers: PreparedCovers
        do throws(QueryError) {
            covers = try PreparedCovers(self, over: parts)
        } catch {
            for insert in inserts { insert.abandon() }
            throw error
        }
        try commits.commit([inserts + [covers]], isDurable: true)
    }

    /// Marks parts busy, all at once. Merges and mutations that have some of them are stopped and waited for.
    private func takeParts(matching isWanted: (PartName) -> Bool) throws(QueryError) -> [Part] {
        for _ in 0..<600 {
            try checkIsOpen()
            let taken = state.withLock { state -> [Part]? in
                let wanted = state.active.filter { isWanted($0.name) }
                let names = Set(wanted.map(\.name))
                guard names.isDisjoint(with: state.busy) else {
                    state.cancelWork(on: names)
                    return nil
                }
                state.busy.formUnion(names)
                return wanted
            }
            if let taken { return taken }
            workEnded.wait(milliseconds: 100)
            workEnded.lower()
        }
        throw QueryError(.partIsTemporarilyLocked, "Parts of the table are being merged or moved")
    }

    private func giveBack(_ names: [PartName]) {
        state.withLock { $0.busy.subtract(names) }
        workEnded.raise()
    }

    /// Takes empty parts out of the table once the parts that they cover are gone from the disks.
    func removeEmptyParts() {
        let done = state.withLock { state in
            state.active.filter { part in
                part.rowCount == 0 && !state.busy.contains(part.name)
                    && !state.outdated.contains { part.name.covers($0.part.name) }
                    && !state.merges.contains { part.name.covers($0.result) }
                    && !state.obsolete.contains { part.name.covers($0.name) }
            }
        }
        guard !done.isEmpty else { return }
        do throws(QueryError) {
            // A cut must not bring back what an empty part covers, and lose the empty part.
            for disk in policy.disks { try disk.synchroniseDirectory(path) }
        } catch {
            return
        }
        let moment = clock.seconds
        state.withLock { state in
            let names = Set(done.map(\.name)).subtracting(state.busy)
            state.remove(names, at: moment)
        }
    }
}

/// Empty parts that take the place of others when they are committed.
final class PreparedCovers: PreparedInsert {
    private let table: MergeTreeTable
    /// Under temporary paths, with their final names.
    private let covers: Mutex<[Part]>

    var isDuplicate: Bool { false }

    init(_ table: MergeTreeTable, over parts: [Part]) throws(QueryError) {
        self.table = table
        covers = Mutex([])
        let layout = table.layout
        for run in Self.runs(of: parts, in: table) {
            let name = Self.name(over: run, in: table)
            let writer = try PartWriter(
                layout, disk: run[0].disk, path: table.location(of: table.temporaryName("empty")),
                options: PartWriter.Options(
                    isWide: false, codec: layout.defaultCodec, isDurable: true,
                    context: .background(nanoseconds: table.clock.nanoseconds)))
            do throws(QueryError) {
                let written = try writer.finish(name, partitionValues: run[0].content.partitionValues)
                covers.withLock { $0.append(written) }
            } catch {
                writer.abandon()
                abandon()
                throw error
            }
        }
    }

    /// Neighbours that one part can cover: between them is nobody's block.
    private static func runs(of parts: [Part], in table: MergeTreeTable) -> [[Part]] {
        table.state.withLock { state in
            let wanted = Set(parts.map(\.name))
            var runs: [[Part]] = []
            var last: Part?
            for part in state.active {
                guard wanted.contains(part.name) else {
                    last = nil
                    continue
                }
                if let before = last, before.name.partition == part.name.partition,
                    state.isGapFree(before.name, part.name)
                {
                    runs[runs.count - 1].append(part)
                } else {
                    runs.append([part])
                }
                last = part
            }
            return runs
        }
    }

    /// Level and mutation are above those of results that were thrown away, and may still be on the disk.
    private static func name(over run: [Part], in table: MergeTreeTable) -> PartName {
        let merged = PartName.merging(run.map(\.name))
        let version = table.state.withLock { $0.mutations.last?.version ?? 0 }
        return PartName(
            partition: merged.partition, blockMin: merged.blockMin, blockMax: merged.blockMax,
            level: merged.level + 1, mutation: max(merged.mutation, version))
    }

    func stage(in commit: Int) throws(QueryError) -> StagedInsert {
        .moves(
            covers.withLock { $0 }.map { part in
                .part(on: part.disk, from: part.path, to: table.location(of: part.name.text))
            })
    }

    func publish() {
        let covers = takeCovers()
        let moment = table.clock.seconds
        let placed = covers.map { $0.renamed($0.name, path: table.location(of: $0.name.text)) }
        table.state.withLock { state in
            for part in placed {
                state.publish(part, at: moment)
                state.deduplication.forget(within: part.name)
            }
        }
        for part in placed { table.log(.newPart, part) }
    }

    func abandon() {
        // What cannot be removed now is removed at the next start.
        for part in takeCovers() { try? part.disk.removeTree(part.path) }
    }

    private func takeCovers() -> [Part] {
        covers.withLock { covers in
            defer { covers = [] }
            return covers
        }
    }
}

/// Copies of parts by links, which go to `detached` when they are committed.
final class PreparedClones: PreparedInsert {
    private let clones: Mutex<[(part: Part, target: String)]>

    var isDuplicate: Bool { false }

    init(_ table: MergeTreeTable, detaching parts: [Part]) throws(QueryError) {
        clones = Mutex([])
        for part in parts {
            do throws(QueryError) {
                let clone = try table.cloned(part, as: part.name)
                let target = table.location(of: "detached/\(table.freeDetachedName(part.name.text, on: part.disk))")
                clones.withLock { $0.append((clone, target)) }
            } catch {
                abandon()
                throw error
            }
        }
    }

    func stage(in commit: Int) throws(QueryError) -> StagedInsert {
        .moves(
            clones.withLock { $0 }.map { clone in
                .part(on: clone.part.disk, from: clone.part.path, to: clone.target)
            })
    }

    func publish() { clones.withLock { $0 = [] } }

    func abandon() {
        let pending = clones.withLock { clones in
            defer { clones = [] }
            return clones
        }
        for clone in pending { try? clone.part.disk.removeTree(clone.part.path) }
    }
}
