import Codecs
import Columns
import Errors
import Functions
import Synchronization

/// `ENGINE = Log`, `TinyLog`, `StripeLog`: rows at the end of a file. All three have one format here.
///
/// `data.bin` is compressed frames, each of them a Native block, and `sizes.txt` says how many of its bytes and how
/// many rows are committed: what a crash left behind them is overwritten. A scan sees what was committed when it was
/// opened.
package final class LogTable: Table {
    package let engineName: String
    package let schema: TableSchema
    private let disk: any Disk
    private let path: String
    private let state: Mutex<State>

    private struct State {
        var committed: Committed
        /// What the commit that is under way adds, block by block.
        var staged: [Committed] = []
        var stagedBy = 0
        var sizesNumber = 0

        var isStaged: Bool { !staged.isEmpty }
    }

    /// Where each committed block begins, and what there is in all.
    private struct Committed {
        var offsets: [Int] = []
        var size = 0
        var rowCount = 0

        /// The content of `sizes.txt`.
        var bytes: [UInt8] {
            Array(([size, rowCount] + offsets).map { "\($0)" }.joined(separator: " ").utf8)
        }
    }

    private var dataFile: String { "\(path)/data.bin" }
    private var sizesFile: String { "\(path)/sizes.txt" }

    /// Opens the table in `path`, which is created where it is missing.
    package init(engineName: String, disk: any Disk, path: String, schema: TableSchema) throws(QueryError) {
        self.engineName = engineName
        self.schema = schema
        self.disk = disk
        self.path = path
        try disk.createDurableDirectory(path)
        for name in try disk.list(path) where name.hasSuffix(".tmp") { try disk.removeFile("\(path)/\(name)") }
        var committed = Committed()
        if disk.exists("\(path)/sizes.txt") {
            let text = String(decoding: try disk.readAll("\(path)/sizes.txt"), as: UTF8.self)
            let numbers = text.split(separator: " ").compactMap { Int($0) }
            guard numbers.count >= 2, numbers.allSatisfy({ $0 >= 0 }) else {
                throw QueryError(.corruptedData, "\(path)/sizes.txt cannot be read")
            }
            committed.size = numbers[0]
            committed.rowCount = numbers[1]
            committed.offsets = Array(numbers[2...])
        }
        state = Mutex(State(committed: committed))
    }

    package var totalRows: Int? { state.withLock { $0.committed.rowCount } }
    package var totalBytes: Int? { state.withLock { $0.committed.size } }

    package func prepareInsert(_ block: Block, _ options: InsertOptions) throws(QueryError) -> any PreparedInsert {
        let ordered = try block.storedColumns(of: schema)
        var frames: [[UInt8]] = []
        for start in stride(from: 0, to: ordered.rowCount, by: Limits.blockRowsMax) {
            let piece = ordered.slice(start..<min(start + Limits.blockRowsMax, ordered.rowCount))
            let bytes = try NativeWriter(revision: NativeRevision.current).write(piece)
            var frame: [UInt8] = []
            try Frames.append(bytes, in: 0..<bytes.count, by: .lz4, to: &frame)
            frames.append(frame)
        }
        return PreparedFrames(table: self, frames: frames, rowCount: ordered.rowCount, isDurable: options.isDurable)
    }

    /// Puts frames behind those that are committed and staged, and writes the new sizes beside the old ones: their
    /// rename is the commit. `nil` while another commit does so.
    fileprivate func stage(
        _ frames: [[UInt8]], rowCount: Int, in commit: Int, isDurable: Bool
    ) throws(QueryError) -> StagedMove? {
        try state.withLock { (state) throws(QueryError) -> StagedMove? in
            if state.isStaged, state.stagedBy != commit { return nil }
            let current = state.staged.last ?? state.committed
            if disk.exists(dataFile), try disk.size(of: dataFile) > current.size {
                // Bytes that nobody committed: they go before others follow.
                let kept = current.size == 0 ? [] : try disk.read(dataFile, 0..<current.size)
                try disk.replaceFile(dataFile, by: kept)
            }
            var new = current
            for frame in frames {
                try disk.append(frame, to: dataFile)
                new.offsets.append(new.size)
                new.size += frame.count
            }
            new.rowCount += rowCount
            if isDurable { try disk.synchronise(dataFile) }
            state.sizesNumber += 1
            let source = "\(sizesFile).\(state.sizesNumber).tmp"
            try disk.write(new.bytes, to: source)
            if isDurable { try disk.synchronise(source) }
            let previous = current.size == 0 ? nil : current.bytes
            state.staged.append(new)
            state.stagedBy = commit
            return .file(on: disk, from: source, to: sizesFile, previous: previous)
        }
    }

    fileprivate func publishStaged() {
        state.withLock { state in
            if !state.staged.isEmpty { state.committed = state.staged.removeFirst() }
        }
    }

    fileprivate func abandonStaged() { state.withLock { $0.staged = [] } }

    package func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        if request.isFinal { throw QueryError(.illegalFinal, "Storage \(engineName) doesn't support FINAL") }
        let committed = state.withLock { $0.committed }
        var statistics = ScanStatistics()
        statistics.rowsSelected = committed.rowCount
        var sources: [any BlockSource] = []
        if !committed.offsets.isEmpty {
            let queue = FrameQueue(
                try disk.openReader(dataFile), offsets: committed.offsets + [committed.size], columns: request.columns)
            for _ in 0..<max(1, min(request.streamsMax, committed.offsets.count)) { sources.append(FrameSource(queue)) }
        }
        return TableScan(sources: sources, filterIsApplied: false, statistics: statistics)
    }

    package func truncate() throws(QueryError) {
        try state.withLock { (state) throws(QueryError) in
            if disk.exists(sizesFile) { try disk.removeFile(sizesFile) }
            // First the sizes: without them there are no rows.
            try disk.synchroniseDirectory(path)
            state.committed = Committed()
            state.staged = []
            if disk.exists(dataFile) { try disk.removeFile(dataFile) }
        }
    }

    package func shutdown() {}
    package func drop() throws(QueryError) { try disk.removeTree(path) }
}

