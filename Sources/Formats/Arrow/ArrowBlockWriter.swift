import Codecs
import Columns
import Errors

/// Writes Arrow's messages: the schema, then a record batch per block.
///
/// | part of a message | bytes |
/// | --- | --- |
/// | `FF FF FF FF` | 4 |
/// | size of the metadata with its padding | 4 |
/// | the table `Message` | up to a multiple of 8 |
/// | body | as the message says |
///
/// A stream ends with a message of size 0. A file is `ARROW1` and two zeros, a stream, the table `Footer`, its size in
/// four bytes, and `ARROW1`.
///
/// - Source: Arrow columnar format, "Serialization and Interprocess Communication".
final class ArrowBlockWriter: BlockWriter {
    private let header: [ColumnHeader]
    private let mapping: ArrowMapping
    private let compression: PageCompression
    private let isFile: Bool
    private var written = 0
    /// Where record batches lie: offset, size of the metadata, size of the body.
    private var blocks = ByteWriter()
    private var blockCount = 0

    /// Version V5.
    private static let version: FlatValue = .int16(4)
    static let magic: [UInt8] = Array("ARROW1".utf8)

    init(_ header: [ColumnHeader], _ options: FormatOptions, isFile: Bool) throws(QueryError) {
        self.header = header
        self.isFile = isFile
        mapping = try ArrowMapping(options)
        compression =
            switch options.text("output_format_arrow_compression_method", default: "lz4_frame").lowercased() {
            case "lz4_frame": .lz4Frame
            case "zstd": .zstd
            case "none": .none
            case let other:
                throw QueryError(
                    .badArguments,
                    "Unexpected value of ArrowCompression: '\(other)'. Must be one of ['none', 'lz4_frame', 'zstd']")
            }
        _ = try schema()
    }

    private func schema() throws(QueryError) -> [Int: FlatValue] {
        var fields: [[Int: FlatValue]] = []
        for column in header { fields.append(try mapping.field(column.name, column.type).table) }
        return [0: .int16(0), 1: .tables(fields)]
    }

    private func emit(_ content: [UInt8], into bytes: inout [UInt8]) {
        bytes += content
        written += content.count
    }

    private func emit(
        _ kind: Int8, _ table: [Int: FlatValue], body: [UInt8], into bytes: inout [UInt8]
    ) {
        let metadata = FlatBufferWriter.buffer([
            0: Self.version, 1: .int8(kind), 2: .table(table), 3: .int64(Int64(body.count)),
        ])
        if kind == 3 {
            blocks.writeFixed(Int64(written))
            blocks.writeFixed(Int64(metadata.count + 8))
            blocks.writeFixed(Int64(body.count))
            blockCount += 1
        }
        var prefix = ByteWriter()
        prefix.writeFixed(UInt32.max)
        prefix.writeFixed(UInt32(truncatingIfNeeded: metadata.count))
        emit(prefix.take() + metadata, into: &bytes)
        emit(body, into: &bytes)
    }

    func begin(into bytes: inout [UInt8]) throws(QueryError) {
        if isFile { emit(Self.magic + [0, 0], into: &bytes) }
        emit(1, try schema(), body: [], into: &bytes)
    }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        guard block.rowCount > 0 else { return }
        let (fields, body) = try ArrowBatchWriter.batch(block, mapping, compression)
        emit(3, fields, body: body, into: &bytes)
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError) {
        emit([0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0], into: &bytes)
        guard isFile else { return }
        let footer = FlatBufferWriter.buffer([
            0: Self.version, 1: .table(try schema()), 2: .structures(bytes: [], count: 0),
            3: .structures(bytes: blocks.take(), count: blockCount),
        ])
        var size = ByteWriter()
        size.writeFixed(UInt32(truncatingIfNeeded: footer.count))
        emit(footer + size.take() + Self.magic, into: &bytes)
    }
}
