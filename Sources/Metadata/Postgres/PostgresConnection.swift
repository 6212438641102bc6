import CPostgres
import Glibc

/// One connection to PostgreSQL by libpq.
///
/// Safe: every pointer is libpq's or made here, is used on one line or inside one function, and results are cleared.
// `@unchecked`: the pool gives a connection to one thread at a time.
@safe final class PostgresConnection: SQLConnection, @unchecked Sendable {
    private let handle: OpaquePointer
    /// Names of prepared statements by their text.
    private var prepared: [String: String] = [:]

    init(_ url: String) throws(MetadataError) {
        guard let handle = unsafe PQconnectdb(url) else { throw .unavailable("libpq has no memory") }
        unsafe self.handle = unsafe handle
        guard unsafe PQstatus(handle) == CONNECTION_OK else {
            let reason = unsafe String(cString: PQerrorMessage(handle))
            throw .unavailable("PostgreSQL cannot be reached: \(reason)")
        }
        _ = try rows("SET synchronous_commit = on", [])
    }

    deinit { unsafe PQfinish(handle) }

    var isAlive: Bool { unsafe PQstatus(handle) == CONNECTION_OK }

    /// Runs statements without arguments, several at once.
    func run(_ sql: String) throws(MetadataError) {
        guard let result = unsafe PQexec(handle, sql) else { throw failure("no answer") }
        defer { unsafe PQclear(result) }
        try unsafe check(result)
    }

    func rows(_ sql: String, _ arguments: [SQLValue]) throws(MetadataError) -> [SQLRow] {
        let name = try prepare(sql)
        var texts: [UnsafePointer<CChar>?] = unsafe []
        defer { unsafe texts.forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
        for argument in arguments {
            guard let text = argument.text else {
                unsafe texts.append(nil)
                continue
            }
            guard !text.utf8.contains(0) else { throw .invalid("a text with a zero byte cannot be stored") }
            unsafe texts.append(UnsafePointer(strdup(text)))
        }
        guard
            let result = unsafe PQexecPrepared(handle, name, Int32(clamping: arguments.count), texts, nil, nil, 0)
        else { throw failure("no answer") }
        defer { unsafe PQclear(result) }
        try unsafe check(result)
        return unsafe rows(of: result)
    }

    func notify(_ kind: String) throws(MetadataError) {
        _ = try rows("SELECT pg_notify('\(PostgresDatabase.channel)', ?)", [.text(kind)])
    }

    /// Waits up to a second for a notification; `false` when the connection is lost.
    func waitForNotification(_ onNotification: () -> Void) -> Bool {
        var descriptor = unsafe pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard descriptor.fd >= 0 else { return false }
        let ready = unsafe poll(&descriptor, 1, 1000)
        guard ready >= 0 || errno == EINTR else { return false }
        guard unsafe PQconsumeInput(handle) == 1, isAlive else { return false }
        while let notification = unsafe PQnotifies(handle) {
            unsafe PQfreemem(notification)
            onNotification()
        }
        return true
    }

    private func prepare(_ sql: String) throws(MetadataError) -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        guard let result = unsafe PQprepare(handle, name, Self.numbered(sql), 0, nil) else {
            throw failure("no answer")
        }
        defer { unsafe PQclear(result) }
        try unsafe check(result)
        prepared[sql] = name
        return name
    }

    /// `?` as `$1`, `$2`, …; our statements have no literals with question marks.
    private static func numbered(_ sql: String) -> String {
        var result = ""
        var count = 0
        for character in sql {
            guard character == "?" else {
                result.append(character)
                continue
            }
            count += 1
            result += "$\(count)"
        }
        return result
    }

    private func check(_ result: OpaquePointer) throws(MetadataError) {
        let status = unsafe PQresultStatus(result)
        guard status != PGRES_COMMAND_OK, status != PGRES_TUPLES_OK else { return }
        let state = unsafe PQresultErrorField(result, 67).map { unsafe String(cString: $0) } ?? ""
        let reason = unsafe String(cString: PQresultErrorMessage(result))
        // 23: a constraint. 40: a deadlock or a serialisation failure. 08, 53, 57, none: the server is away or closing.
        switch state.prefix(2) {
        case "23": throw .conflict(reason)
        case "", "08", "40", "53", "57", "58": throw .unavailable("PostgreSQL: \(reason)")
        default: throw .invalid("PostgreSQL: \(reason)")
        }
    }

    private func failure(_ fallback: String) -> MetadataError {
        let reason = unsafe String(cString: PQerrorMessage(handle))
        return .unavailable("PostgreSQL: \(reason.isEmpty ? fallback : reason)")
    }

    private func rows(of result: OpaquePointer) -> [SQLRow] {
        let width = unsafe PQnfields(result)
        return unsafe (0..<PQntuples(result)).map { row in
            SQLRow(
                (0..<width).map { column in
                    guard unsafe PQgetisnull(result, row, column) == 0 else { return .null }
                    return .text(unsafe String(cString: PQgetvalue(result, row, column)))
                })
        }
    }
}
