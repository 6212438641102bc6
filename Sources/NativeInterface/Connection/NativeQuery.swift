import Codecs
import Columns
import Engine
import Errors

/// One query of a connection and its answer. On the query's thread.
final class NativeQuery {
    private let connection: NativeConnection
    private let client: NativeConnection.SignedIn
    private let query: QueryPacket
    private let handle: QueryHandle
    private let reader: PacketReader
    private let progress: ProgressReporter
    /// The INSERT's data, once they are asked for.
    private var rows: InsertedRows?
    /// Reading stopped inside a packet: what follows cannot be found any more.
    private var isOutOfStep = false

    private var instance: Instance { connection.service.instance }

    /// `rest` are bytes behind the Query packet.
    init(
        _ connection: NativeConnection, _ client: NativeConnection.SignedIn, _ query: QueryPacket,
        _ handle: QueryHandle, first rest: [UInt8]
    ) {
        self.connection = connection
        self.client = client
        self.query = query
        self.handle = handle
        reader = PacketReader(connection.inbox, revision: client.answers.revision, first: rest)
        progress = ProgressReporter(client.answers, handle, connection.answers, connection.service.instance.clock)
    }

    /// Runs the query; `false` when the connection is of no use behind it.
    func serve() -> Bool {
        let goesOn: Bool
        do throws(QueryError) {
            let tables = try readExternalTables()
            startWatching()
            try run(with: tables)
            goesOn = connection.answers.write(client.answers.endOfStream)
        } catch {
            goesOn = fail(error)
        }
        connection.inbox.unwatch()
        connection.inbox.giveBack(reader.takeRest())
        return goesOn
    }

    private func fail(_ error: QueryError) -> Bool {
        progress.stop()
        connection.inbox.unwatch()
        let wasCancelled = handle.isCancelled || error.code == .queryWasCancelledByClient
        let last = wasCancelled ? client.answers.endOfStream : client.answers.exception(error)
        guard connection.answers.write(last), !isOutOfStep else { return false }
        guard let rows, !rows.isOver, !wasCancelled else { return true }
        do throws(QueryError) {
            try skipRows()
            return true
        } catch {
            return false
        }
    }

    /// The client may still send rows that nobody wants any more.
    private func skipRows() throws(QueryError) {
        while true {
            switch try reader.peek() {
            case .data, .scalar:
                if try reader.nextData(isCompressed: query.isCompressed).block.columns.isEmpty { return }
            default: return
            }
        }
    }

    private func startWatching() { connection.inbox.watch(for: handle, putBack: reader.takeRest()) }

    private func nextData() throws(QueryError) -> (name: String, block: Block) {
        isOutOfStep = true
        do throws(QueryError) {
            let data = try reader.nextData(isCompressed: query.isCompressed)
            isOutOfStep = false
            return data
        } catch {
            if error.code == .queryWasCancelledByClient { isOutOfStep = false }
            throw error
        }
    }

    /// The tables that stand before the empty block.
    private func readExternalTables() throws(QueryError) -> [ExternalTable] {
        var names: [String] = []
        var blocks: [String: [Block]] = [:]
        var size = 0
        while true {
            let (name, block) = try nextData()
            if block.columns.isEmpty { break }
            size += block.byteCount
            guard names.count < PacketLimits.externalTablesMax, size <= PacketLimits.blockBytesMax else {
                throw QueryError(.tooLargeArraySize, "Too many external tables, or too large ones")
            }
            if blocks[name] == nil { names.append(name) }
            if let first = blocks[name]?.first, first.header != block.header {
                throw QueryError(.incorrectData, "The blocks of external table \(name) have different columns")
            }
            blocks[name, default: []].append(block)
        }
        return names.map { name in
            let all = blocks[name] ?? []
            return ExternalTable(
                name: name, rows: .blocks(all.first?.header ?? [], all.filter { $0.rowCount > 0 }))
        }
    }

    private func run(with tables: [ExternalTable]) throws(QueryError) {
        guard query.stage == QueryPacket.completeStage else {
            throw QueryError(
                .notImplemented, "Only whole queries are supported, not stage \(query.stage) of a distributed one")
        }
        // Again for each query: a key may have been taken back, or asked too often.
        let principal = try connection.service.authenticator.authenticate(
            user: client.user, password: client.password)
        guard principal == client.session.principal else {
            throw QueryError.authenticationFailed(user: client.user)
        }
        var request = QueryRequest(
            text: query.text, session: client.session,
            queryIdentifier: query.identifier.isEmpty ? makeUUID(instance.random) : query.identifier)
        for (name, value, isImportant) in query.settings
        where isImportant || SettingRegistry.declaration(of: name) != nil {
            request.settings.append((name, value))
        }
        request.parameters = query.parameters
        request.client = client.clientName
        request.interface = .tcp
        request.externalTables = tables
        request.handle = handle
        let rows = InsertedRows(self)
        request.blocks = rows
        progress.start()
        let result = try QuerySession(instance).run(request)
        try pour(result)
        progress.finish(writtenRows: result.context.writtenRows, bytes: result.context.writtenBytes)
    }

