/// The tables of the metadata, version by version. A version is never changed once it was released: add one behind it.
struct Migrations {
    let dialect: SQLDialect

    private var versions: [[String]] { [firstTables] }

    /// Brings the database to the newest version; several instances may do so at once.
    func run(on database: any MetadataDatabase) throws(MetadataError) {
        try database.exclusively { (connection) throws(MetadataError) in
            try connection.rows("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT PRIMARY KEY)", [])
            let done = try connection.rows("SELECT coalesce(max(version), 0) FROM schema_versions", [])
            let first = Int(done.first?.integer(0) ?? 0)
            guard first <= versions.count else {
                throw .invalid("the metadata is of version \(first), newer than this server: upgrade it")
            }
            for (version, statements) in versions.enumerated().dropFirst(first) {
                for statement in statements { try connection.rows(statement, []) }
                try connection.rows("INSERT INTO schema_versions VALUES (?)", [.integer(Int64(version + 1))])
            }
        }
    }

    // Moments are milliseconds since the epoch; lists and objects are JSON.
    private var firstTables: [String] {
        [
            """
            CREATE TABLE api_keys (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL,
                databases TEXT NOT NULL, agents TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT,
                revoked_at BIGINT, last_used_at BIGINT, rate_limit BIGINT, replaces TEXT, version BIGINT NOT NULL)
            """,
            """
            CREATE TABLE webhooks (
                id TEXT PRIMARY KEY, url TEXT NOT NULL, events TEXT NOT NULL, secret TEXT NOT NULL,
                previous_secret TEXT, description TEXT NOT NULL, agents TEXT NOT NULL, status TEXT NOT NULL,
                disabled_reason TEXT NOT NULL, failing_since BIGINT, created_at BIGINT NOT NULL,
                updated_at BIGINT NOT NULL, version BIGINT NOT NULL)
            """,
            """
            CREATE TABLE sources (
                name TEXT PRIMARY KEY, definition TEXT NOT NULL, updated_at BIGINT NOT NULL, version BIGINT NOT NULL)
            """,
            """
            CREATE TABLE thresholds (
                id TEXT PRIMARY KEY, definition TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
                version BIGINT NOT NULL)
            """,
            """
            CREATE TABLE alert_states (
                threshold_id TEXT NOT NULL, series TEXT NOT NULL, state TEXT NOT NULL, since BIGINT NOT NULL,
                value DOUBLE PRECISION, evaluated_at BIGINT NOT NULL, PRIMARY KEY (threshold_id, series))
            """,
            """
            CREATE TABLE alert_history (
                seq \(dialect.serialKey), threshold_id TEXT NOT NULL, series TEXT NOT NULL, from_state TEXT NOT NULL,
                to_state TEXT NOT NULL, value DOUBLE PRECISION, at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE deliveries (
                seq \(dialect.serialKey), id TEXT NOT NULL UNIQUE, webhook_id TEXT NOT NULL, event_type TEXT NOT NULL,
                body TEXT NOT NULL, created_at BIGINT NOT NULL, state TEXT NOT NULL, attempts BIGINT NOT NULL,
                next_attempt_at BIGINT NOT NULL, locked_until BIGINT NOT NULL, last_status BIGINT,
                last_error TEXT NOT NULL, ended_at BIGINT, replays TEXT)
            """,
            "CREATE INDEX deliveries_waiting ON deliveries (webhook_id, seq) WHERE state = 'pending'",
            "CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE ended_at IS NOT NULL",
            """
            CREATE TABLE webhook_events (
                source TEXT NOT NULL, event_id TEXT NOT NULL, event_type TEXT NOT NULL, received_at BIGINT NOT NULL,
                state TEXT NOT NULL, owner TEXT NOT NULL, payload TEXT NOT NULL, error TEXT NOT NULL,
                PRIMARY KEY (source, event_id))
            """,
            "CREATE INDEX webhook_events_waiting ON webhook_events (owner, received_at) WHERE state = 'pending'",
            "CREATE INDEX webhook_events_age ON webhook_events (received_at)",
            """
            CREATE TABLE idempotency_keys (
                key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status BIGINT NOT NULL, body TEXT NOT NULL,
                created_at BIGINT NOT NULL)
            """,
            "CREATE TABLE revisions (kind TEXT PRIMARY KEY, number BIGINT NOT NULL)",
        ]
    }
}
