import Columns

extension SQLMetadataStore {
    private static let columns = "id, definition, created_at, updated_at, version"
    private static let stateColumns = "threshold_id, series, state, since, value, evaluated_at"

    package func add(_ threshold: Threshold) throws(MetadataError) {
        try change("thresholds") { (connection) throws(MetadataError) in
            try connection.rows(
                "INSERT INTO thresholds (\(Self.columns)) VALUES (\(Self.places(5)))",
                [
                    .text(threshold.id), .text(threshold.definition.written), .integer(threshold.createdAt),
                    .integer(threshold.updatedAt), .integer(threshold.version),
                ])
        }
    }

    package func thresholds(_ page: Page) throws(MetadataError) -> [Threshold] {
        try query(
            "SELECT \(Self.columns) FROM thresholds WHERE id > ? ORDER BY id LIMIT ?",
            [.text(page.after ?? ""), .integer(Int64(page.limit))]
        ).map(Self.threshold)
    }

    package func threshold(_ id: String) throws(MetadataError) -> Threshold? {
        try query("SELECT \(Self.columns) FROM thresholds WHERE id = ?", [.text(id)]).first.map(Self.threshold)
    }

    package func update(_ threshold: Threshold) throws(MetadataError) {
        try change("thresholds") { (connection) throws(MetadataError) in
            let changed = try connection.rows(
                """
                UPDATE thresholds SET definition = ?, updated_at = ?, version = version + 1
                WHERE id = ? AND version = ? RETURNING id
                """,
                [
                    .text(threshold.definition.written), .integer(threshold.updatedAt), .text(threshold.id),
                    .integer(threshold.version),
                ])
            guard !changed.isEmpty else { throw .conflict("the threshold has changed since it was read") }
        }
    }

    package func removeThreshold(_ id: String) throws(MetadataError) -> Bool {
        try change("thresholds") { (connection) throws(MetadataError) in
            let removed = try connection.rows("DELETE FROM thresholds WHERE id = ? RETURNING id", [.text(id)])
            try connection.rows("DELETE FROM alert_states WHERE threshold_id = ?", [.text(id)])
            return !removed.isEmpty
        }
    }

    package func alertStates(of threshold: String?) throws(MetadataError) -> [AlertState] {
        let condition = threshold == nil ? "" : "WHERE threshold_id = ?"
        return try query(
            "SELECT \(Self.stateColumns) FROM alert_states \(condition) ORDER BY threshold_id, series",
            threshold.map { [.text($0)] } ?? []
        ).map(Self.state)
    }

    package func alertHistory(limit: Int) throws(MetadataError) -> [AlertChange] {
        try query(
            """
            SELECT threshold_id, series, to_state, at, value, at, from_state FROM alert_history
            ORDER BY seq DESC LIMIT ?
            """, [.integer(Int64(limit))]
        ).map { AlertChange(Self.state($0), from: AlertState.Phase(rawValue: $0.text(6)) ?? .normal) }
    }

    package func record(
        _ states: [AlertState], _ changes: [(change: AlertChange, deliveries: [NewDelivery])]
    ) throws(MetadataError) -> [AlertChange] {
        try database.write { (connection) throws(MetadataError) in
            for state in states { try Self.put(state, connection) }
            var stored: [AlertChange] = []
            for (change, deliveries) in changes where try Self.move(change, connection) {
                stored.append(change)
                try connection.rows(
                    """
                    INSERT INTO alert_history (threshold_id, series, from_state, to_state, value, at)
                    VALUES (\(Self.places(6)))
                    """,
                    [
                        .text(change.state.thresholdId), .text(change.state.series), .text(change.from.rawValue),
                        .text(change.state.phase.rawValue), .optional(change.state.value),
                        .integer(change.state.evaluatedAt),
                    ])
                for delivery in deliveries { try Self.insert(delivery, connection) }
            }
            return stored
        }
    }

    /// A state that does not change its phase.
    private static func put(_ state: AlertState, _ connection: any SQLConnection) throws(MetadataError) {
        try connection.rows(
            """
            INSERT INTO alert_states (\(stateColumns)) VALUES (\(places(6)))
            ON CONFLICT (threshold_id, series) DO UPDATE SET value = excluded.value,
                evaluated_at = excluded.evaluated_at
            WHERE alert_states.state = excluded.state
            """, values(state))
    }

    /// `false` where the series stands elsewhere by now. A series that is not known stands at normal.
    private static func move(_ change: AlertChange, _ connection: any SQLConnection) throws(MetadataError) -> Bool {
        let state = change.state
        if change.from == .normal {
            try connection.rows(
                "INSERT INTO alert_states (\(stateColumns)) VALUES (\(places(6))) ON CONFLICT DO NOTHING",
                values(
                    AlertState(
                        thresholdId: state.thresholdId, series: state.series, phase: .normal, since: state.since,
                        value: state.value, evaluatedAt: state.evaluatedAt)))
        }
        return try !connection.rows(
            """
            UPDATE alert_states SET state = ?, since = ?, value = ?, evaluated_at = ?
            WHERE threshold_id = ? AND series = ? AND state = ? RETURNING series
            """,
            [
                .text(state.phase.rawValue), .integer(state.since), .optional(state.value),
                .integer(state.evaluatedAt), .text(state.thresholdId), .text(state.series),
                .text(change.from.rawValue),
            ]
        ).isEmpty
    }

    private static func values(_ state: AlertState) -> [SQLValue] {
        [
            .text(state.thresholdId), .text(state.series), .text(state.phase.rawValue), .integer(state.since),
            .optional(state.value), .integer(state.evaluatedAt),
        ]
    }

    private static func threshold(_ row: SQLRow) -> Threshold {
        Threshold(
            id: row.text(0), definition: json(row.text(1)), createdAt: row.integer(2), updatedAt: row.integer(3),
            version: row.integer(4))
    }

    private static func state(_ row: SQLRow) -> AlertState {
        AlertState(
            thresholdId: row.text(0), series: row.text(1),
            phase: AlertState.Phase(rawValue: row.text(2)) ?? .normal, since: row.integer(3), value: row[4].real,
            evaluatedAt: row.integer(5))
    }
}
