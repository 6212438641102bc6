extension SQLMetadataStore {
    private static let columns = "source, event_id, event_type, received_at, state, payload, error"

    package func accept(
        _ events: [IncomingEvent], owner: String, deliveries: [String: [NewDelivery]]
    ) throws(MetadataError) -> Set<String> {
        try database.write { (connection) throws(MetadataError) in
            var stored: Set<String> = []
            // One order for all instances: no two wait for each other's events.
            for some in Self.pieces(of: events.sorted(by: { $0.id < $1.id })) {
                let places = some.map { _ in "(\(Self.places(8)))" }.joined(separator: ", ")
                let values = some.flatMap { event -> [SQLValue] in
                    [
                        .text(event.source), .text(event.id), .text(event.type), .integer(event.receivedAt),
                        .text(event.state.rawValue), .text(event.payload), .text(event.error), .text(owner),
                    ]
                }
                let rows = try connection.rows(
                    """
                    INSERT INTO webhook_events (\(Self.columns), owner) VALUES \(places)
                    ON CONFLICT DO NOTHING RETURNING event_id
                    """, values)
                for row in rows { stored.insert(row.text(0)) }
            }
            let fresh = stored
            // Notices keep the order in which the events came.
            for event in events where stored.remove(event.id) != nil {
                for delivery in deliveries[event.id] ?? [] { try Self.insert(delivery, connection) }
            }
            return fresh
        }
    }

    /// Pieces for one statement each, of few sizes: a statement is prepared once for each.
    private static func pieces(of events: [IncomingEvent]) -> [ArraySlice<IncomingEvent>] {
        var result: [ArraySlice<IncomingEvent>] = []
        var rest = events[...]
        for size in [64, 8, 1] {
            while rest.count >= size {
                result.append(rest.prefix(size))
                rest = rest.dropFirst(size)
            }
        }
        return result
    }

    package func pendingEvents(owner: String, limit: Int) throws(MetadataError) -> [IncomingEvent] {
        try query(
            """
            SELECT \(Self.columns) FROM webhook_events WHERE owner = ? AND state = 'pending'
            ORDER BY received_at, event_id LIMIT ?
            """, [.text(owner), .integer(Int64(limit))]
        ).map(Self.event)
    }

    package func finish(
        _ events: [IncomingEvent], as state: IncomingEvent.State, error: String
    ) throws(MetadataError) {
        guard !events.isEmpty else { return }
        // What is in its table need not be kept here as well.
        let payload = state == .applied ? ", payload = ''" : ""
        try database.write { (connection) throws(MetadataError) in
            for (source, ofSource) in Dictionary(grouping: events, by: \.source) {
                for some in Self.pieces(of: ofSource.sorted(by: { $0.id < $1.id })) {
                    try connection.rows(
                        """
                        UPDATE webhook_events SET state = ?, error = ?\(payload)
                        WHERE source = ? AND event_id IN (\(Self.places(some.count)))
                        """, [.text(state.rawValue), .text(error), .text(source)] + some.map { .text($0.id) })
                }
            }
        }
    }

    package func events(limit: Int) throws(MetadataError) -> [IncomingEvent] {
        try query(
            "SELECT \(Self.columns) FROM webhook_events ORDER BY received_at DESC, event_id LIMIT ?",
            [.integer(Int64(limit))]
        ).map(Self.event)
    }

    package func forgetEvents(appliedBefore applied: Int64, othersBefore others: Int64) throws(MetadataError) {
        try database.write { (connection) throws(MetadataError) in
            try connection.rows(
                """
                DELETE FROM webhook_events WHERE received_at < ? AND state = 'applied'
                    OR received_at < ? AND state NOT IN ('applied', 'pending')
                """, [.integer(applied), .integer(others)])
        }
    }

    package func answer(for key: String) throws(MetadataError) -> RememberedAnswer? {
        try query("SELECT fingerprint, status, body FROM idempotency_keys WHERE key = ?", [.text(key)]).first.map {
            RememberedAnswer(fingerprint: $0.text(0), status: Int($0.integer(1)), body: $0.text(2))
        }
    }

    package func remember(
        _ answer: RememberedAnswer, for key: String, at now: Int64, forgettingBefore oldest: Int64
    ) throws(MetadataError) {
        try database.write { (connection) throws(MetadataError) in
            try connection.rows("DELETE FROM idempotency_keys WHERE created_at < ?", [.integer(oldest)])
            try connection.rows(
                "INSERT INTO idempotency_keys (key, fingerprint, status, body, created_at) VALUES (?, ?, ?, ?, ?)",
                [
                    .text(key), .text(answer.fingerprint), .integer(Int64(answer.status)), .text(answer.body),
                    .integer(now),
                ])
        }
    }

    private static func event(_ row: SQLRow) -> IncomingEvent {
        IncomingEvent(
            source: row.text(0), id: row.text(1), type: row.text(2), receivedAt: row.integer(3),
            state: IncomingEvent.State(rawValue: row.text(4)) ?? .unknown, payload: row.text(5), error: row.text(6))
    }
}
