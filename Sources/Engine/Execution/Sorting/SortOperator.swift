import Columns
import Errors
import Functions
import Storage

/// ORDER BY: each thread sorts what it reads, then the runs are merged as the rows are asked for. Stable.
final class SortOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let keys: [SortedRun.Key]
    private let limit: Int?
    /// Where the scan below learns what is still wanted.
    private let threshold: SortThreshold?
    private let positions: [Int]
    let columns: [PlanColumn]

    init(
        _ input: any PhysicalOperator, items: [SortItem], limit: Int?, threshold: SortThreshold?, needed: Set<Int>
    ) {
        self.input = input
        self.threshold = threshold
        self.limit = limit.map { max(0, $0) }
        keys = items.map { SortedRun.Key(position: input.position(of: $0.column), direction: $0.direction) }
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] }
    }

    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let counts = limit != nil && resources.progress.takeCountingOfLimit()
        var streams = try input.open(resources)
        if counts { streams = streams.map { $0.countingRowsBeforeLimit(resources) } }
        let runs = try SortedRun.sorting(
            streams, types: input.types, by: keys, limit: limit, threshold, resources)
        guard runs.value.files.isEmpty else {
            let merged = SpilledRuns(runs.value.files, types: input.types, keys, limit: limit, resources)
            return [MappedStream(merged) { [positions] in $0.picking(positions) }]
        }
        return [try MergingStream(runs.value.inMemory, keys, limit: limit, resources).picking(positions)]
    }
}

/// Rows that are sorted: the columns as they came, and their order.
struct SortedRun {
    struct Key: Sendable {
        let position: Int
        let direction: Columns.SortDirection
    }

    let chunk: Chunk
    /// `nil` where the rows stand in order.
    let order: [UInt32]?
    let hold: MemoryHold

    var rowCount: Int { order?.count ?? chunk.rowCount }

    /// Row `place` of the sorted rows, as a row of `chunk`.
    @inline(__always)
    func row(at place: Int) -> Int { order.map { Int($0[place]) } ?? place }

    func gathering(_ places: Range<Int>) -> Chunk {
        guard let order else { return chunk.slice(places) }
        return chunk.gathering(Array(order[places]))
    }

    /// All runs are in memory, or all are on disk.
    struct Runs {
        var inMemory: [SortedRun] = []
        var files: [SpillFile] = []
    }

    /// Reads all of `streams` into one sorted run per thread, or on disk into several, in the order of the threads; of
    /// each only the first `limit` rows where that is given.
    static func sorting(
        _ streams: [any ChunkStream], types: [DataType], by keys: [Key], limit: Int?, _ threshold: SortThreshold?,
        _ resources: QueryResources
    ) throws(QueryError) -> Handover<Runs> {
        let count = ParallelDrain.workerCount(streams, resources)
        // A run is written from a sorted copy of what is held.
        let spillBytes = resources.limits.sortSpillBytes.map { $0 / count / 2 }
        let workers = (0..<count).map { _ in
            SortWorker(types, keys, limit: limit, threshold, resources, spillBytes: spillBytes)
        }
        let shared = Handover(workers)
        try ParallelDrain.run(streams, resources) { (worker, chunk) throws(QueryError) in
            try shared.value[worker].consume(chunk)
        }
        if workers.contains(where: { !$0.files.isEmpty }) {
            try resources.pool.run(taskCount: workers.count, threadsMax: resources.threadsMax) {
                (number) throws(QueryError) in
                try shared.value[number].spill()
            }
            return Handover(Runs(files: workers.flatMap(\.files)))
        }
        let results = Collected<Handover<SortedRun?>>()
        try resources.pool.run(taskCount: workers.count, threadsMax: resources.threadsMax) {
            (number) throws(QueryError) in
            results.put(Handover(try shared.value[number].finish()), at: number)
        }
        return Handover(Runs(inMemory: results.values(workers.count).compactMap(\.value)))
    }

    /// Rows are numbered with 32 bits.
    static func checkRowCount(_ count: Int) throws(QueryError) {
        guard count <= Int(UInt32.max) else {
            throw QueryError(.tooManyRows, "More than \(UInt32.max) rows to sort on one thread are not supported")
        }
    }

    /// Strings that come in runs are sorted by the ranks of their few values.
    private static func ranked(_ column: Column) -> Column {
        if case .string(let strings) = column, let runs = strings.dictionaryOfRuns() { return .lowCardinality(runs) }
        return column
    }

    static func sort(_ chunk: Chunk, by keys: [Key], limit: Int?) -> [UInt32] {
        let columns = keys.filter { !chunk.columns[$0.position].isConstant }.map {
            SortKey(ranked(chunk.columns[$0.position]), $0.direction)
        }
        return sortedRows(by: columns, count: chunk.rowCount, limit: limit)
    }
}

