import Codecs
import Columns
import Errors
import Functions
import Storage

/// Complete rows for one table that the journal keeps until they are written into a part: of an insert, or what a
/// materialized view made of it.
final class JournaledRows: PreparedInsert {
    let tableUUID: String
    let block: Block

    init(tableUUID: String, _ block: Block) {
        self.tableUUID = tableUUID
        self.block = block
    }

    /// Refuses what the table would refuse when the rows are written.
    init(_ block: Block, for entry: CatalogEntry, _ context: QueryContext) throws(QueryError) {
        guard let table = entry.table as? MergeTreeTable else {
            throw QueryError(.logicalError, "The journal is for tables of the MergeTree family")
        }
        try table.checkKeys(of: block, in: context)
        tableUUID = entry.uuid
        self.block = block
    }

    // What becomes of the rows is decided by the flush.
    var isDuplicate: Bool { false }
    func stage(in commit: Int) throws(QueryError) -> StagedInsert { .moves([]) }
    func publish() {}
    func abandon() {}
}

/// What one batch of inserts wrote.
struct JournalRecord: Sendable {
    let number: Int
    let rows: [JournaledRows]

    var byteCount: Int { rows.reduce(0) { $0 + $1.block.byteCount } }

    /// The rows as bytes, for `frame`.
    static func body(of rows: [JournaledRows]) throws(QueryError) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUInt(UInt64(rows.count))
        let native = NativeWriter(revision: NativeRevision.current)
        for piece in rows {
            writer.writeText(piece.tableUUID)
            try native.write(piece.block, to: &writer)
        }
        return writer.take()
    }

    /// A record as a compressed frame with its checksum.
    static func frame(number: Int, body: [UInt8]) throws(QueryError) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUInt(UInt64(number))
        let bytes = writer.take() + body
        var frame: [UInt8] = []
        try Frames.append(bytes, in: 0..<bytes.count, by: .lz4, to: &frame)
        return frame
    }

    /// All records of a file: what stands behind a broken one was never acknowledged.
    static func parse(_ bytes: [UInt8]) -> [JournalRecord] {
        var records: [JournalRecord] = []
        var offset = 0
        while offset < bytes.count {
            do throws(QueryError) {
                var content: [UInt8] = []
                offset = try Frames.decompress(bytes, at: offset, to: &content)
                records.append(try JournalRecord(parsing: content))
            } catch {
                break
            }
        }
        return records
    }

    init(number: Int, _ rows: [JournaledRows]) {
        self.number = number
        self.rows = rows
    }

    private init(parsing bytes: [UInt8]) throws(QueryError) {
        var reader = ByteReader(bytes)
        number = try reader.readCount(max: Int.max, of: "records of the journal")
        let count = try reader.readCount(max: 1 << 20, of: "tables in a record of the journal")
        var rows: [JournaledRows] = []
        for _ in 0..<count {
            let uuid = try reader.readText()
            let block = try NativeBlockParser.read(from: &reader, revision: NativeRevision.current)
            rows.append(JournaledRows(tableUUID: uuid, block))
        }
        self.rows = rows
    }
}
