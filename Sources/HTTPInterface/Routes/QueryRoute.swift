import Codecs
import Columns
import Engine
import Errors
import Formats

/// Runs the statement of a request and pours the answer into the exchange. On a query's thread.
struct QueryRoute: Sendable {
    let instance: Instance
    let sessions: SessionRegistry
    let authenticator: any Authenticator

    func serve(_ request: IncomingRequest, _ exchange: Exchange) {
        let answer = Answer(request, exchange, instance)
        do throws(QueryError) {
            let credentials = try Credentials(request.headers, request.parameters)
            let principal = try authenticator.authenticate(user: credentials.user, password: credentials.password)
            let lease = try sessions.acquire(request.parameters, principal)
            // The session is free before the last bytes go out: a client may send its next request at once.
            do throws(QueryError) {
                try run(request, lease, answer)
            } catch {
                sessions.release(lease)
                throw error
            }
            sessions.release(lease)
            // No thread waits for rows that are to be written: who writes them sends the answer.
            if let result = answer.result, result.isPending { return result.whenSettled(answer.end) }
            try answer.stream.finish()
        } catch {
            answer.stream.fail(error)
        }
    }

    private func run(
        _ incoming: IncomingRequest, _ lease: SessionRegistry.Lease, _ answer: Answer
    ) throws(QueryError) {
        var request = incoming
        let session = lease.session
        try request.readForm()
        let (text, rest) = try request.statement(sizeMax: Self.statementSizeMax(request, session))
        guard text.contains(where: { $0 > 0x20 }) else { throw QueryError(.syntaxError, "Empty query") }
        var query = QueryRequest(text: text, session: session, queryIdentifier: answer.queryIdentifier)
        query.data = rest
        query.settings = request.settings
        query.parameters = request.queryParameters
        query.database = request.database
        query.defaultFormat = request.format
        query.isReadOnly = !request.isPost
        query.macros = try request.macros(now: instance.clock.nowNanoseconds / 1_000_000)
        query.client = request.headers["User-Agent"] ?? ""
        query.handle = answer.handle
        // A session is held until its request ends.
        query.mayEndLater = !lease.isShared
        query.externalTables = request.externalTables
        let result = try QuerySession(instance).run(query)
        answer.result = result
        try pour(result, request, answer)
    }

    /// Bytes of a body that can be SQL: `max_query_size`, of the request or else of its session. What is behind them is
    /// an INSERT's data.
    private static func statementSizeMax(_ request: IncomingRequest, _ session: Session) -> Int {
        let name = "max_query_size"
        let wanted = request.settings.last { $0.name == name }?.value ?? session.settings.text(name)
        return max(Int(wanted) ?? 0, 262_144)
    }

    private func pour(
        _ result: QueryResult, _ request: IncomingRequest, _ answer: Answer
    ) throws(QueryError) {
        guard !result.header.isEmpty else { return }
        var options = FormatOptions(settings: result.settings.changed, timeZone: result.context.timeZone)
        options.protocolRevision = request.parameters["client_protocol_version"].flatMap { Int($0) } ?? 0
        options.parallel = result.parallel
        let format = try FormatRegistry.output(result.format)
        answer.format = (format.name, format.contentType)
        let writer = try format.writer(result.header, options)
        var bytes: [UInt8] = []
        try writer.begin(into: &bytes)
        while let block = try result.next() {
            try writer.write(block, into: &bytes)
            guard try answer.stream.write(bytes) else {
                result.close()
                return
            }
            bytes.removeAll(keepingCapacity: true)
        }
        var summary = AnswerSummary(
            elapsedSeconds: answer.elapsedSeconds, readRows: result.progress?.readRows ?? 0,
            readBytes: result.progress?.readBytes ?? 0)
        summary.totals = result.totals
        summary.extremes = result.extremes
        summary.rowsBeforeLimit = result.progress?.rowsBeforeLimit
        try writer.finish(summary, into: &bytes)
        _ = try answer.stream.write(bytes)
    }
}

