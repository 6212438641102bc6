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
    var body: (any ByteChunks)?
    /// Tables of a multipart form.
    private(set) var externalTables: [ExternalTable] = []
    /// `http_max_multipart_form_data_size`
    private static let formBytesMax = 1 << 30

    init(isPost: Bool, parameters: RequestParameters, headers: RequestHeaders, body: (any ByteChunks)?) {
        self.isPost = isPost
        self.parameters = parameters
        self.headers = headers
        self.body = body
    }

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
                && !isOfExternalTable(name)
        }
    }

    private func isOfExternalTable(_ name: String) -> Bool {
        hasForm && ["_format", "_types", "_structure"].contains { name.hasSuffix($0) }
    }

    private var hasForm: Bool { headers["Content-Type"].flatMap { MultipartForm.boundary(of: $0) } != nil }

    /// Takes a multipart form apart: its fields are parameters, its files are tables, and there is no other body.
    mutating func readForm() throws(QueryError) {
        guard let boundary = headers["Content-Type"].flatMap({ MultipartForm.boundary(of: $0) }),
            let source = try decodedBody()
        else { return }
        var bytes: [UInt8] = []
        while let more = try source.next() {
            bytes += more
            guard bytes.count <= Self.formBytesMax else {
                throw QueryError(.queryIsTooLarge, "The multipart form has more than \(Self.formBytesMax) bytes")
            }
        }
        let form = try MultipartForm(bytes, boundary: boundary)
        for part in form.parts where !part.isFile {
            parameters.append(part.name, String(decoding: part.bytes, as: UTF8.self))
        }
        for part in form.parts where part.isFile {
            guard let structure = structure(of: part.name) else {
                throw QueryError(
                    .badArguments,
                    "Neither structure nor types of external table \(part.name) are given: \(part.name)_structure")
            }
            let format = parameters["\(part.name)_format"] ?? "TabSeparated"
            externalTables.append(
                ExternalTable(
                    name: part.name, rows: .text(part.bytes, format: format, structure: structure)))
        }
        body = nil
    }

    private func structure(of table: String) -> String? {
        if let structure = parameters["\(table)_structure"] { return structure }
        guard let types = parameters["\(table)_types"] else { return nil }
        var depth = 0
        var names = 1
        var text = "_1 "
        for character in types {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            text.append(character)
            if character == ",", depth == 0 {
                names += 1
                text += " _\(names) "
            }
        }
        return text
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
