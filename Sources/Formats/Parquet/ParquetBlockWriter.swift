import Codecs
import Columns
import Errors

/// Writes a Parquet file: a page per block and leaf, which are kept, compressed, until their row group is full.
final class ParquetBlockWriter: BlockWriter {
    private let fields: [ParquetMapping.Field]
    private var chunks: [ParquetChunkWriter]
    private let groupRowsMax: Int
    private let groupBytesMax: Int
    private var groupRows = 0
    private var groups: [ThriftValue] = []
    private var rowCount = 0
    private var written = 0

    /// Compressed bytes of a row group that are kept in memory at most, whatever the setting says.
    private static var keptBytesMax: Int { 64 << 20 }

    init(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) {
        guard !header.isEmpty else { throw QueryError(.badArguments, "Parquet needs a column") }
        let mapping = try ParquetMapping(options)
        var fields: [ParquetMapping.Field] = []
        for column in header { fields.append(try mapping.field(column.name, column.type)) }
        self.fields = fields
        let compression = try Self.compression(options)
        let dictionarySizeMax = options.number("output_format_parquet_max_dictionary_size", default: 1 << 20)
        chunks = fields.flatMap(\.leaves).map {
            ParquetChunkWriter($0, compression, dictionarySizeMax: dictionarySizeMax)
        }
        groupRowsMax = options.number("output_format_parquet_row_group_size", default: 1_000_000)
        groupBytesMax = options.number("output_format_parquet_row_group_size_bytes", default: 512 << 20)
    }

    private static func compression(_ options: FormatOptions) throws(QueryError) -> PageCompression {
        switch options.text("output_format_parquet_compression_method", default: "zstd").lowercased() {
        case "zstd": return .zstd
        case "snappy": return .snappy
        case "lz4": return .lz4Block
        case "gzip": return .gzip
        case "brotli": return .brotli
        case "none": return .none
        case let other:
            throw QueryError(
                .badArguments,
                "Unexpected value of ParquetCompression: '\(other)'. "
                    + "Must be one of ['brotli', 'gzip', 'lz4', 'none', 'snappy', 'zstd']")
        }
    }

    private func emit(_ content: [UInt8], into bytes: inout [UInt8]) {
        bytes += content
        written += content.count
    }

    func begin(into bytes: inout [UInt8]) { emit(ParquetBlockReader.magic, into: &bytes) }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        guard block.rowCount > 0 else { return }
        var chunk = 0
        for (column, field) in zip(block.columns, fields) {
            for leaf in try ParquetShredder.leaves(column.column.materialised, field.type) {
                try chunks[chunk].add(leaf)
                chunk += 1
            }
        }
        groupRows += block.rowCount
        let kept = chunks.reduce(0) { $0 + $1.byteCount }
        if groupRows >= groupRowsMax || kept >= min(groupBytesMax, Self.keptBytesMax)
            || chunks.contains(where: \.isFull)
        {
            try finishGroup(into: &bytes)
        }
    }

    private func finishGroup(into bytes: inout [UInt8]) throws(QueryError) {
        let start = written
        var columns: [ThriftValue] = []
        var plainSize = 0
        for index in chunks.indices {
            let (content, metadata, size) = try chunks[index].finish(at: written)
            emit(content, into: &bytes)
            columns.append(metadata)
            plainSize += size
        }
        groups.append(
            .structure([
                1: .list(columns), 2: .int64(plainSize), 3: .int64(groupRows), 5: .int64(start),
                6: .int64(written - start), 7: .int16(Int16(clamping: groups.count)),
            ]))
        rowCount += groupRows
        groupRows = 0
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError) {
        if groupRows > 0 { try finishGroup(into: &bytes) }
        let root = ThriftValue.structure([4: .text("schema"), 5: .int32(fields.count)])
        let order = ThriftValue.structure([1: .structure([:])])
        let metadata = ThriftValue.structure([
            1: .int32(2), 2: .list([root] + fields.flatMap(\.elements)), 3: .int64(rowCount), 4: .list(groups),
            6: .text("Colonnade"), 7: .list(chunks.map { _ in order }),
        ]).encoded
        var tail = ByteWriter()
        tail.writeFixed(UInt32(truncatingIfNeeded: metadata.count))
        emit(metadata + tail.take() + ParquetBlockReader.magic, into: &bytes)
    }
}
