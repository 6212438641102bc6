import Codecs
import Engine
import Errors
import Formats
import SQLSyntax

/// A request of the query handler, as far as HTTP is concerned.
struct IncomingRequest: Sendable {
    let isPost: Bool
    var parameters: RequestParameters
    let headers: RequestHeaders
    let body: (any ByteChunks)?

    /// Parameters that are not settings.
    private static let reserved: Set<String> = [
        "query", "database", "default_format", "query_id", "session_id", "session_timeout", "session_check",
        "close_session", "user", "password", "quota_key", "role", "compress", "decompress", "buffer_size",
        "wait_end_of_query", "client_protocol_version", "stacktrace", "from", "to", "interval_ms", "table", "column",
        "date_column",
    ]

    /// The settings among the parameters, in order.
    var settings: [(name: String, value: String)] {
        parameters.pairs.filter { name, _ in
            !Self.reserved.contains(name) && !name.hasPrefix("param_") && !name.hasPrefix("var-")
        }
    }

    var queryParameters: [String: String] {
        var result: [String: String] = [:]
        for (name, value) in parameters.pairs where name.hasPrefix("param_") {
            let key = String(name.dropFirst("param_".count))
            if result[key] == nil { result[key] = value }
        }
        return result
    }

    /// The dashboard's range, interval and variables, from parameters or headers.
    /// - Parameter now: milliseconds since 1970, for times such as `now-6h`.
    func macros(now: Int64) throws(QueryError) -> MacroContext {
        var context = MacroContext()
        if let text = parameters["from"] ?? headers["X-Colonnade-From"] {
            context.from = try DashboardTime.milliseconds(text, now: now, isEnd: false, parameter: "from")
        }
        if let text = parameters["to"] ?? headers["X-Colonnade-To"] {
            context.to = try DashboardTime.milliseconds(text, now: now, isEnd: true, parameter: "to")
        }
        if let text = parameters["interval_ms"] ?? headers["X-Colonnade-Interval"] {
            context.interval = try DashboardTime.interval(text, parameter: "interval_ms")
        }
        context.table = parameters["table"]
        context.column = parameters["column"]
        context.dateColumn = parameters["date_column"]
        for (name, value) in parameters.pairs where name.hasPrefix("var-") && !value.isEmpty && value != "$__all" {
            context.variables[String(name.dropFirst("var-".count)), default: []].append(value)
        }
        return context
    }

    var database: String? {
        if let name = headers["X-ClickHouse-Database"] ?? parameters["database"], !name.isEmpty { return name }
        return nil
    }

    var format: String {
        if let name = headers["X-ClickHouse-Format"] ?? parameters["default_format"], !name.isEmpty { return name }
        return "TabSeparated"
    }

    var queryIdentifier: String? {
        if let name = parameters["query_id"] ?? headers["X-ClickHouse-Query-Id"], !name.isEmpty { return name }
        return nil
    }

    /// The body without its codings: `Content-Encoding` first, then `decompress=1`.
    func decodedBody() throws(QueryError) -> (any ByteChunks)? {
        guard var source = body else { return nil }
        if let name = headers["Content-Encoding"], !name.isEmpty, name.lowercased() != "identity" {
            guard let coding = ContentCoding(rawValue: name.lowercased()) else {
                throw QueryError(.notImplemented, "Unknown or unsupported Content-Encoding: \(name)")
            }
            source = try ContentDecodedBody(source, coding)
        }
        return parameters.flag("decompress") ? FrameDecodedBody(source) : source
    }

    /// The statement's text, with a bounded beginning of the data of an INSERT, and the rest of the body.
    ///
    /// The text is the `query` parameter, a new line, and the body, as one stream of bytes.
    func statement(sizeMax: Int) throws(QueryError) -> (text: [UInt8], rest: (any ByteChunks)?) {
        let query = parameters.all("query").joined()
        var text = Array(query.utf8)
        let source = try decodedBody()
        if !text.isEmpty, source != nil { text.append(0x0A) }
        while text.count <= sizeMax, let bytes = try source?.next() { text.append(contentsOf: bytes) }
        return (text, source)
    }
}
