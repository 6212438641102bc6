import Columns
import Errors
import Synchronization

extension MergeTreeTable: BackgroundWorker {
    package func doBackgroundWork() -> Bool {
        let mayWork = state.withLock { state -> Bool in
            guard !state.isShutDown else { return false }
            state.runningCount += 1
            return true
        }
        guard mayWork else { return false }
        defer {
            state.withLock { $0.runningCount -= 1 }
            workEnded.raise()
        }
        removeOutdatedParts(olderThan: Int64(definition.settings.oldPartsLifetimeSeconds))
        removeEmptyParts()
        finishMutations()
        do throws(QueryError) {
            if try mutateOnePart() { return true }
            if state.withLock({ $0.mergesAreStopped }) { return false }
            if let job = chooseMerge() {
                _ = try run(job)
                return true
            }
            if let job = chooseExpiry() {
                _ = try run(job)
                return true
            }
            return try moveOnePart() || removeObsoleteParts()
        } catch {
            lastFailure.withLock { $0 = error }
            return false
        }
    }

    package func doSmallWork() -> Bool {
        let mayWork = state.withLock { state -> Bool in
            guard !state.isShutDown, !state.mergesAreStopped else { return false }
            state.runningCount += 1
            return true
        }
        guard mayWork else { return false }
        defer {
            state.withLock { $0.runningCount -= 1 }
            workEnded.raise()
        }
        guard let job = chooseMerge(bytesMax: MergeSelector.smallBytes) else { return false }
        do throws(QueryError) {
            _ = try run(job)
            return true
        } catch {
            lastFailure.withLock { $0 = error }
            return false
        }
    }

    /// `SYSTEM STOP MERGES` and `SYSTEM START MERGES`; running ones end.
    package func setMerges(stopped: Bool) {
        state.withLock { $0.mergesAreStopped = stopped }
        scheduler?.wake()
    }

    /// Neighbours of one partition that may be merged: not busy, and in need of the same mutations.
    private func runs(_ state: PartSet, partition: String?) -> [[Part]] {
        var result: [[Part]] = []
        var last: Part?
        for part in state.active where partition == nil || part.name.partition == partition {
            guard !state.busy.contains(part.name), part.rowCount > 0 || part.name.level > 0 else {
                last = nil
                continue
            }
            if let before = last, before.name.partition == part.name.partition,
                state.isGapFree(before.name, part.name),
                state.pendingMutations(of: before.name).map(\.version)
                    == state.pendingMutations(of: part.name).map(\.version)
            {
                result[result.count - 1].append(part)
            } else {
                result.append([part])
            }
            last = part
        }
        return result
    }

    /// The next merge by the rules, marked busy.
    func chooseMerge(
        partition: String? = nil, isAggressive: Bool = false, bytesMax: Int = Int.max
    ) -> MergeJob? {
        let now = clock.seconds
        return state.withLock { state -> MergeJob? in
            guard !state.isShutDown else { return nil }
            let runs = runs(state, partition: partition)
            let selector = MergeSelector(
                bytesMax: min(bytesMax, state.layout.definition.settings.maxBytesToMerge), isAggressive: isAggressive)
            let candidates = runs.map { run in
                run.map {
                    MergeSelector.Candidate(
                        bytes: $0.byteCount, ageSeconds: max(0, now - $0.content.modificationSeconds))
                }
            }
            guard let (run, range) = selector.select(candidates) else { return nil }
            return job(Array(runs[run][range]), &state)
        }
    }

    private func job(_ parts: [Part], _ state: inout PartSet) -> MergeJob {
        for part in parts { state.busy.insert(part.name) }
        return MergeJob(sources: parts, result: .merging(parts.map(\.name)), layout: state.layout)
    }

