import Engine
import Errors
import Metadata

/// Rows of INSERTs that say which events they are go the same way as what webhooks bring.
extension EventInbox: EventRowTaker {
    /// The type of such events: their payload is the row.
    static let rowType = "colonnade.row"
    private static let piece = 5000

    package func watches(_ table: QualifiedName) -> Bool { sources.isTarget(table) }

    package func watches(_ table: QualifiedName, source: String) -> Bool {
        sources.has(source) && sources.definition(named: source).isTarget(table)
    }

    package func take(_ rows: [EventRow]) throws(QueryError) {
        let now = instance.clock.nowNanoseconds / 1_000_000
        for (name, ofSource) in Dictionary(grouping: rows, by: \.source) {
            let source = sources.definition(named: name)
            for start in stride(from: 0, to: ofSource.count, by: Self.piece) {
                let events = ofSource[start..<min(start + Self.piece, ofSource.count)].map { row in
                    IncomingEvent(
                        source: name, id: row.id, type: Self.rowType, receivedAt: now, state: .pending,
                        payload: row.line, error: "")
                }
                switch submitAndWait(events, of: source) {
                case .accepted: continue
                case .tooMany:
                    throw QueryError(.tooManyParts, "Too many events wait for table \(source.table): come again")
                case .unavailable(let reason):
                    throw QueryError(.networkError, "Events cannot be taken now: \(reason)")
                }
            }
        }
    }
}
