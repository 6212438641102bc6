extension SQLMetadataStore {
    private static let columns = """
        seq, id, webhook_id, event_type, body, created_at, state, attempts, next_attempt_at, last_status, last_error, \
        ended_at, replays
        """

    package func enqueue(_ deliveries: [NewDelivery]) throws(MetadataError) {
        guard !deliveries.isEmpty else { return }
        try database.write { (connection) throws(MetadataError) in
            for delivery in deliveries { try Self.insert(delivery, connection) }
        }
    }

    static func insert(_ delivery: NewDelivery, _ connection: any SQLConnection) throws(MetadataError) {
        try connection.rows(
            """
            INSERT INTO deliveries (id, webhook_id, event_type, body, created_at, state, attempts, next_attempt_at,
                locked_until, last_error, replays)
            VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, 0, '', ?)
            """,
            [
                .text(delivery.id), .text(delivery.webhookId), .text(delivery.eventType), .text(delivery.body),
                .integer(delivery.at), .integer(delivery.at), .optional(delivery.replays),
            ])
    }

    package func claimDeliveries(at now: Int64, lease: Int64, limit: Int) throws(MetadataError) -> [Delivery] {
        try database.write { (connection) throws(MetadataError) in
            // Only the oldest that waits for a webhook: the order is kept, and a slow one holds up itself alone.
            let rows = try connection.rows(
                """
                SELECT \(Self.columns) FROM deliveries
                WHERE state = 'pending' AND next_attempt_at <= ? AND locked_until <= ? AND seq IN (
                    SELECT min(seq) FROM deliveries WHERE state = 'pending' GROUP BY webhook_id)
                ORDER BY seq LIMIT ?\(database.dialect.claim)
                """, [.integer(now), .integer(now), .integer(Int64(limit))])
            for row in rows {
                try connection.rows(
                    "UPDATE deliveries SET locked_until = ? WHERE seq = ?", [.integer(now + lease), row[0]])
            }
            return rows.map(Self.delivery)
        }
    }

    package func finish(_ delivery: Delivery) throws(MetadataError) {
        try database.write { (connection) throws(MetadataError) in
            try connection.rows(
                """
                UPDATE deliveries SET state = ?, attempts = ?, next_attempt_at = ?, last_status = ?, last_error = ?,
                    ended_at = ?, locked_until = 0
                WHERE seq = ? AND state = 'pending'
                """,
                [
                    .text(delivery.state.rawValue), .integer(delivery.attempts), .integer(delivery.nextAttemptAt),
                    .optional(delivery.lastStatus), .text(delivery.lastError), .optional(delivery.endedAt),
                    .integer(delivery.sequence),
                ])
        }
    }

    package func nextDeliveryDue(after now: Int64) throws(MetadataError) -> Int64? {
        let rows = try query(
            """
            SELECT min(CASE WHEN next_attempt_at > locked_until THEN next_attempt_at ELSE locked_until END)
            FROM deliveries WHERE seq IN (SELECT min(seq) FROM deliveries WHERE state = 'pending' GROUP BY webhook_id)
                AND (next_attempt_at > ? OR locked_until > ?)
            """, [.integer(now), .integer(now)])
        return rows.first?[0].integer
    }

    package func deliveries(webhook: String?, _ page: Page) throws(MetadataError) -> [Delivery] {
        let before = page.after.flatMap { Int64($0) } ?? .max
        let condition = webhook == nil ? "" : "AND webhook_id = ?"
        let arguments: [SQLValue] =
            [.integer(before)] + (webhook.map { [.text($0)] } ?? []) + [.integer(Int64(page.limit))]
        return try query(
            "SELECT \(Self.columns) FROM deliveries WHERE seq < ? \(condition) ORDER BY seq DESC LIMIT ?", arguments
        ).map(Self.delivery)
    }

    package func delivery(_ id: String) throws(MetadataError) -> Delivery? {
        try query("SELECT \(Self.columns) FROM deliveries WHERE id = ?", [.text(id)]).first.map(Self.delivery)
    }

    package func deliveries(
        webhook: String, from: Int64, to: Int64, limit: Int
    ) throws(MetadataError) -> [Delivery] {
        try query(
            """
            SELECT \(Self.columns) FROM deliveries WHERE webhook_id = ? AND created_at >= ? AND created_at < ?
            ORDER BY seq LIMIT ?
            """, [.text(webhook), .integer(from), .integer(to), .integer(Int64(limit))]
        ).map(Self.delivery)
    }

    package func noteHealth(of webhook: String, failingSince: Int64?) throws(MetadataError) {
        try database.write { (connection) throws(MetadataError) in
            let condition = failingSince == nil ? "failing_since IS NOT NULL" : "failing_since IS NULL"
            try connection.rows(
                "UPDATE webhooks SET failing_since = ? WHERE id = ? AND \(condition)",
                [.optional(failingSince), .text(webhook)])
        }
    }

    package func disableWebhook(_ id: String, because reason: String, at now: Int64) throws(MetadataError) {
        try change("webhooks") { (connection) throws(MetadataError) in
            try connection.rows(
                """
                UPDATE webhooks SET status = 'disabled', disabled_reason = ?, updated_at = ?, version = version + 1
                WHERE id = ? AND status = 'active'
                """, [.text(reason), .integer(now), .text(id)])
            try connection.rows(
                """
                UPDATE deliveries SET state = 'dead', ended_at = ?, last_error = ?, locked_until = 0
                WHERE webhook_id = ? AND state = 'pending'
                """, [.integer(now), .text(reason), .text(id)])
        }
    }

    package func forgetDeliveries(before moment: Int64) throws(MetadataError) {
        try database.write { (connection) throws(MetadataError) in
            try connection.rows("DELETE FROM deliveries WHERE ended_at < ?", [.integer(moment)])
        }
    }

    private static func delivery(_ row: SQLRow) -> Delivery {
        Delivery(
            sequence: row.integer(0), id: row.text(1), webhookId: row.text(2), eventType: row.text(3),
            body: row.text(4), createdAt: row.integer(5), state: Delivery.State(rawValue: row.text(6)) ?? .dead,
            attempts: row.integer(7), nextAttemptAt: row.integer(8), lastStatus: row[9].integer,
            lastError: row.text(10), endedAt: row[11].integer, replays: row[12].text)
    }
}
