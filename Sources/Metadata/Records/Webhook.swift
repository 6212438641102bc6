import Columns

/// Where notices are sent to.
package struct Webhook: Sendable, Equatable {
    package enum Status: String, Sendable { case active, disabled }

    package let id: String
    package var url: String
    /// Types of events, `alert.*` for all of a kind, `*` for all.
    package var events: [String]
    /// Signs what is sent; `whsec_` and base64, or a text as it is.
    package var secret: String
    /// Signs beside `secret` while receivers change over.
    package var previousSecret: String?
    package var description: String
    /// Only events of these agents; empty for all.
    package var agents: [String]
    package var status: Status
    /// Why it is disabled.
    package var disabledReason: String
    /// Since when every attempt has failed.
    package var failingSince: Int64?
    package let createdAt: Int64
    package var updatedAt: Int64
    package var version: Int64

    package init(
        id: String, url: String, events: [String], secret: String, description: String, agents: [String],
        createdAt: Int64
    ) {
        self.id = id
        self.url = url
        self.events = events
        self.secret = secret
        self.description = description
        self.agents = agents
        self.createdAt = createdAt
        status = .active
        disabledReason = ""
        updatedAt = createdAt
        version = 1
    }

    /// The webhook wants events of that type about that agent.
    package func wants(_ type: String, agent: String?) -> Bool {
        guard agents.isEmpty || agent.map(agents.contains) == true else { return false }
        return events.contains { pattern in
            pattern == type || pattern == "*" || (pattern.hasSuffix(".*") && type.hasPrefix(pattern.dropLast()))
        }
    }
}

/// Where events come from, and how they are read: the JSON of `/v1/sources/{name}`.
package struct EventSource: Sendable, Equatable {
    package let name: String
    package var definition: JSONValue
    package var updatedAt: Int64
    package var version: Int64

    package init(name: String, definition: JSONValue, updatedAt: Int64, version: Int64) {
        self.name = name
        self.definition = definition
        self.updatedAt = updatedAt
        self.version = version
    }
}