/// Compressed blocks that an insert adds at the end of the file.
private final class PreparedFrames: PreparedInsert {
    private let table: LogTable
    private let frames: [[UInt8]]
    private let rowCount: Int
    private let isDurable: Bool
    private let move = Mutex<StagedMove?>(nil)

    init(table: LogTable, frames: [[UInt8]], rowCount: Int, isDurable: Bool) {
        self.table = table
        self.frames = frames
        self.rowCount = rowCount
        self.isDurable = isDurable
    }

    var isDuplicate: Bool { false }

    func stage(in commit: Int) throws(QueryError) -> StagedInsert {
        if let known = move.withLock({ $0 }) { return .moves([known]) }
        guard rowCount > 0 else { return .moves([]) }
        guard let staged = try table.stage(frames, rowCount: rowCount, in: commit, isDurable: isDurable) else {
            return .later
        }
        move.withLock { $0 = staged }
        return .moves([staged])
    }

    func publish() {
        if takeMove() { table.publishStaged() }
    }

    /// All inserts of a commit are abandoned together.
    func abandon() {
        if takeMove() { table.abandonStaged() }
    }

    private func takeMove() -> Bool {
        move.withLock { move in
            defer { move = nil }
            return move != nil
        }
    }
}

private final class FrameQueue: Sendable {
    private let reader: any DiskReader
    private let offsets: [Int]
    private let columns: [String]
    private let next = Atomic<Int>(0)

    init(_ reader: any DiskReader, offsets: [Int], columns: [String]) {
        self.reader = reader
        self.offsets = offsets
        self.columns = columns
    }

    func take() throws(QueryError) -> Block? {
        let place = next.add(1, ordering: .relaxed).oldValue
        guard place + 1 < offsets.count else { return nil }
        guard offsets[place] <= offsets[place + 1] else {
            throw QueryError(.corruptedData, "sizes.txt is not in order")
        }
        let bytes = try Frames.decompress(try reader.read(offsets[place]..<offsets[place + 1]))
        var content = ByteReader(bytes)
        return try NativeBlockParser.read(from: &content, revision: NativeRevision.current).picking(columns)
    }
}

private final class FrameSource: BlockSource {
    private let queue: FrameQueue
    init(_ queue: FrameQueue) { self.queue = queue }
    func next() throws(QueryError) -> Block? { try queue.take() }
}
