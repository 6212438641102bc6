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

    package init(text: [UInt8], session: Session, queryIdentifier: String) {
        self.text = text
        self.session = session
        self.queryIdentifier = queryIdentifier
    }
}

/// Blocks that arrive one by one.
package protocol BlockChunks: AnyObject, Sendable {
    func next() throws(QueryError) -> Block?
}
