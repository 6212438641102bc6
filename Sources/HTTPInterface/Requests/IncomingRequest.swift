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
        "wait_end_of_query", "client_protocol_version", "stacktrace", "from", "to", "interval_ms",
    ]

    /// The settings among the parameters, in order.
    var settings: [(name: String, value: String)] {
        parameters.pairs.filter { !Self.reserved.contains($0.name) && !$0.name.hasPrefix("param_") }
    }

    var queryParameters: [String: String] {
        var result: [String: String] = [:]
        for (name, value) in parameters.pairs where name.hasPrefix("param_") {
            let key = String(name.dropFirst("param_".count))
            if result[key] == nil { result[key] = value }
        }
        return result
    }

    /// The dashboard's range and interval, from parameters or headers.
    var macros: MacroContext {
        MacroContext(
            from: milliseconds("from", "X-Colonnade-From"), to: milliseconds("to", "X-Colonnade-To"),
            interval: milliseconds("interval_ms", "X-Colonnade-Interval"))
    }

    private func milliseconds(_ parameter: String, _ header: String) -> Int64? {
        (parameters[parameter] ?? headers[header]).flatMap { Int64($0) }
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
