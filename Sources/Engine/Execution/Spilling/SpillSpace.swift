import Codecs
import Columns
import Errors
import Storage
import Synchronization

/// Where the operators of one query put what does not fit into memory: files in a directory of their own, which goes
/// when the query does.
package final class SpillSpace: Sendable {
    /// The directory of all queries' spilled files; what is in it when the server starts is left over.
    static let root = "tmp"

    private let disk: any Disk
    private let directory: String
    private let filesMade = Atomic<Int>(0)
    private let directoryIsMade = Mutex(false)

    private static let spacesMade = Atomic<Int>(0)

    package init(_ disk: any Disk) {
        self.disk = disk
        directory = "\(Self.root)/query_\(Self.spacesMade.wrappingAdd(1, ordering: .relaxed).newValue)"
    }

    deinit {
        guard directoryIsMade.withLock({ $0 }) else { return }
        // What cannot be removed now is at the next start.
        try? disk.removeTree(directory)
    }

    func makeFile() throws(QueryError) -> SpillFile {
        try directoryIsMade.withLock { (isMade) throws(QueryError) in
            if !isMade { try disk.createDirectory(directory) }
            isMade = true
        }
        let number = filesMade.wrappingAdd(1, ordering: .relaxed).newValue
        return SpillFile(disk, path: "\(directory)/\(number)", try disk.openWriter("\(directory)/\(number)"))
    }
}

/// Chunks on disk, each read again by its number. Written by one thread at a time, then read by many.
final class SpillFile {
    private let disk: any Disk
    private let path: String
    private var writer: (any DiskWriter)?
    private var reader: (any DiskReader)?
    private var pieces: [(range: Range<Int>, rowCount: Int)] = []

    init(_ disk: any Disk, path: String, _ writer: any DiskWriter) {
        self.disk = disk
        self.path = path
        self.writer = writer
    }

    deinit {
        writer = nil
        reader = nil
        try? disk.removeFile(path)
    }

    var count: Int { pieces.count }

    /// Nothing more is appended; from now on many threads may read.
    func finishWriting() throws(QueryError) {
        guard let writer else { return }
        try writer.close()
        self.writer = nil
        reader = try disk.openReader(path)
    }
    func rowCount(_ number: Int) -> Int { pieces[number].rowCount }

    /// Appends `chunk`, whose columns have `types`.
    func append(_ chunk: Chunk, types: [DataType]) throws(QueryError) {
        guard let writer else { throw QueryError(.logicalError, "The spilled file is being read") }
        let columns = zip(chunk.columns, types).enumerated().map { position, column in
            BlockColumn(name: "\(position)", type: column.1, column: column.0.materialised)
        }
        let bytes = try NativeWriter(revision: 0).write(Block(columns, rowCount: chunk.rowCount))
        let frames = try Frames.compress(bytes, by: .lz4)
        let start = writer.byteCount
        try writer.write(frames)
        pieces.append((start..<writer.byteCount, chunk.rowCount))
    }

    /// Chunk `number`, in the order in which they were appended.
    func read(_ number: Int) throws(QueryError) -> Chunk {
        guard let reader else { throw QueryError(.logicalError, "The spilled file is still being written") }
        var bytes = ByteReader(try Frames.decompress(try reader.read(pieces[number].range)))
        let block = try NativeBlockParser.read(from: &bytes, revision: 0)
        return Chunk(block.columns.map(\.column), rowCount: block.rowCount)
    }
}
