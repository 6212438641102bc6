import Codecs
import Columns
import Engine
import Errors
import Functions

/// Writes the packets of a server for one client.
struct AnswerPackets: Sendable {
    let revision: Int

    func hello(timeZone: String, displayName: String) -> [UInt8] {
        packet(.hello) { writer in
            writer.writeText("ClickHouse")
            for number in ServerVersion.numbers.prefix(2) { writer.writeVarUInt(number) }
            writer.writeVarUInt(NativeRevision.current)
            writer.writeText(timeZone)
            writer.writeText(displayName)
            writer.writeVarUInt(ServerVersion.numbers[2])
        }
    }

    var pong: [UInt8] { packet(.pong) { _ in } }

    var endOfStream: [UInt8] { packet(.endOfStream) { _ in } }

    func exception(_ error: QueryError) -> [UInt8] {
        packet(.exception) { writer in
            writer.writeFixed(Int32(truncatingIfNeeded: error.code.rawValue))
            writer.writeText("DB::Exception")
            let text = error.message.hasSuffix(".") ? error.message : error.message + "."
            writer.writeText("DB::Exception: \(text) (\(error.code.name))")
            // No stack trace, and no error behind this one.
            writer.writeText("")
            writer.writeByte(0)
        }
    }

    func progress(_ amount: ProgressAmount) -> [UInt8] {
        packet(.progress) { writer in
            writer.writeVarUInt(amount.readRows)
            writer.writeVarUInt(amount.readBytes)
            writer.writeVarUInt(amount.totalRows)
            writer.writeVarUInt(amount.writtenRows)
            writer.writeVarUInt(amount.writtenBytes)
            if revision >= ProtocolRevision.queryTimeInProgress { writer.writeVarUInt(amount.elapsedNanoseconds) }
        }
    }

    func profileInfo(rows: Int, blocks: Int, bytes: Int, rowsBeforeLimit: Int?) -> [UInt8] {
        packet(.profileInfo) { writer in
            for count in [rows, blocks, bytes] { writer.writeVarUInt(count) }
            writer.writeByte(rowsBeforeLimit == nil ? 0 : 1)
            writer.writeVarUInt(rowsBeforeLimit ?? 0)
            writer.writeByte(1)
        }
    }

    /// Data, Totals or Extremes: a name that is empty, and a block in frames where the client wants them.
    func block(
        _ block: Block, as kind: ServerPacket, framing: CodecChain?, keepsDictionaries: Bool
    ) throws(QueryError) -> [UInt8] {
        var bytes = packet(kind) { $0.writeText("") }
        let plain = try NativeWriter(revision: revision, keepsDictionaries: keepsDictionaries).write(block)
        bytes += try framing.map { (chain) throws(QueryError) in try Frames.compress(plain, by: chain) } ?? plain
        return bytes
    }

    func tableColumns(_ description: String) -> [UInt8] {
        packet(.tableColumns) { writer in
            writer.writeText("")
            writer.writeText(description)
        }
    }

    /// Counters of the query, as increments. Never in frames.
    func profileEvents(
        _ counts: [(name: String, value: Int64)], host: String, nowSeconds: UInt32
    ) throws(QueryError) -> [UInt8] {
        let kinds = try DataType(parsing: "Enum8('increment' = 1, 'gauge' = 2)")
        let columns = [
            BlockColumn(
                name: "host_name", type: .string, column: .string(StringColumn(counts.map { _ in host }))),
            BlockColumn(
                name: "current_time", type: .dateTime(zone: nil), column: .uint32(counts.map { _ in nowSeconds })),
            BlockColumn(name: "thread_id", type: .uint64, column: .uint64(counts.map { _ in 0 })),
            BlockColumn(name: "type", type: kinds, column: .int8(counts.map { _ in 1 })),
            BlockColumn(name: "name", type: .string, column: .string(StringColumn(counts.map(\.name)))),
            BlockColumn(name: "value", type: .int64, column: .int64(counts.map(\.value))),
        ]
        return try block(
            Block(columns, rowCount: counts.count), as: .profileEvents, framing: nil, keepsDictionaries: true)
    }

    func tablesStatus(_ request: TablesStatusRequest) -> [UInt8] {
        packet(.tablesStatus) { writer in
            writer.writeVarUInt(request.tables.count)
            for (database, table) in request.tables {
                writer.writeText(database)
                writer.writeText(table)
                // Replicated, and not behind.
                writer.writeByte(1)
                writer.writeVarUInt(0)
            }
        }
    }

    private func packet(_ kind: ServerPacket, _ body: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        writer.writeVarUInt(kind.rawValue)
        body(&writer)
        return writer.bytes
    }
}

/// The numbers of the version that we answer as.
private enum ServerVersion {
    static let numbers = CompatibleVersion.clickHouse.split(separator: ".").compactMap { Int($0) }
}

/// What happened since the last packet of progress.
struct ProgressAmount: Equatable {
    var readRows = 0
    var readBytes = 0
    var totalRows = 0
    var writtenRows = 0
    var writtenBytes = 0
    var elapsedNanoseconds = 0

    /// What came on top of `earlier`.
    func since(_ earlier: ProgressAmount) -> ProgressAmount {
        ProgressAmount(
            readRows: max(0, readRows - earlier.readRows), readBytes: max(0, readBytes - earlier.readBytes),
            totalRows: max(0, totalRows - earlier.totalRows), writtenRows: max(0, writtenRows - earlier.writtenRows),
            writtenBytes: max(0, writtenBytes - earlier.writtenBytes),
            elapsedNanoseconds: max(0, elapsedNanoseconds - earlier.elapsedNanoseconds))
    }
}