/// What is known of one answer while it is made.
// `@unchecked`: used by one thread at a time: the query's, then perhaps the one that ends it.
private final class Answer: @unchecked Sendable {
    let queryIdentifier: String
    var handle: QueryHandle { exchange.query }
    var result: QueryResult?
    var format: (name: String, contentType: String)?
    private let instance: Instance
    private let startNanoseconds: Int64
    private let exceptionTag: String
    private let exchange: Exchange
    private let encoding: AnswerStream.Encoding
    private let heldMax: Int
    private let heldFor: Duration?
    /// `add_http_cors_header=1`, and a page asks.
    private let allowsOrigins: Bool
    private static let originHeaders = [
        (name: "Access-Control-Allow-Origin", value: "*"),
        (
            name: "Access-Control-Expose-Headers",
            value: "X-ClickHouse-Query-Id,X-ClickHouse-Summary,X-ClickHouse-Server-Display-Name,X-ClickHouse-Format,"
                + "X-ClickHouse-Timezone,X-ClickHouse-Exception-Code,X-ClickHouse-Exception-Tag"
        ),
    ]
    lazy var stream = AnswerStream(exchange, encoding, heldMax: heldMax, heldFor: heldFor, exceptionTag: exceptionTag) {
        [unowned self] in headers
    }

    init(_ request: IncomingRequest, _ exchange: Exchange, _ instance: Instance) {
        self.instance = instance
        self.exchange = exchange
        startNanoseconds = instance.clock.nowNanoseconds
        queryIdentifier = request.queryIdentifier ?? makeUUID(instance.random)
        var bits = instance.random.next()
        let letters = (0..<16).map { _ in
            // Sixteen letters of the alphabet, four bits each.
            defer { bits >>= 4 }
            return UInt8(ascii: "a") + UInt8(truncatingIfNeeded: bits & 15)
        }
        exceptionTag = String(decoding: letters, as: UTF8.self)
        var encoding = AnswerStream.Encoding()
        encoding.usesFrames = request.parameters.flag("compress")
        let isAllowed = request.parameters["enable_http_compression"].map { $0 != "0" && $0 != "false" } ?? true
        if isAllowed, let header = request.headers["Accept-Encoding"] { encoding.coding = .accepted(by: header) }
        if let level = request.parameters["http_zlib_compression_level"].flatMap({ Int($0) }) { encoding.level = level }
        self.encoding = encoding
        allowsOrigins = request.parameters.flag("add_http_cors_header") && request.headers["Origin"] != nil
        let waits = request.parameters.flag("wait_end_of_query") || request.parameters.flag("http_wait_end_of_query")
        let wanted = request.parameters["buffer_size"] ?? request.parameters["http_response_buffer_size"]
        // Who names a size to hold back wants no byte before; else a slow answer begins early, as ClickHouse's does.
        heldFor = waits || wanted.flatMap { Int($0) } ?? 0 > 0 ? nil : .milliseconds(100)
        heldMax = waits ? Int.max : max(wanted.flatMap { Int($0) } ?? 0, 1 << 20)
    }

    /// Sends what `finish` or `fail` of the stream says.
    func end(_ error: QueryError?) {
        do throws(QueryError) {
            if let error { throw error }
            try stream.finish()
        } catch {
            stream.fail(error)
        }
    }

    var elapsedSeconds: Double { Double(instance.clock.nowNanoseconds - startNanoseconds) / 1e9 }

    private var headers: [(name: String, value: String)] {
        var fields = [
            (name: "X-ClickHouse-Server-Display-Name", value: instance.configuration.displayName),
            (name: "X-ClickHouse-Query-Id", value: queryIdentifier),
            (name: "X-ClickHouse-Timezone", value: result?.context.timeZone ?? instance.configuration.timeZone),
            (name: "X-ClickHouse-Exception-Tag", value: exceptionTag),
            (name: "X-ClickHouse-Summary", value: summary),
            (name: "Content-Type", value: format?.contentType ?? "text/plain; charset=UTF-8"),
        ]
        if let format { fields.append((name: "X-ClickHouse-Format", value: format.name)) }
        if let level = result?.context.acknowledgement {
            fields.append((name: "X-Colonnade-Ack", value: level.rawValue))
        }
        if allowsOrigins { fields += Self.originHeaders }
        return fields
    }

    private var summary: String {
        let progress = result?.progress
        let values: [(String, Int)] = [
            ("read_rows", progress?.readRows ?? 0), ("read_bytes", progress?.readBytes ?? 0),
            ("written_rows", result?.context.writtenRows ?? 0), ("written_bytes", result?.context.writtenBytes ?? 0),
            ("total_rows_to_read", progress?.totalRowsToRead ?? 0), ("result_rows", progress?.resultRows ?? 0),
            ("result_bytes", progress?.resultBytes ?? 0),
            ("elapsed_ns", Int(instance.clock.nowNanoseconds - startNanoseconds)), ("memory_usage", 0),
        ]
        return "{" + values.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}"
    }
}
