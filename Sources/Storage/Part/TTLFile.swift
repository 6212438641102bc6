import Columns
import Errors

/// `ttl.txt`: for each TTL rule the smallest and largest moment that the part's rows give.
package struct TTLFile: Sendable, Hashable {
    /// Seconds since the epoch; 0 and 0 for rows that never expire.
    package struct Bounds: Sendable, Hashable {
        package var min: Int64
        package var max: Int64

        package init(min: Int64, max: Int64) {
            self.min = min
            self.max = max
        }

        package mutating func include(_ other: Bounds) {
            min = Swift.min(min, other.min)
            max = Swift.max(max, other.max)
        }
    }

    package static let name = "ttl.txt"
    /// By column.
    package var columns: [String: Bounds] = [:]
    package var table: Bounds?
    /// By the expression's SQL.
    package var moves: [String: Bounds] = [:]
    package var recompressions: [String: Bounds] = [:]
    package var rowsWhere: [String: Bounds] = [:]

    package init() {}

    package var isEmpty: Bool {
        columns.isEmpty && table == nil && moves.isEmpty && recompressions.isEmpty && rowsWhere.isEmpty
    }

    package var text: String {
        var members: [JSONValue.Member] = []
        if !columns.isEmpty { members.append(.init("columns", Self.list(columns, key: "name", hasFinished: true))) }
        if let table { members.append(.init("table", .object(Self.bounds(table) + [.init("finished", .integer(0))]))) }
        if !moves.isEmpty { members.append(.init("moves", Self.list(moves, key: "expression", hasFinished: false))) }
        if !recompressions.isEmpty {
            members.append(.init("recompression", Self.list(recompressions, key: "expression", hasFinished: true)))
        }
        if !rowsWhere.isEmpty {
            members.append(.init("rows_where", Self.list(rowsWhere, key: "expression", hasFinished: true)))
        }
        return "ttl format version: 1\n" + JSONValue.object(members).written
    }

    private static func bounds(_ bounds: Bounds) -> [JSONValue.Member] {
        [.init("min", .integer(bounds.min)), .init("max", .integer(bounds.max))]
    }

    private static func list(_ entries: [String: Bounds], key: String, hasFinished: Bool) -> JSONValue {
        .array(
            entries.sorted { $0.key < $1.key }.map { name, bounds in
                .object(
                    [.init(key, .string(name))] + Self.bounds(bounds)
                        + (hasFinished ? [.init("finished", .integer(0))] : []))
            })
    }

    package init(parsing bytes: [UInt8]) throws(QueryError) {
        let header = "ttl format version: 1\n"
        guard bytes.starts(with: header.utf8) else {
            throw QueryError(.badTtlFile, "\(Self.name) cannot be read: its first line is not `\(header.dropLast())`")
        }
        let content = try JSONValue(reading: Array(bytes.dropFirst(header.utf8.count)))
        columns = Self.entries(content["columns"], key: "name")
        table = content["table"].flatMap(Self.bounds)
        moves = Self.entries(content["moves"], key: "expression")
        recompressions = Self.entries(content["recompression"], key: "expression")
        rowsWhere = Self.entries(content["rows_where"], key: "expression")
    }

    private static func bounds(_ object: JSONValue) -> Bounds? {
        guard let min = object["min"]?.integer, let max = object["max"]?.integer else { return nil }
        return Bounds(min: min, max: max)
    }

    private static func entries(_ list: JSONValue?, key: String) -> [String: Bounds] {
        var result: [String: Bounds] = [:]
        for item in list?.elements ?? [] {
            if let name = item[key]?.text, let bounds = bounds(item) { result[name] = bounds }
        }
        return result
    }
}
