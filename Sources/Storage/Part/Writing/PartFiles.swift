import Codecs
import Columns
import Errors
import Synchronization

/// The files of a part that is being written, and what `checksums.txt` will say of them. Threads may write a file each.
final class PartFiles: Sendable {
    let disk: any Disk
    let path: String
    /// All files are made durable at the end.
    let isDurable: Bool
    private let state = Mutex(State())

    private struct State {
        var checksums = ChecksumsFile()
        var names: Set<String> = []
    }

    var checksums: ChecksumsFile { state.withLock { $0.checksums } }
    var names: Set<String> { state.withLock { $0.names } }

    init(disk: any Disk, path: String, isDurable: Bool) throws(QueryError) {
        self.disk = disk
        self.path = path
        self.isDurable = isDurable
        try disk.createDirectory(path)
    }

    /// Writes a file in one go; `content` is what a compressed file stands for.
    func write(_ bytes: [UInt8], to file: String, standingFor content: [UInt8]? = nil) throws(QueryError) {
        let writer = try open(file)
        try writer.write(bytes)
        try close(writer)
        guard file != ChecksumsFile.name else { return }
        let whole = content.map { ChecksumsFile.Content(size: $0.count, hash: CityHash.hashFile($0.span)) }
        state.withLock { state in
            state.checksums.add(file, bytes)
            if let whole { state.checksums.entries[file]?.uncompressed = whole }
        }
    }

    func write(_ text: String, to file: String) throws(QueryError) { try write(Array(text.utf8), to: file) }

    /// Writes bytes as compressed frames of 64 KiB: marks and the primary index.
    func writeCompressed(_ content: [UInt8], to file: String) throws(QueryError) {
        let bytes = try Frames.compress(content, by: .zstd(level: 3), frameSize: 65_536)
        try write(bytes, to: file, standingFor: content)
    }

    func open(_ file: String) throws(QueryError) -> any DiskWriter {
        state.withLock { _ = $0.names.insert(file) }
        return try disk.openWriter("\(path)/\(file)")
    }

    func close(_ writer: any DiskWriter) throws(QueryError) { try writer.close() }

    /// Makes all files and their names durable, if that is wanted.
    func finish() throws(QueryError) {
        guard isDurable else { return }
        try disk.synchronise(names.sorted().map { "\(path)/\($0)" })
        try disk.synchroniseDirectory(path)
    }

    func add(_ file: String, _ entry: ChecksumsFile.Entry) { state.withLock { $0.checksums.entries[file] = entry } }
}

/// A file of compressed frames on its way to the disk: what is complete is written in larger pieces.
struct StreamOutput {
    private let file: String
    private var stream: CompressedStreamWriter
    private var pending: [UInt8] = []
    private var writer: (any DiskWriter)?

    private static let pieceSize = 256 << 10

    init(file: String, chains: [CodecChain]) {
        self.file = file
        stream = CompressedStreamWriter(bestOf: chains)
    }

    mutating func beginGranule() throws(QueryError) -> StreamPosition { try stream.beginGranule() }

    mutating func append(_ bytes: [UInt8], to files: PartFiles) throws(QueryError) {
        try stream.append(bytes)
        pending += stream.takeOutput()
        guard pending.count >= Self.pieceSize else { return }
        try write(pending, to: files)
        pending = []
    }

    private mutating func write(_ bytes: [UInt8], to files: PartFiles) throws(QueryError) {
        if writer == nil { writer = try files.open(file) }
        try writer?.write(bytes)
    }

    mutating func finish(_ files: PartFiles) throws(QueryError) {
        try stream.closeFrame()
        pending += stream.takeOutput()
        try write(pending, to: files)
        pending = []
        if let writer { try files.close(writer) }
        files.add(
            file,
            ChecksumsFile.Entry(
                size: stream.fileSize, hash: stream.fileHash.value,
                uncompressed: ChecksumsFile.Content(size: stream.uncompressedSize, hash: stream.uncompressedHash.value))
        )
    }
}

/// The bytes of a marks file with one stream.
struct MarksOutput {
    private var bytes = ByteWriter()

    mutating func append(_ position: StreamPosition, rows: Int) {
        bytes.writeFixed(position.offsetInFile)
        bytes.writeFixed(position.offsetInBlock)
        bytes.writeFixed(UInt64(rows))
    }

    func write(to file: String, _ files: PartFiles) throws(QueryError) {
        try files.writeCompressed(bytes.bytes, to: file)
    }
}