    private func pour(_ result: QueryResult) throws(QueryError) {
        guard !result.header.isEmpty else { return }
        defer { result.close() }
        let framing = query.isCompressed ? try self.framing(result.settings) : nil
        let keepsDictionaries = result.settings.flag("low_cardinality_allow_in_native_format")
        func send(_ block: Block, as kind: ServerPacket) throws(QueryError) {
            let bytes = try client.answers.block(
                block, as: kind, framing: framing, keepsDictionaries: keepsDictionaries)
            guard connection.answers.write(bytes) else {
                throw QueryError(.queryWasCancelledByClient, "The client is gone")
            }
        }
        try send(Block(header: result.header), as: .data)
        var counts = (rows: 0, blocks: 0, bytes: 0)
        while let block = try result.next() {
            try send(block, as: .data)
            if counts.blocks == 0 { progress.report() }
            counts = (counts.rows + block.rowCount, counts.blocks + 1, counts.bytes + block.byteCount)
            if handle.isCancelled { throw QueryError(.queryWasCancelledByClient, "The client wants no more") }
        }
        if let totals = result.totals { try send(totals, as: .totals) }
        if let extremes = result.extremes { try send(extremes, as: .extremes) }
        _ = connection.answers.write(
            client.answers.profileInfo(
                rows: counts.rows, blocks: counts.blocks, bytes: counts.bytes,
                rowsBeforeLimit: result.progress?.rowsBeforeLimit))
        try sendProfileEvents([
            ("SelectedRows", result.progress?.readRows ?? 0), ("SelectedBytes", result.progress?.readBytes ?? 0),
        ])
        try send(Block([], rowCount: 0), as: .data)
    }

    /// The codec that `network_compression_method` names.
    private func framing(_ settings: QuerySettings) throws(QueryError) -> CodecChain {
        let name = settings.text("network_compression_method").uppercased()
        switch name {
        case "ZSTD": return .zstd(level: settings.number("network_zstd_compression_level") ?? 1)
        case "NONE": return .none
        case "LZ4", "LZ4HC", "": return .lz4
        default:
            throw QueryError(.unknownCompressionMethod, "Unknown network_compression_method: \(name)")
        }
    }

    fileprivate func sendProfileEvents(_ counts: [(name: String, value: Int)]) throws(QueryError) {
        let bytes = try client.answers.profileEvents(
            counts.map { ($0.name, Int64($0.value)) }, host: instance.configuration.displayName,
            nowSeconds: UInt32(truncatingIfNeeded: instance.clock.nowNanoseconds / 1_000_000_000))
        _ = connection.answers.write(bytes)
    }

    // MARK: - The rows of an INSERT

    fileprivate func beginRows(
        _ rows: InsertedRows, _ header: [ColumnHeader], description: String
    ) throws(QueryError) {
        self.rows = rows
        connection.inbox.unwatch()
        let framing = query.isCompressed ? CodecChain.lz4 : nil
        let block = try client.answers.block(
            Block(header: header), as: .data, framing: framing, keepsDictionaries: true)
        guard connection.answers.write(client.answers.tableColumns(description) + block) else {
            throw QueryError(.networkError, "The client is gone")
        }
    }

    fileprivate func nextRows() throws(QueryError) -> Block? {
        let (_, block) = try nextData()
        if client.answers.revision >= ProtocolRevision.profileEventsInInsert { try sendProfileEvents([]) }
        return block.columns.isEmpty ? nil : block
    }

    fileprivate func endRows() { startWatching() }
}

/// The blocks that a client sends behind an INSERT, up to the empty one.
// `@unchecked`: used by the query's thread.
private final class InsertedRows: BlockChunks, @unchecked Sendable {
    private unowned let query: NativeQuery
    private(set) var isOver = false

    init(_ query: NativeQuery) { self.query = query }

    func begin(_ header: [ColumnHeader], description: String) throws(QueryError) {
        try query.beginRows(self, header, description: description)
    }

    func next() throws(QueryError) -> Block? {
        guard !isOver else { return nil }
        guard let block = try query.nextRows() else {
            isOver = true
            query.endRows()
            return nil
        }
        return block
    }
}