/// What one thread does while reading: keeps all rows, or, with a limit, few more than it needs.
private final class SortWorker {
    /// Fewer rows than this are not worth sorting in between.
    private static let rowsBetweenSortsMin = 1024
    /// What sorting takes per row beside the columns: codes, their rows twice, and the order.
    private static let bytesPerRow = 48
    /// Rows of a chunk on disk: of each run one is in memory while the runs are merged.
    private static let spilledRows = 8192

    private let types: [DataType]
    private let keys: [SortedRun.Key]
    private let limit: Int?
    private let resources: QueryResources
    private let hold: MemoryHold
    private var chunks: [Chunk] = []
    private var rowCount = 0
    private var byteCount = 0
    /// The first key's code of the last row that is needed, where codes can tell.
    private var threshold: UInt64?
    private let sharedThreshold: SortThreshold?
    /// Above this the rows go to disk as a sorted run; `nil` for never.
    private let spillBytes: Int?
    private(set) var files: [SpillFile] = []

    init(
        _ types: [DataType], _ keys: [SortedRun.Key], limit: Int?, _ sharedThreshold: SortThreshold?,
        _ resources: QueryResources, spillBytes: Int?
    ) {
        self.spillBytes = spillBytes
        self.sharedThreshold = sharedThreshold
        self.types = types
        self.keys = keys
        self.limit = limit
        self.resources = resources
        hold = MemoryHold(resources, limit == nil ? "MergeSortingTransform" : "PartialSortingTransform")
    }

    func consume(_ chunk: Chunk) throws(QueryError) {
        if limit == 0 { return }
        var chunk = withoutLateRows(chunk)
        if chunk.rowCount == 0 { return }
        if let limit, limit < chunk.rowCount {
            chunk = chunk.gathering(SortedRun.sort(chunk, by: keys, limit: limit))
            learnThreshold(from: chunk)
        }
        chunks.append(chunk)
        rowCount += chunk.rowCount
        byteCount += chunk.byteCount
        if let limit, rowCount / 2 >= max(limit, Self.rowsBetweenSortsMin) {
            let all = Chunk.concatenating(chunks, types: types)
            let kept = all.gathering(SortedRun.sort(all, by: keys, limit: limit))
            chunks = [kept]
            rowCount = kept.rowCount
            byteCount = kept.byteCount
            learnThreshold(from: kept)
        }
        try QueryLimits.check(rows: rowCount, max: resources.limits.sortRowsMax, "result", .tooManyRowsOrBytes)
        try QueryLimits.check(bytes: byteCount, max: resources.limits.sortBytesMax, "bytes to sort", .tooManyBytes)
        if let spillBytes, byteCount + rowCount * Self.bytesPerRow / 2 > spillBytes {
            try spill()
        } else {
            try hold.set(byteCount)
        }
    }

    /// Writes what is held as one sorted run.
    func spill() throws(QueryError) {
        guard rowCount > 0, let space = resources.spillSpace else { return }
        let all = Chunk.concatenating(taking: &chunks, types: types)
        let order = SortedRun.sort(all, by: keys, limit: limit)
        let file = try space.makeFile()
        for start in stride(from: 0, to: order.count, by: Self.spilledRows) {
            try resources.checkpoint()
            let rows = Array(order[start..<min(start + Self.spilledRows, order.count)])
            try file.append(all.gathering(rows), types: types)
        }
        try file.finishWriting()
        files.append(file)
        rowCount = 0
        byteCount = 0
        try hold.set(0)
    }

    /// The rows whose first key alone does not put them behind the first `limit` rows so far.
    private func withoutLateRows(_ chunk: Chunk) -> Chunk {
        guard let threshold, let key = keys.first,
            let isWanted = rowsNotBehind(
                threshold, by: SortKey(chunk.columns[key.position].materialised, key.direction))
        else { return chunk }
        return chunk.filtered(by: isWanted, keeping: countOnes(in: isWanted))
    }

    /// `kept` are `limit` rows, in order, that no row outside needs to come behind.
    private func learnThreshold(from kept: Chunk) {
        guard kept.rowCount == limit, let key = keys.first,
            let codes = sortCodes(of: SortKey(kept.columns[key.position], key.direction))?.codes
        else { return }
        guard let last = codes.last, last < threshold ?? .max else { return }
        threshold = last
        sharedThreshold?.lower(to: last)
    }

    func finish() throws(QueryError) -> SortedRun? {
        guard rowCount > 0 else { return nil }
        try hold.set(byteCount + rowCount * Self.bytesPerRow)
        let all = Chunk.concatenating(taking: &chunks, types: types)
        try SortedRun.checkRowCount(all.rowCount)
        let order = SortedRun.sort(all, by: keys, limit: limit)
        try hold.set(byteCount + order.count * 4)
        return SortedRun(chunk: all, order: order, hold: hold)
    }
}
