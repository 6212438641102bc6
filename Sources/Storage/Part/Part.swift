import Codecs
import Columns
import Errors
import Synchronization

/// A part of a table as it lies on a disk: immutable. Its small files are read when it is loaded, marks and indexes
/// when they are first needed.
package final class Part: Sendable {
    package let name: PartName
    package let disk: any Disk
    /// The part's directory on the disk.
    package let path: String
    package let content: Content
    /// A lightweight DELETE of ClickHouse removed rows, which still count in `rowCount`.
    package let hasDeletedRows: Bool
    /// This object's place in the cache of decoded columns.
    private let cacheNumber: Int
    private let lazy: Mutex<LazyFiles>

    /// What the small files say.
    package struct Content: Sendable {
        package var rowCount: Int
        package var columns: ColumnsFile
        package var checksums: ChecksumsFile
        package var files: Set<String>
        package var marksFormat: MarksFormat
        package var serialisation: SerialisationFile
        /// The streams of each column of a Compact part, where the marks need to know.
        package var substreams: [[String]]
        package var partitionValues: [Value]
        package var minMax: MinMaxIndex
        package var ttl: TTLFile
        package var defaultCodec: String
        package var metadataVersion: Int
        package var modificationSeconds: Int64
        /// Rows of a granule where the marks do not say.
        package var fixedGranularity: Int
    }

    private struct LazyFiles {
        var marks: [String: Marks] = [:]
        var granularity: Granularity?
        var primaryIndex: PrimaryIndex?
        var packedIndexes: PackedSkipIndexes?
        /// Of each column of mixed values, what its streams of structure hold.
        var structures: [String: [String: [UInt8]]] = [:]
        var codeBounds: [ColumnCache.Key: (low: UInt64, high: UInt64)] = [:]
    }

    init(name: PartName, disk: any Disk, path: String, content: Content) {
        self.name = name
        self.disk = disk
        self.path = path
        self.content = content
        hasDeletedRows = content.columns.entries.contains { $0.name == "_row_exists" }
        lazy = Mutex(LazyFiles())
        cacheNumber = ColumnCache.shared.newPartNumber()
    }

    deinit { ColumnCache.shared.forget(part: cacheNumber) }

    /// The same files under another name.
    package func renamed(_ name: PartName, disk: (any Disk)? = nil, path: String) -> Part {
        Part(name: name, disk: disk ?? self.disk, path: path, content: content)
    }

    /// Granules that the cache keeps together: about a block's rows.
    var granulesPerRun: Int { max(1, Limits.blockRowsMax / max(1, content.fixedGranularity)) }

    func cached(_ column: String, run: Int) -> Column? {
        ColumnCache.shared.column(ColumnCache.Key(column: column, run: run), ofPart: cacheNumber)
    }

    func cache(_ values: Column, as column: String, run: Int) {
        ColumnCache.shared.add(values, ColumnCache.Key(column: column, run: run), ofPart: cacheNumber)
    }

    /// The smallest and greatest sort code of a run of `column`, once they were seen.
    func codeBounds(of column: String, run: Int) -> (low: UInt64, high: UInt64)? {
        lazy.withLock { $0.codeBounds[ColumnCache.Key(column: column, run: run)] }
    }

    func keepCodeBounds(_ bounds: (low: UInt64, high: UInt64), of column: String, run: Int) {
        lazy.withLock { $0.codeBounds[ColumnCache.Key(column: column, run: run)] = bounds }
    }

    /// What was made of the part's rows, and kept under `text`.
    func extract(_ text: String) -> (any ColumnCache.Extract)? {
        ColumnCache.shared.extract(text, ofPart: cacheNumber)
    }

    func keep(_ extract: any ColumnCache.Extract, byteCount: Int, _ text: String) {
        ColumnCache.shared.add(extract, byteCount: byteCount, text, ofPart: cacheNumber)
    }

    package var isWide: Bool { !content.marksFormat.isCompact }
    package var rowCount: Int { content.rowCount }
    package var byteCount: Int { content.checksums.totalSize }

    package func has(_ column: String) -> Bool { content.columns.entries.contains { $0.name == column } }
    func entry(_ column: String) -> ColumnsFile.Entry? { content.columns.entries.first { $0.name == column } }
    func kind(_ column: String) -> SerialisationKind { content.serialisation.kinds[column] ?? .plain }

    package var serialisationOptions: SerialisationOptions {
        .part(
            isWide: isWide, stringVersion: content.serialisation.hasStringSizes ? 1 : 0,
            propagates: content.serialisation.propagatesToNested,
            sparseNullables: content.serialisation.allowsSparseNullable)
    }

    /// The streams of a stored column.
    package func serialisation(of column: String) throws(QueryError) -> ColumnSerialisation {
        guard let entry = entry(column) else {
            throw QueryError(.noSuchColumnInTable, "There is no column \(column) in part \(name.text)")
        }
        let type = try entry.knownType()
        var options = serialisationOptions
        guard isWide, type.containsMixtures || type.containsObjects else {
            return try ColumnSerialisation(column: column, type: type, kind: kind(column), options: options)
        }
        options.structures = lazy.withLock { $0.structures[column] ?? [:] }
        while true {
            let result = try ColumnSerialisation(column: column, type: type, kind: kind(column), options: options)
            let before = options.structures.count
            for stream in result.missingStructures {
                guard let stem = fileStem(of: stream) else { continue }
                options.structures[stream] = try readStructure("\(stem).bin")
            }
            guard options.structures.count > before else { return result }
            let known = options.structures
            lazy.withLock { $0.structures[column] = known }
        }
    }

    /// A stream that says what types or paths a column has.
    private func readStructure(_ file: String) throws(QueryError) -> [UInt8] {
        let bytes = try readFile(file)
        do throws(QueryError) {
            return try Frames.decompress(bytes)
        } catch {
            throw located(error, file: file)
        }
    }

    /// The file of a stream of a Wide part, without extension; `nil` where it is not there.
    package func fileStem(of substream: String) -> String? {
        if content.files.contains("\(substream).bin") { return substream }
        let hashed = Substream.hashedStem(of: substream)
        return content.files.contains("\(hashed).bin") ? hashed : nil
    }

    /// Adds to an error which part it happened in.
    func located(_ error: QueryError, file: String) -> QueryError {
        error.adding(" (while reading file \(file) of part \(name.text) in \(disk.name):\(path))")
    }

    func readFile(_ file: String) throws(QueryError) -> [UInt8] {
        do throws(QueryError) {
            return try disk.readAll("\(path)/\(file)")
        } catch {
            throw located(error, file: file)
        }
    }

    /// The bytes of a file, if they are the ones that `checksums.txt` means.
    func readChecked(_ file: String) throws(QueryError) -> [UInt8] {
        let bytes = try readFile(file)
        if let entry = content.checksums.expected(file) {
            guard entry.size == bytes.count, entry.hash == CityHash.hashFile(bytes.span) else {
                throw located(
                    QueryError(.checksumDoesntMatch, "Checksum doesn't match: the file is not what checksums.txt says"),
                    file: file)
            }
        }
        return bytes
    }

    /// The marks of stream `stem` (`data` in a Compact part).
    package func marks(_ stem: String) throws(QueryError) -> Marks {
        if let known = lazy.withLock({ $0.marks[stem] }) { return known }
        let file = "\(stem).\(content.marksFormat.rawValue)"
        let width: Int
        if !content.marksFormat.isCompact {
            width = 1
        } else if content.marksFormat.isPerSubstream {
            width = content.substreams.reduce(0) { $0 + $1.count }
        } else {
            width = content.columns.entries.count
        }
        let marks: Marks
        do throws(QueryError) {
            marks = try Marks(
                parsing: try disk.readAll("\(path)/\(file)"), format: content.marksFormat, width: max(width, 1))
        } catch {
            throw located(error, file: file)
        }
        lazy.withLock { $0.marks[stem] = marks }
        return marks
    }

    /// The rows of each granule.
    package func granularity() throws(QueryError) -> Granularity {
        if let known = lazy.withLock({ $0.granularity }) { return known }
        let result = try computedGranularity()
        guard result.rowCount == rowCount else {
            throw located(
                QueryError(
                    .corruptedData, "The marks say \(result.rowCount) rows, count.txt says \(rowCount)"),
                file: "count.txt")
        }
        lazy.withLock { $0.granularity = result }
        return result
    }

    private func computedGranularity() throws(QueryError) -> Granularity {
        guard content.marksFormat.isAdaptive else {
            var rows: [Int] = []
            var rest = rowCount
            while rest > 0 {
                rows.append(min(rest, content.fixedGranularity))
                rest -= content.fixedGranularity
            }
            return Granularity(rows: rows)
        }
        return Granularity(rows: try marks(try firstStem()).rows)
    }

    /// A stream that is in the part, for its marks.
    private func firstStem() throws(QueryError) -> String {
        if !isWide { return "data" }
        for column in content.columns.entries where column.type != nil {
            for stream in try serialisation(of: column.name).substreams {
                if let stem = fileStem(of: stream.name) { return stem }
            }
        }
        throw located(QueryError(.noFileInDataPart, "There is no column with marks"), file: "columns.txt")
    }

    /// The primary index; `nil` for tables without a key and for parts without the file.
    package func primaryIndex(types: [DataType]) throws(QueryError) -> PrimaryIndex? {
        if types.isEmpty { return nil }
        if let known = lazy.withLock({ $0.primaryIndex }) { return known }
        let isCompressed = content.files.contains(PrimaryIndex.compressedName)
        let file = isCompressed ? PrimaryIndex.compressedName : PrimaryIndex.plainName
        guard content.files.contains(file) else { return nil }
        let granules = try granularity().count
        let bytes = isCompressed ? try readFile(file) : try readChecked(file)
        let index: PrimaryIndex
        do throws(QueryError) {
            index = try PrimaryIndex.parse(
                isCompressed ? try Frames.decompress(bytes) : bytes, types: types, granuleCount: granules)
        } catch {
            throw located(error, file: file)
        }
        lazy.withLock { $0.primaryIndex = index }
        return index
    }

    /// The decompressed granules of a skip index, and their number; `nil` where the part has none.
    package func skipIndex(_ index: BoundSkipIndex) throws(QueryError) -> (bytes: [UInt8], count: Int)? {
        let file = index.fileName
        let bytes: [UInt8]
        if content.files.contains(file) {
            bytes = try readFile(file)
        } else if let packed = try packedIndexes()?.file(file) {
            bytes = packed
        } else {
            return nil
        }
        let granules = try granularity().count
        let step = index.declaration.granularity
        do throws(QueryError) {
            return (try Frames.decompress(bytes), (granules + step - 1) / step)
        } catch {
            throw located(error, file: file)
        }
    }

    private func packedIndexes() throws(QueryError) -> PackedSkipIndexes? {
        if let known = lazy.withLock({ $0.packedIndexes }) { return known }
        guard content.files.contains(PackedSkipIndexes.name) else { return nil }
        let packed: PackedSkipIndexes
        do throws(QueryError) {
            packed = try PackedSkipIndexes(try readChecked(PackedSkipIndexes.name))
        } catch {
            throw located(error, file: PackedSkipIndexes.name)
        }
        lazy.withLock { $0.packedIndexes = packed }
        return packed
    }

    /// Bytes of memory that the loaded primary index takes.
    package var primaryKeyBytesInMemory: Int { lazy.withLock { $0.primaryIndex?.byteCount ?? 0 } }
}

/// `skp_idx.packed`: small skip indexes in one file.
///
/// | bytes | content |
/// |---|---|
/// | 1 | 1 |
/// | 8 | count of files |
/// | | for each: name, u64 offset, u64 size, u64 uncompressed size |
/// | | the files, at their offsets |
struct PackedSkipIndexes: Sendable {
    static let name = "skp_idx.packed"
    private let bytes: [UInt8]
    private var ranges: [String: Range<Int>] = [:]

    init(_ bytes: [UInt8]) throws(QueryError) {
        self.bytes = bytes
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard version == 1 else {
            throw QueryError(.notImplemented, "\(Self.name) of version \(version) is not supported")
        }
        let count = try reader.readFixedCount(max: bytes.count, of: "files")
        for _ in 0..<count {
            let name = try reader.readText()
            let offset = try reader.readFixedCount(max: bytes.count, of: "bytes")
            let size = try reader.readFixedCount(max: bytes.count - offset, of: "bytes")
            _ = try reader.readFixed(UInt64.self)
            ranges[name] = offset..<offset + size
        }
    }

    func file(_ name: String) -> [UInt8]? { ranges[name].map { Array(bytes[$0]) } }
}
