import Engine
import Errors
import Metadata

/// Lets in who has an API key; while there are no keys, whom the server without keys would let in.
package struct KeyAuthenticator: Authenticator {
    private let ring: KeyRing
    private let open: any Authenticator
    private let clock: any WallClock

    package init(_ ring: KeyRing, withoutKeys open: any Authenticator, clock: any WallClock) {
        self.ring = ring
        self.open = open
        self.clock = clock
    }

    package func authenticate(user: String, password: String) throws(QueryError) -> Principal {
        // Some clients have one field only.
        let text = password.isEmpty && user.hasPrefix(APIKeyText.prefix) ? user : password
        switch ring.decide(text, at: clock.nowNanoseconds / 1_000_000) {
        case .live(let key):
            return Principal(
                user: user.isEmpty || user == text ? key.name : user, keyIdentifier: key.id,
                scopes: Set(key.scopes.compactMap(Principal.Scope.init(rawValue:))), databases: key.databases,
                agents: key.agents)
        case .foreignPrefix:
            throw QueryError(
                .authenticationFailed,
                "A key that begins with sk_live_ is never one of this server's: keys begin with pf_live_. Make one "
                    + "with `colonnade keys create`, and do not send the secret key of another service anywhere")
        case .tooOften(let milliseconds):
            throw QueryError(
                .quotaExceeded, "The key asks more often than it may: try again in \(milliseconds) milliseconds")
        case .refused:
            guard ring.isEmpty else { throw QueryError.authenticationFailed(user: user == text ? "" : user) }
            return try open.authenticate(user: user, password: password)
        }
    }
}
