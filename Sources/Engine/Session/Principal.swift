import Errors

/// Who runs a statement, and what they may do: the user of a password, or an API key.
package struct Principal: Sendable, Equatable {
    /// What a key is for. `admin` includes the others.
    package enum Scope: String, Sendable, CaseIterable {
        case query, ingest, webhooks, admin
    }

    /// What `currentUser()` and the query log say.
    package let user: String
    /// The key's public identifier; empty for the user of an open server.
    package let keyIdentifier: String
    package let scopes: Set<Scope>
    /// The databases that are seen; empty for all.
    package let databases: [String]
    /// The agents whose rows are seen; empty for all.
    package let agents: [String]

    package init(user: String, keyIdentifier: String, scopes: Set<Scope>, databases: [String], agents: [String]) {
        self.user = user
        self.keyIdentifier = keyIdentifier
        self.scopes = scopes
        self.databases = databases
        self.agents = agents
    }

    /// Everything is allowed: the server itself, and the user of an open server.
    package static func unrestricted(user: String) -> Principal {
        Principal(user: user, keyIdentifier: "", scopes: [.admin], databases: [], agents: [])
    }

    package func may(_ scope: Scope) -> Bool { scopes.contains(scope) || scopes.contains(.admin) }

    /// Sees not all databases, or not all rows.
    package var isRestricted: Bool { !databases.isEmpty || !agents.isEmpty }
}

/// Decides on the user and password (or key) of a connection or request: the one seam of every interface.
package protocol Authenticator: Sendable {
    /// Throws `AUTHENTICATION_FAILED`, with one text for a wrong user and for a wrong password; `QUOTA_EXCEEDED` where
    /// a key asks more often than it may.
    func authenticate(user: String, password: String) throws(QueryError) -> Principal
}

/// Loopback's rule: user `default` without a password, as a fresh ClickHouse has it.
package struct DefaultUserOnly: Authenticator {
    package init() {}

    package func authenticate(user: String, password: String) throws(QueryError) -> Principal {
        guard user == "default", password.isEmpty else { throw QueryError.authenticationFailed(user: user) }
        return .unrestricted(user: user)
    }
}

extension QueryError {
    /// One text for every reason, so that nobody learns which users there are.
    package static func authenticationFailed(user: String) -> QueryError {
        QueryError(
            .authenticationFailed,
            "\(user): Authentication failed: password is incorrect, or there is no user with such name.")
    }
}
