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
    private let state: Mutex<Committed>

    /// Where each committed block begins, and what there is in all.
    private struct Committed {
        var offsets: [Int] = []
        var size = 0
        var rowCount = 0
    }

    private var dataFile: String { "\(path)/data.bin" }
    private var sizesFile: String { "\(path)/sizes.txt" }

    /// Opens the table in `path`, which is created where it is missing.
    package init(engineName: String, disk: any Disk, path: String, schema: TableSchema) throws(QueryError) {
        self.engineName = engineName
        self.schema = schema
        self.disk = disk
        self.path = path
        try disk.createDirectory(path)
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
        state = Mutex(committed)
    }

    package var totalRows: Int? { state.withLock { $0.rowCount } }
    package var totalBytes: Int? { state.withLock { $0.size } }

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
        let isDurable = options.isDurable
        let rowCount = ordered.rowCount
        let written = frames
        return PreparedAction { [weak self] () throws(QueryError) in
            try self?.append(written, rowCount: rowCount, isDurable: isDurable)
        }
    }

    private func append(_ frames: [[UInt8]], rowCount: Int, isDurable: Bool) throws(QueryError) {
        guard rowCount > 0 else { return }
        try state.withLock { (state) throws(QueryError) in
            var new = state
            if disk.exists(dataFile), try disk.size(of: dataFile) > state.size {
                // Bytes that nobody committed: they go before others follow.
                try disk.write(state.size == 0 ? [] : try disk.read(dataFile, 0..<state.size), to: "\(dataFile).tmp")
                try disk.rename("\(dataFile).tmp", to: dataFile)
            }
            for frame in frames {
                try disk.append(frame, to: dataFile)
                new.offsets.append(new.size)
                new.size += frame.count
            }
            new.rowCount += rowCount
            if isDurable { try disk.synchronise(dataFile) }
            let numbers = [new.size, new.rowCount] + new.offsets
            try disk.write(Array(numbers.map { "\($0)" }.joined(separator: " ").utf8), to: "\(sizesFile).tmp")
            if isDurable { try disk.synchronise("\(sizesFile).tmp") }
            try disk.rename("\(sizesFile).tmp", to: sizesFile)
            if isDurable { try disk.synchroniseDirectory(path) }
            state = new
        }
    }

    package func scan(_ request: ScanRequest) throws(QueryError) -> TableScan {
        if request.isFinal { throw QueryError(.illegalFinal, "Storage \(engineName) doesn't support FINAL") }
        let committed = state.withLock { $0 }
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
            if disk.exists(dataFile) { try disk.removeFile(dataFile) }
            try disk.synchroniseDirectory(path)
            state = Committed()
        }
    }

    package func shutdown() {}
    package func drop() throws(QueryError) { try disk.removeTree(path) }
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
