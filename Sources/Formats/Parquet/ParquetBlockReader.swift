import Codecs
import Columns
import Errors

/// Reads a Parquet file, which has its table of contents at its end: all of it is read first, then row group after row
/// group is decoded.
///
/// | bytes | means |
/// | --- | --- |
/// | `PAR1` | the beginning |
/// | … | pages of columns |
/// | `FileMetaData` | in Thrift's compact protocol |
/// | 4 | its size |
/// | `PAR1` | the end |
///
/// - Source: Parquet format, `README.md` and `parquet.thrift`.
final class ParquetBlockReader: BlockReader {
    private let source: any ByteChunks
    private let header: [ColumnHeader]?
    private let options: FormatOptions
    private var file: [UInt8] = []
    private var schema: ParquetSchema?
    private var selection: ColumnSelection?
    private var rowGroups: [ThriftValue] = []
    private var nextGroup = 0
    private var pending: Block?
    private var pendingMissing: [[UInt8]] = []
    private(set) var missing: [[UInt8]] = []

    /// A file is held in memory, as its end says where its columns lie.
    private static var fileSizeMax: Int { 4 << 30 }
    private static var metadataSizeMax: Int { 1 << 26 }
    static let magic: [UInt8] = Array("PAR1".utf8)

    init(_ header: [ColumnHeader]?, _ options: FormatOptions, _ source: any ByteChunks) {
        self.header = header
        self.options = options
        self.source = source
    }

    /// The names and types that the file has.
    func columnHeaders() throws(QueryError) -> [ColumnHeader] {
        let schema = try readMetadata()
        var result: [ColumnHeader] = []
        for node in schema.columns { result.append(ColumnHeader(name: node.name, type: try schema.dataType(node))) }
        return result
    }

    func next() throws(QueryError) -> Block? {
        let schema = try readMetadata()
        while pending == nil {
            guard nextGroup < rowGroups.count else { return nil }
            try readGroup(rowGroups[nextGroup], schema)
            nextGroup += 1
        }
        guard let block = pending else { return nil }
        let count = min(block.rowCount, Limits.blockRowsMax)
        missing = pendingMissing.map { Array($0.prefix(count)) }
        pendingMissing = pendingMissing.map { Array($0.dropFirst(count)) }
        pending = count == block.rowCount ? nil : block.slice(count..<block.rowCount)
        return block.slice(0..<count)
    }

    private func broken(_ reason: String) -> QueryError {
        QueryError(.parquetException, "Not a Parquet file, or a broken one: \(reason)")
    }

    private func readMetadata() throws(QueryError) -> ParquetSchema {
        if let schema { return schema }
        while let chunk = try source.next() {
            guard file.count + chunk.count <= Self.fileSizeMax else {
                throw QueryError(.tooManyBytes, "A Parquet file has more than \(Self.fileSizeMax) bytes")
            }
            file += chunk
        }
        guard file.count >= 12, file.starts(with: Self.magic) else { throw broken("it does not begin with PAR1") }
        guard Array(file.suffix(4)) == Self.magic else {
            if Array(file.suffix(4)) == Array("PARE".utf8) {
                throw QueryError(.notImplemented, "Encrypted Parquet files are not supported")
            }
            throw broken("it does not end with PAR1")
        }
        var tail = ByteReader(file, in: file.count - 8..<file.count - 4)
        let size = Int(try tail.readFixed(UInt32.self))
        guard size <= min(file.count - 12, Self.metadataSizeMax) else { throw broken("metadata of \(size) bytes") }
        var reader = ByteReader(file, in: file.count - 8 - size..<file.count - 8)
        let metadata = try ThriftValue.readStructure(&reader)
        let schema = try ParquetSchema(metadata[2]?.elements ?? [])
        rowGroups = metadata[4]?.elements ?? []
        if let header {
            selection = try ColumnSelection(header, schema.columns.map(\.name), options, prefix: "parquet")
        }
        self.schema = schema
        return schema
    }

    private func readGroup(_ group: ThriftValue, _ schema: ParquetSchema) throws(QueryError) {
        guard let selection else { return }
        let chunks = group[1]?.elements ?? []
        let rowCount = group[3]?.number ?? -1
        guard rowCount >= 0, chunks.count == schema.leaves.count else {
            throw broken("a row group of \(rowCount) rows and \(chunks.count) columns")
        }
        let wanted = selection.sources
        if wanted.isEmpty { guard rowCount <= 1 << 27 else { throw broken("\(rowCount) rows without columns") } }
        var leaves: [Int: ParquetLeafRows] = [:]
        for source in wanted {
            for leaf in schema.columns[source].leaves {
                leaves[leaf] = try ParquetChunkReader.rows(file, chunks[leaf], schema.leaves[leaf])
            }
        }
        let assembly = ParquetAssembly(schema: schema, leaves: leaves)
        var columns: [TypedColumn] = []
        for (index, node) in schema.columns.enumerated() {
            guard wanted.contains(index) else {
                columns.append(TypedColumn(type: .nothing, column: .nothing(count: rowCount)))
                continue
            }
            let column = try assembly.column(node)
            guard column.column.count == rowCount else {
                throw broken("column '\(node.name)' has \(column.column.count) rows of \(rowCount)")
            }
            columns.append(column)
        }
        guard rowCount > 0 else { return }
        let (block, missing) = try selection.block(columns, rowCount: rowCount)
        pending = block
        pendingMissing = missing
    }
}
