import Codecs
import Columns
import Errors
import Functions
import Synchronization

/// Parts to be merged into one, chosen and marked busy.
struct MergeJob: Sendable {
    var sources: [Part]
    var result: PartName
    var layout: MergeTreeLayout
    var purpose: CollapsePurpose = .merge
    /// Equal rows (in these columns; all, if empty) are kept once; `nil`: no deduplication.
    var deduplicated: [String]?
}

extension MergeTreeTable {
    /// Merges and makes the result visible in place of the sources; `nil` when a source was dropped meanwhile.
    func run(_ job: MergeJob) throws(QueryError) -> Part? {
        defer { release(job.sources, result: job.result) }
        begin(job.sources, result: job.result, isMutation: false)
        let layout = job.layout
        let context = QueryContext.background(nanoseconds: clock.nanoseconds)
        let bytes = job.sources.reduce(0) { $0 + $1.uncompressedBytes }
        let rows = job.sources.reduce(0) { $0 + $1.rowCount }
        let disk = try policy.disk(forBytes: job.sources.reduce(0) { $0 + $1.byteCount } + 1 << 20)
        let writer = try PartWriter(
            layout, disk: disk, path: location(of: temporaryName("merge")),
            options: PartWriter.Options(
                isWide: layout.isWide(bytes: bytes, rows: rows), codec: recompression(job.sources, layout),
                isDurable: true, context: context))
        do throws(QueryError) {
            let merged = try mergedSource(job, context)
            let expiry = RowExpiry(layout, sources: job.sources, now: clock.seconds, context: context)
            while let block = try merged.next() {
                try checkIsWanted(job.result)
                let kept = try expiry.map { (expiry) throws(QueryError) in try expiry.applied(to: block) } ?? block
                try writer.write(kept)
                advance(job.result, written: kept.rowCount)
            }
            let values = job.sources[0].content.partitionValues
            return try publish(try writer.finish(job.result, partitionValues: values), replacing: job.sources)
        } catch {
            writer.abandon()
            throw error
        }
    }

    private func mergedSource(_ job: MergeJob, _ context: QueryContext) throws(QueryError) -> any SortedSource {
        let layout = job.layout
        let output = ScanOutput(
            layout: layout, columns: layout.schema.stored.map(\.name), filter: [], context: context)
        var sources: [any SortedSource] = []
        for (index, part) in job.sources.enumerated() {
            let selected = SelectedPart(part: part, index: index, granules: [0..<(try part.granularity().count)])
            let ordered = try OrderedPartSource(
                output, selected, keys: layout.sortingKey.map(\.expression), rowsPerBlock: 8192)
            sources.append(CountingSource(ordered) { [weak self] rows in self?.advance(job.result, read: rows) })
        }
        var merged: any SortedSource
        if layout.sortingKey.isEmpty {
            merged = ConcatenatedSource(sources)
        } else {
            merged = sources.count == 1 ? sources[0] : SortedMerge(sources, order: layout.order)
        }
        let collapser = try layout.definition.mode.collapser(
            for: layout.schema, keyColumns: layout.keyColumnNames, purpose: job.purpose)
        if let collapser { merged = CollapsingSource(merged, order: layout.order, collapser: collapser) }
        if let columns = job.deduplicated {
            merged = CollapsingSource(
                merged, order: layout.order, collapser: DuplicateCollapser(columns: Set(columns)))
        }
        return merged
    }

    /// The codec that the newest due RECOMPRESS rule wants, or the table's.
    private func recompression(_ sources: [Part], _ layout: MergeTreeLayout) -> CodecChain {
        let now = clock.seconds
        var chosen: (moment: Int64, codec: CodecChain)?
        for rule in layout.definition.ttl {
            guard case .recompress(let text) = rule.action else { continue }
            let moments = sources.map { $0.content.ttl.recompressions[rule.text]?.max ?? Int64.max }
            guard let latest = moments.max(), latest <= now, latest > chosen?.moment ?? Int64.min,
                let descriptions = try? CodecDescription.list(parsing: text),
                let codec = try? CodecChain(descriptions, for: nil, default: layout.defaultCodec)
            else { continue }
            chosen = (latest, codec)
        }
        return chosen?.codec ?? layout.defaultCodec
    }

