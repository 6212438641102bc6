import Columns
import Engine
import Errors
import Metadata

/// Writes the trades of a source's events into its table.
struct TradeWriter {
    private let instance: Instance
    private let source: SourceDefinition

    init(_ instance: Instance, _ source: SourceDefinition) {
        self.instance = instance
        self.source = source
    }

    /// Inserts the events as one block, durably; gives the identifiers of those that cannot be read.
    func insert(_ events: [IncomingEvent]) throws(QueryError) -> Set<String> {
        try insert(rows: events.filter { $0.type == EventInbox.rowType })
        return try insert(trades: events.filter { $0.type != EventInbox.rowType })
    }

    /// Events whose payload is a row as an INSERT brought it.
    private func insert(rows: [IncomingEvent]) throws(QueryError) {
        guard !rows.isEmpty else { return }
        let text = "INSERT INTO \(quoteIdentifier(source.table)) FORMAT JSONEachRow\n"
        let request = request(text + rows.map(\.payload).joined(separator: "\n"))
        let result = try QuerySession(instance).run(request)
        while try result.next() != nil {}
    }

    private func insert(trades events: [IncomingEvent]) throws(QueryError) -> Set<String> {
        var rejected: Set<String> = []
        var values: [[Value]] = Array(repeating: [], count: TradeMapping.columns.count)
        for event in events {
            guard var mapping = TradeMapping(event, source) else {
                rejected.insert(event.id)
                continue
            }
            for (position, value) in mapping.row().enumerated() { values[position].append(value) }
        }
        guard let rows = values.first?.count, rows > 0 else { return rejected }
        var columns: [BlockColumn] = []
        for (position, column) in TradeMapping.columns.enumerated() {
            let type = try DataType(parsing: column.type)
            columns.append(
                BlockColumn(name: column.name, type: type, column: try Column(values[position], as: type)))
        }
        let names = TradeMapping.columns.map(\.name).joined(separator: ", ")
        var request = request("INSERT INTO \(quoteIdentifier(source.table)) (\(names)) FORMAT Native")
        request.blocks = OneBlock(Block(columns, rowCount: rows))
        let result = try QuerySession(instance).run(request)
        while try result.next() != nil {}
        return rejected
    }

    /// The identifiers of events whose rows are in the table.
    func known(among events: [IncomingEvent]) throws(QueryError) -> Set<String> {
        guard !events.isEmpty else { return [] }
        let list = events.map { quoted($0.id) }.joined(separator: ", ")
        let key = quoted(TradeMapping.identifierKey)
        let text = """
            SELECT DISTINCT extra[\(key)] FROM \(quoteIdentifier(source.table))
            WHERE extra[\(key)] IN (\(list)) AND
            if(extra['source'] = '', \(quoted(EventRowFinder.defaultSource)), extra['source']) = \(quoted(source.name))
            """
        var request = request(text)
        request.settings = [("max_query_size", "67108864"), ("max_ast_elements", "1000000")]
        let result = try QuerySession(instance).run(request)
        var found: Set<String> = []
        while let block = try result.next() {
            for row in 0..<block.rowCount {
                guard case .string(let bytes) = block.columns[0].column.value(at: row) else { continue }
                found.insert(String(decoding: bytes, as: UTF8.self))
            }
        }
        return found
    }

    private func request(_ text: String) -> QueryRequest {
        var request = QueryRequest(
            text: Array(text.utf8), session: Session(user: "default", database: source.database),
            queryIdentifier: "webhook-\(makeUUID(instance.random))")
        request.client = "webhook \(source.name)"
        request.bringsNewEvents = true
        return request
    }

    private func quoted(_ text: String) -> String {
        var result = "'"
        for character in text {
            if character == "'" || character == "\\" { result += "\\" }
            result.append(character)
        }
        return result + "'"
    }
}

/// One block, once.
// `@unchecked`: pulled by the thread that runs the insert.
private final class OneBlock: BlockChunks, @unchecked Sendable {
    private var block: Block?

    init(_ block: Block) { self.block = block }

    func next() -> Block? {
        defer { block = nil }
        return block
    }
}
