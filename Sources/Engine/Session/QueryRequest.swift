import Columns
import Errors
import Formats
import SQLSyntax

/// One statement as a client sends it, whatever the protocol.
package struct QueryRequest: Sendable {
    /// The statement, and for an INSERT perhaps the beginning of its data.
    package var text: [UInt8]
    /// More of an INSERT's data, behind what `text` has.
    package var data: (any ByteChunks)?
    /// Rows of an INSERT that came as blocks (native protocol).
    package var blocks: (any BlockChunks)?
    package var session: Session
    package var queryIdentifier: String
    /// Settings of this query alone, from the URL or the query packet.
    package var settings: [(name: String, value: String)] = []
    /// Values of `{name:Type}`.
    package var parameters: [String: String] = [:]
    /// The database, where it is not the session's.
    package var database: String?
    /// The format where the statement names none.
    package var defaultFormat = "TabSeparated"
    /// What Grafana's macros in the text expand to.
    package var macros = MacroContext()
    /// The statement may not change anything (GET without `readonly` …).
    package var isReadOnly = false
    /// What `system.processes` and the log say of the client.
    package var client = ""
    package var interface = QueryInterface.http
    /// Tables that the request brings along; they go with it.
    package var externalTables: [ExternalTable] = []
    /// The rows of the INSERT are events that were found to be new: nobody looks for events in them.
    package var bringsNewEvents = false
    /// The caller takes a result that is not there yet (`QueryResult.isPending`), so that no thread waits for it.
    package var mayEndLater = false
    /// How the connection ends the query and looks at its progress.
    package var handle: QueryHandle?

    package init(text: [UInt8], session: Session, queryIdentifier: String) {
        self.text = text
        self.session = session
        self.queryIdentifier = queryIdentifier
    }
}

/// How a request came: the numbers are those of `system.processes`.
package enum QueryInterface: Int64, Sendable {
    case tcp = 1
    case http = 2
}

/// The rows of an INSERT that arrive as blocks, one by one.
package protocol BlockChunks: AnyObject, Sendable {
    /// Called once, before the first block: the columns that are wanted, and ClickHouse's text of the table's columns.
    /// What arrives is matched by name and converted.
    func begin(_ header: [ColumnHeader], description: String) throws(QueryError)
    func next() throws(QueryError) -> Block?
}

extension BlockChunks {
    /// A source that knows what is wanted.
    package func begin(_ header: [ColumnHeader], description: String) {}
}
