import Columns

extension SQLMetadataStore {
    private static let columns = """
        id, url, events, secret, previous_secret, description, agents, status, disabled_reason, failing_since, \
        created_at, updated_at, version
        """

    package func add(_ webhook: Webhook) throws(MetadataError) {
        try change("webhooks") { (connection) throws(MetadataError) in
            try connection.rows(
                "INSERT INTO webhooks (\(Self.columns)) VALUES (\(Self.places(13)))",
                [
                    .text(webhook.id), .text(webhook.url), Self.list(webhook.events), .text(webhook.secret),
                    .optional(webhook.previousSecret), .text(webhook.description), Self.list(webhook.agents),
                    .text(webhook.status.rawValue), .text(webhook.disabledReason), .optional(webhook.failingSince),
                    .integer(webhook.createdAt), .integer(webhook.updatedAt), .integer(webhook.version),
                ])
        }
    }

    package func webhooks(_ page: Page) throws(MetadataError) -> [Webhook] {
        try query(
            "SELECT \(Self.columns) FROM webhooks WHERE id > ? ORDER BY id LIMIT ?",
            [.text(page.after ?? ""), .integer(Int64(page.limit))]
        ).map(Self.webhook)
    }

    package func webhook(_ id: String) throws(MetadataError) -> Webhook? {
        try query("SELECT \(Self.columns) FROM webhooks WHERE id = ?", [.text(id)]).first.map(Self.webhook)
    }

    package func update(_ webhook: Webhook) throws(MetadataError) {
        try change("webhooks") { (connection) throws(MetadataError) in
            let changed = try connection.rows(
                """
                UPDATE webhooks SET url = ?, events = ?, secret = ?, previous_secret = ?, description = ?, agents = ?,
                    status = ?, disabled_reason = ?, failing_since = ?, updated_at = ?, version = version + 1
                WHERE id = ? AND version = ? RETURNING id
                """,
                [
                    .text(webhook.url), Self.list(webhook.events), .text(webhook.secret),
                    .optional(webhook.previousSecret), .text(webhook.description), Self.list(webhook.agents),
                    .text(webhook.status.rawValue), .text(webhook.disabledReason), .optional(webhook.failingSince),
                    .integer(webhook.updatedAt), .text(webhook.id), .integer(webhook.version),
                ])
            guard !changed.isEmpty else { throw .conflict("the webhook has changed since it was read") }
        }
    }

    package func removeWebhook(_ id: String, at now: Int64) throws(MetadataError) -> Bool {
        try change("webhooks") { (connection) throws(MetadataError) in
            let removed = try connection.rows("DELETE FROM webhooks WHERE id = ? RETURNING id", [.text(id)])
            try connection.rows(
                "UPDATE deliveries SET state = 'cancelled', ended_at = ? WHERE webhook_id = ? AND state = 'pending'",
                [.integer(now), .text(id)])
            return !removed.isEmpty
        }
    }

    package func source(_ name: String) throws(MetadataError) -> EventSource? {
        try query("SELECT name, definition, updated_at, version FROM sources WHERE name = ?", [.text(name)])
            .first.map(Self.source)
    }

    package func sources() throws(MetadataError) -> [EventSource] {
        try query("SELECT name, definition, updated_at, version FROM sources ORDER BY name").map(Self.source)
    }

    package func put(_ source: EventSource) throws(MetadataError) {
        try change("sources") { (connection) throws(MetadataError) in
            try connection.rows(
                """
                INSERT INTO sources (name, definition, updated_at, version) VALUES (?, ?, ?, 1)
                ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, updated_at = excluded.updated_at,
                    version = sources.version + 1
                """, [.text(source.name), .text(source.definition.written), .integer(source.updatedAt)])
        }
    }

    private static func source(_ row: SQLRow) -> EventSource {
        EventSource(
            name: row.text(0), definition: json(row.text(1)), updatedAt: row.integer(2), version: row.integer(3))
    }

    static func webhook(_ row: SQLRow) -> Webhook {
        var webhook = Webhook(
            id: row.text(0), url: row.text(1), events: texts(row.text(2)), secret: row.text(3),
            description: row.text(5), agents: texts(row.text(6)), createdAt: row.integer(10))
        webhook.previousSecret = row[4].text
        webhook.status = Webhook.Status(rawValue: row.text(7)) ?? .disabled
        webhook.disabledReason = row.text(8)
        webhook.failingSince = row[9].integer
        webhook.updatedAt = row.integer(11)
        webhook.version = row.integer(12)
        return webhook
    }
}
