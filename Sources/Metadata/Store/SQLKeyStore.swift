extension SQLMetadataStore {
    private static let columns = """
        id, name, hash, scopes, databases, agents, created_at, expires_at, revoked_at, last_used_at, rate_limit, \
        replaces, version
        """

    package func add(_ key: APIKey) throws(MetadataError) {
        try change("keys") { (connection) throws(MetadataError) in
            try connection.rows(
                "INSERT INTO api_keys (\(Self.columns)) VALUES (\(Self.places(13)))",
                [
                    .text(key.id), .text(key.name), .text(key.hash), Self.list(key.scopes), Self.list(key.databases),
                    Self.list(key.agents), .integer(key.createdAt), .optional(key.expiresAt),
                    .optional(key.revokedAt), .optional(key.lastUsedAt), .optional(key.rateLimit),
                    .optional(key.replaces), .integer(key.version),
                ])
        }
    }

    package func keys(_ page: Page) throws(MetadataError) -> [APIKey] {
        try query(
            "SELECT \(Self.columns) FROM api_keys WHERE id > ? ORDER BY id LIMIT ?",
            [.text(page.after ?? ""), .integer(Int64(page.limit))]
        ).map(Self.key)
    }

    package func key(_ id: String) throws(MetadataError) -> APIKey? {
        try query("SELECT \(Self.columns) FROM api_keys WHERE id = ?", [.text(id)]).first.map(Self.key)
    }

    package func allKeys() throws(MetadataError) -> [APIKey] {
        try query("SELECT \(Self.columns) FROM api_keys ORDER BY id").map(Self.key)
    }

    package func revokeKey(_ id: String, at now: Int64) throws(MetadataError) -> Bool {
        try change("keys") { (connection) throws(MetadataError) in
            try !connection.rows(
                """
                UPDATE api_keys SET revoked_at = ?, version = version + 1 WHERE id = ? AND revoked_at IS NULL
                RETURNING id
                """, [.integer(now), .text(id)]
            ).isEmpty
        }
    }

    package func expireKey(_ id: String, at expiresAt: Int64) throws(MetadataError) {
        try change("keys") { (connection) throws(MetadataError) in
            try connection.rows(
                """
                UPDATE api_keys SET expires_at = ?, version = version + 1
                WHERE id = ? AND (expires_at IS NULL OR expires_at > ?)
                """, [.integer(expiresAt), .text(id), .integer(expiresAt)])
        }
    }

    package func noteUse(_ moments: [String: Int64]) throws(MetadataError) {
        guard !moments.isEmpty else { return }
        try database.write { (connection) throws(MetadataError) in
            // One order for all instances: no two wait for each other.
            for (id, moment) in moments.sorted(by: { $0.key < $1.key }) {
                try connection.rows(
                    "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND coalesce(last_used_at, 0) < ?",
                    [.integer(moment), .text(id), .integer(moment)])
            }
        }
    }

    private static func key(_ row: SQLRow) -> APIKey {
        var key = APIKey(
            id: row.text(0), name: row.text(1), hash: row.text(2), scopes: texts(row.text(3)),
            databases: texts(row.text(4)), agents: texts(row.text(5)), createdAt: row.integer(6),
            expiresAt: row[7].integer, rateLimit: row[10].integer, replaces: row[11].text)
        key.revokedAt = row[8].integer
        key.lastUsedAt = row[9].integer
        key.version = row.integer(12)
        return key
    }
}