    /// Moves a written part into place if all of `sources` are still there.
    func publish(_ written: Part, replacing sources: [Part]) throws(QueryError) -> Part? {
        let areActive = state.withLock { state in sources.allSatisfy { state.part($0.name) === $0 } }
        guard areActive else {
            try? written.disk.removeTree(written.path)
            return nil
        }
        let placed = try place(written, as: written.name)
        let moment = clock.seconds
        let isPublished = state.withLock { state -> Bool in
            guard sources.allSatisfy({ state.part($0.name) === $0 }) else { return false }
            state.publish(placed, at: moment)
            return true
        }
        guard isPublished else {
            // An empty part covers it, and stays until it is gone.
            state.withLock { $0.outdated.append((placed, moment)) }
            return nil
        }
        let progress = state.withLock { state in state.merges.first { $0.result == placed.name } }
        log(
            progress?.isMutation ?? false ? .mutatePart : .mergeParts, placed, sources: sources.map(\.name),
            readRows: progress?.rowsRead ?? 0, since: progress?.startedNanoseconds)
        return placed
    }

    func begin(_ sources: [Part], result: PartName, isMutation: Bool) {
        let progress = MergeProgress(
            result: result, sources: sources.map(\.name), isMutation: isMutation, startedNanoseconds: clock.nanoseconds,
            rowsTotal: sources.reduce(0) { $0 + $1.rowCount }, bytesTotal: sources.reduce(0) { $0 + $1.byteCount },
            rowsRead: 0, rowsWritten: 0)
        state.withLock { $0.merges.append(progress) }
    }

    /// Throws `ABORTED` where the merge or mutation that makes `result` shall stop.
    func checkIsWanted(_ result: PartName) throws(QueryError) {
        let (isShutDown, isCancelled) = state.withLock { ($0.isShutDown, $0.cancelled.contains(result)) }
        if isShutDown { throw QueryError(.aborted, "The table is shut down") }
        if isCancelled { throw QueryError(.aborted, "Merging into part \(result.text) was cancelled") }
    }

    func release(_ sources: [Part], result: PartName) {
        state.withLock { state in
            state.cancelled.remove(result)
            for part in sources { state.busy.remove(part.name) }
            state.merges.removeAll { $0.result == result }
        }
        workEnded.raise()
    }

    func advance(_ result: PartName, read: Int = 0, written: Int = 0) {
        state.withLock { state in
            guard let place = state.merges.firstIndex(where: { $0.result == result }) else { return }
            state.merges[place].rowsRead += read
            state.merges[place].rowsWritten += written
        }
    }
}

extension Part {
    /// Bytes of the columns when they are decompressed.
    package var uncompressedBytes: Int {
        content.checksums.entries.reduce(0) { total, entry in
            entry.key.hasSuffix(".bin") ? total + (entry.value.uncompressed?.size ?? entry.value.size) : total
        }
    }
}

/// Tells how many rows went by.
private final class CountingSource: SortedSource {
    private let source: any SortedSource
    private let count: @Sendable (Int) -> Void

    init(_ source: any SortedSource, _ count: @escaping @Sendable (Int) -> Void) {
        self.source = source
        self.count = count
    }

    func next() throws(QueryError) -> SortedBlock? {
        let block = try source.next()
        if let block { count(block.rowCount) }
        return block
    }
}

/// One source behind the other: tables without a sorting key.
final class ConcatenatedSource: SortedSource {
    private let sources: [any SortedSource]
    private let place = Mutex(0)

    init(_ sources: [any SortedSource]) { self.sources = sources }

    func next() throws(QueryError) -> SortedBlock? {
        try place.withLock { (place) throws(QueryError) -> SortedBlock? in
            while place < sources.count {
                if let block = try sources[place].next() { return block }
                place += 1
            }
            return nil
        }
    }
}

/// `DEDUPLICATE`: rows of one key that agree in all of the columns are kept once.
private struct DuplicateCollapser: RowCollapser {
    /// Empty for all.
    let columns: Set<String>

    func collapse(_ rows: SortedBlock, groupStarts: [Int]) throws(QueryError) -> SortedBlock {
        let compared = rows.block.columns.filter { columns.isEmpty || columns.contains($0.name) }.map(
            \.column.materialised)
        var hashes = [UInt64](repeating: rowHashSeed, count: rows.rowCount)
        for column in compared { column.hash(into: &hashes) }
        var kept: [UInt32] = []
        for (start, end) in zip(groupStarts, groupStarts.dropFirst()) {
            var rowsOfHash: [UInt64: [Int]] = [:]
            for row in start..<end {
                let known = rowsOfHash[hashes[row]] ?? []
                if known.contains(where: { other in compared.allSatisfy { $0.compare(other, with: $0, row) == 0 } }) {
                    continue
                }
                rowsOfHash[hashes[row], default: []].append(row)
                kept.append(UInt32(truncatingIfNeeded: row))
            }
        }
        return rows.gathering(kept)
    }
}
