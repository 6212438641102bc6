/// What is kept of an API key: not the key itself, only its hash.
package struct APIKey: Sendable, Equatable {
    /// Public: the first eight characters of the key's random part.
    package let id: String
    package let name: String
    /// SHA-256 of the whole key, in hexadecimal digits.
    package let hash: String
    /// `query`, `ingest`, `webhooks`, `admin`.
    package let scopes: [String]
    /// Empty for all.
    package let databases: [String]
    /// Empty for all.
    package let agents: [String]
    /// Milliseconds since the epoch, as all moments.
    package let createdAt: Int64
    package var expiresAt: Int64?
    package var revokedAt: Int64?
    package var lastUsedAt: Int64?
    /// Requests per second; `nil` for no limit.
    package let rateLimit: Int64?
    /// The key that this one was made from by rotation.
    package let replaces: String?
    package var version: Int64

    package init(
        id: String, name: String, hash: String, scopes: [String], databases: [String], agents: [String],
        createdAt: Int64, expiresAt: Int64?, rateLimit: Int64?, replaces: String?
    ) {
        self.id = id
        self.name = name
        self.hash = hash
        self.scopes = scopes
        self.databases = databases
        self.agents = agents
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.rateLimit = rateLimit
        self.replaces = replaces
        version = 1
    }

    /// Opens doors at that moment.
    package func isLive(at now: Int64) -> Bool { revokedAt == nil && (expiresAt ?? .max) > now }
}
