import Engine
import Errors
import Synchronization

/// Sessions by user and identifier: one request at a time each, forgotten after their timeout.
final class SessionRegistry: Sendable {
    static let timeoutSecondsDefault: Int64 = 60
    static let timeoutSecondsMax: Int64 = 3600

    private struct Entry: Sendable {
        let session: Session
        var isLocked: Bool
        var expiresNanoseconds: Int64
    }

    private let entries = Mutex<[String: Entry]>([:])
    private let clock: any WallClock

    init(clock: any WallClock) {
        self.clock = clock
    }

    /// A request's hold on its session: given back with `release`.
    struct Lease: Sendable {
        let session: Session
        fileprivate let key: String?
        fileprivate let timeoutSeconds: Int64
        fileprivate let closes: Bool

        /// Other requests may name the session.
        var isShared: Bool { key != nil }
    }

    /// The session that a request names, or one of its own. Throws 372, 373, 374 and 744 as ClickHouse does.
    func acquire(_ parameters: RequestParameters, _ principal: Principal) throws(QueryError) -> Lease {
        guard let identifier = parameters["session_id"] else {
            return Lease(session: Session(principal, database: "default"), key: nil, timeoutSeconds: 0, closes: true)
        }
        guard !identifier.isEmpty else {
            throw QueryError(.sessionIdEmpty, "Session id query parameter was provided, but it was empty")
        }
        var timeout = Self.timeoutSecondsDefault
        if let text = parameters["session_timeout"] {
            guard let wanted = Int64(text), wanted >= 0, wanted <= Self.timeoutSecondsMax else {
                throw QueryError(
                    .invalidSessionTimeout,
                    "Session timeout '\(text)' is larger than max_session_timeout: \(Self.timeoutSecondsMax). "
                        + "Maximum session timeout could be modified in configuration file.")
            }
            timeout = wanted
        }
        let key = "\(principal.user)\u{0}\(principal.keyIdentifier)\u{0}\(identifier)"
        let now = clock.nowNanoseconds
        let mustExist = parameters.flag("session_check")
        let session = try entries.withLock { (entries) throws(QueryError) in
            for (old, entry) in entries where !entry.isLocked && entry.expiresNanoseconds < now { entries[old] = nil }
            var entry = entries[key]
            if entry == nil {
                guard !mustExist else { throw QueryError(.sessionNotFound, "Session \(identifier) not found") }
                let made = Session(principal, database: "default")
                entry = Entry(session: made, isLocked: false, expiresNanoseconds: 0)
            }
            // What a key may do can have been changed since.
            if let kept = entry, !kept.isLocked, kept.session.principal != principal {
                throw QueryError(.sessionNotFound, "Session \(identifier) was made with other rights: begin a new one")
            }
            guard var found = entry, !found.isLocked else {
                throw QueryError(.sessionIsLocked, "Session \(identifier) is locked by a concurrent client")
            }
            found.isLocked = true
            entries[key] = found
            return found.session
        }
        return Lease(session: session, key: key, timeoutSeconds: timeout, closes: parameters.flag("close_session"))
    }

    func release(_ lease: Lease) {
        guard let key = lease.key else { return }
        let expires = clock.nowNanoseconds + lease.timeoutSeconds * 1_000_000_000
        entries.withLock { entries in
            if lease.closes {
                entries[key] = nil
            } else {
                entries[key]?.isLocked = false
                entries[key]?.expiresNanoseconds = expires
            }
        }
    }
}