    /// A part with rows or columns that are past their time, or that is due for another codec.
    private func chooseExpiry() -> MergeJob? {
        let now = clock.seconds
        return state.withLock { state -> MergeJob? in
            guard !state.isShutDown else { return nil }
            let layout = state.layout
            let timeout = Int64(layout.definition.settings.mergeWithTTLTimeoutSeconds)
            for part in state.active where !state.busy.contains(part.name) && part.rowCount > 0 {
                guard isDue(part, layout, now) else { continue }
                let isAllExpired = part.content.ttl.table.map { $0.max <= now } ?? false
                if layout.definition.settings.ttlOnlyDropParts && !isAllExpired { continue }
                if !isAllExpired, let last = state.lastTTLWork[part.name], now - last < timeout { continue }
                let job = job([part], &state)
                // Only what is still there is remembered.
                let names = Set(state.active.map(\.name)).subtracting([part.name])
                state.lastTTLWork = state.lastTTLWork.filter { names.contains($0.key) }
                state.lastTTLWork[job.result] = now
                return job
            }
            return nil
        }
    }

    private func isDue(_ part: Part, _ layout: MergeTreeLayout, _ now: Int64) -> Bool {
        let ttl = part.content.ttl
        for rule in layout.definition.ttl {
            switch rule.action {
            case .delete where rule.condition == nil: if let bounds = ttl.table, bounds.min <= now { return true }
            case .delete: if let bounds = ttl.rowsWhere[rule.text], bounds.min <= now { return true }
            case .recompress(let codec):
                if let bounds = ttl.recompressions[rule.text], bounds.max <= now,
                    part.content.defaultCodec != "CODEC(\(codec))"
                {
                    return true
                }
            case .moveToDisk, .moveToVolume: break
            }
        }
        return layout.schema.stored.contains { column in
            column.ttl != nil && ttl.columns[column.name].map { $0.min <= now } ?? false
        }
    }

    /// `OPTIMIZE TABLE`: one merge by the rules for whoever asks; with `isFinal` every partition becomes one part.
    /// `deduplicated`: equal rows are kept once. Throws `CANNOT_ASSIGN_OPTIMIZE` where parts are busy for long.
    package func optimize(
        partition: String?, isFinal: Bool, deduplicated: [String]? = nil, isCleanup: Bool = false
    ) throws(QueryError) {
        try checkIsOpen()
        guard isFinal || deduplicated != nil else {
            if var job = chooseMerge(partition: partition, isAggressive: true) {
                job.purpose = isCleanup ? .cleanup : .merge
                _ = try run(job)
            }
            return
        }
        let partitions = partition.map { [$0] } ?? state.withLock { $0.partitions }
        for name in partitions {
            var attempts = 0
            while true {
                if var job = chooseWhole(name) {
                    guard !job.sources.isEmpty else { break }
                    job.purpose = isCleanup ? .cleanup : .merge
                    job.deduplicated = deduplicated
                    if try run(job) != nil { break }
                }
                attempts += 1
                guard attempts < 600 else {
                    throw QueryError(
                        .cannotAssignOptimize, "Cannot OPTIMIZE table: parts of partition \(name) are being merged")
                }
                try checkIsOpen()
                workEnded.wait(milliseconds: 100)
                workEnded.lower()
            }
        }
    }

    /// All parts of a partition; `nil` while some are busy, a job without sources where there are none.
    private func chooseWhole(_ partition: String) -> MergeJob? {
        state.withLock { state -> MergeJob? in
            let parts = state.parts(of: partition)
            if parts.isEmpty {
                return MergeJob(
                    sources: [], result: PartName(partition: partition, blockMin: 0, blockMax: 0, level: 0),
                    layout: state.layout)
            }
            let isFree = parts.allSatisfy { !state.busy.contains($0.name) }
            let isGapFree = zip(parts, parts.dropFirst()).allSatisfy { state.isGapFree($0.name, $1.name) }
            let mutations = Set(parts.map { state.pendingMutations(of: $0.name).map(\.version) })
            return isFree && isGapFree && mutations.count == 1 ? job(parts, &state) : nil
        }
    }
}
