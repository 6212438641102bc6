import Codecs
import Columns
import Errors

/// Rows of tables without parts, in a backup as ClickHouse keeps those of a Memory table.
///
/// `data.bin` has Native blocks in compressed frames: one frame for a block's numbers of columns and rows, one for each
/// column. `index.mrk` is a frame that says where they are: for each block those numbers, and for each column its name,
/// its type, where its frame begins in the file, and where it begins in the frame (always 0).
/// - Source: ClickHouse `MemoryBackup`, `IndexForNativeFormat`.
enum BackupRows {
    private static let dataName = "data.bin"
    private static let indexName = "index.mrk"
    /// ClickHouse writes these blocks without any revision.
    private static let revision = 0

    static func write(_ scan: TableScan, to backup: BackupWriter, _ directory: String) throws(QueryError) {
        var data: [UInt8] = []
        var index = ByteWriter()
        let writer = NativeWriter(revision: revision)
        for source in scan.sources {
            while let block = try source.next() {
                var head = ByteWriter()
                head.writeVarUInt(block.columns.count)
                head.writeVarUInt(block.rowCount)
                index.writeBytes(head.bytes)
                try append(head.bytes, to: &data)
                for column in block.columns {
                    index.writeText(column.name)
                    index.writeText(column.type.name)
                    index.writeFixed(UInt64(data.count))
                    index.writeFixed(UInt64(0))
                    let bytes = try writer.write(Block([column], rowCount: block.rowCount))
                    var single = ByteWriter()
                    single.writeVarUInt(1)
                    single.writeVarUInt(block.rowCount)
                    try append(Array(bytes.dropFirst(single.bytes.count)), to: &data)
                }
            }
        }
        var marks: [UInt8] = []
        if !index.bytes.isEmpty { try append(index.bytes, to: &marks) }
        try backup.add("\(directory)/\(dataName)", data)
        try backup.add("\(directory)/\(indexName)", marks)
    }

    private static func append(_ bytes: [UInt8], to data: inout [UInt8]) throws(QueryError) {
        try Frames.append(bytes, in: 0..<bytes.count, by: .lz4, to: &data)
    }

    static func read(_ backup: BackupReader, _ directory: String) throws(QueryError) -> [Block] {
        guard backup.has("\(directory)/\(dataName)") else {
            if backup.children(of: directory).isEmpty { return [] }
            throw QueryError(
                .cannotRestoreTable, "\(directory) in the backup is in the format of an engine that is not supported")
        }
        let bytes = try backup.readAll("\(directory)/\(dataName)")
        guard !bytes.isEmpty else { return [] }
        var content = ByteReader(try Frames.decompress(bytes))
        var blocks: [Block] = []
        while content.remaining > 0 {
            blocks.append(try NativeBlockParser.read(from: &content, revision: revision))
        }
        return blocks
    }
}
