/// What somebody wants a new key to be.
package struct KeyOrder: Sendable {
    package static let scopes = ["query", "ingest", "webhooks", "admin"]

    package var name: String
    package var scopes: [String]
    package var databases: [String]
    package var agents: [String]
    package var expiresAt: Int64?
    package var rateLimit: Int64?

    package init(
        name: String, scopes: [String], databases: [String], agents: [String], expiresAt: Int64?, rateLimit: Int64?
    ) {
        self.name = name
        self.scopes = scopes
        self.databases = databases
        self.agents = agents
        self.expiresAt = expiresAt
        self.rateLimit = rateLimit
    }

    /// Why such a key cannot be; `nil` where it can.
    package var fault: String? {
        guard (1...255).contains(name.utf8.count), !name.utf8.contains(0) else { return "name has 1 to 255 bytes" }
        guard !scopes.isEmpty, scopes.allSatisfy(Self.scopes.contains) else {
            return "scopes is a list of: \(Self.scopes.joined(separator: ", "))"
        }
        if !databases.isEmpty || !agents.isEmpty, scopes.contains("admin") || scopes.contains("webhooks") {
            return "a key of some databases or agents has the scopes query and ingest only"
        }
        if let rateLimit, !(1...1_000_000).contains(rateLimit) {
            return "rate_limit is a whole number of requests per second from 1 to 1000000"
        }
        return nil
    }

    /// Makes the key: its text, to be shown once, and what is stored.
    package func make(random: () -> UInt64, now: Int64, replaces: String?) -> (text: String, key: APIKey) {
        let text = APIKeyText(random: random)
        let key = APIKey(
            id: text.identifier, name: name, hash: text.hash, scopes: scopes, databases: databases, agents: agents,
            createdAt: now, expiresAt: expiresAt, rateLimit: rateLimit, replaces: replaces)
        return (text.text, key)
    }
}
