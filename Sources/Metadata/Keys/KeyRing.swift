import Synchronization

/// Decides on API keys from what is cached: no request waits for the store.
package final class KeyRing: Sendable {
    package enum Decision: Sendable, Equatable {
        case live(APIKey)
        /// `sk_live_…`
        case foreignPrefix
        /// Wrong, unknown, revoked or expired: nobody is told which.
        case refused
        /// Asks more often than it may; in so many milliseconds it may again.
        case tooOften(milliseconds: Int64)
    }

    /// A bucket of tokens: a second's worth at most, filled evenly.
    private struct Bucket {
        var tokens: Double
        var filledAt: Int64
    }

    private struct State {
        var buckets: [String: Bucket] = [:]
        var uses: [String: Int64] = [:]
    }

    private let cache: MetadataCache
    private let state = Mutex(State())

    package init(_ cache: MetadataCache) { self.cache = cache }

    /// There are no keys: the server is open, where it may be.
    package var isEmpty: Bool { cache.snapshot.keys.isEmpty }

    /// `now` in milliseconds since the epoch.
    package func decide(_ text: String, at now: Int64) -> Decision {
        let known: APIKeyText
        do throws(APIKeyText.Fault) {
            known = try APIKeyText(text)
        } catch {
            return error == .foreignPrefix ? .foreignPrefix : .refused
        }
        guard let key = cache.snapshot.keys[known.hash], key.isLive(at: now) else { return .refused }
        let wait = state.withLock { state in
            state.uses[key.id] = now
            return key.rateLimit.map { Self.take(from: &state.buckets[key.id], perSecond: $0, at: now) } ?? 0
        }
        return wait > 0 ? .tooOften(milliseconds: wait) : .live(key)
    }

    /// The moments of last use since this was last asked, for the store.
    package func takeUses() -> [String: Int64] {
        state.withLock { state in
            defer { state.uses = [:] }
            return state.uses
        }
    }

    /// 0 where there was a token, else the milliseconds until there is one.
    private static func take(from bucket: inout Bucket?, perSecond rate: Int64, at now: Int64) -> Int64 {
        let rate = Double(max(rate, 1))
        var current = bucket ?? Bucket(tokens: rate, filledAt: now)
        current.tokens = min(rate, current.tokens + Double(max(0, now - current.filledAt)) / 1000 * rate)
        current.filledAt = now
        defer { bucket = current }
        guard current.tokens < 1 else {
            current.tokens -= 1
            return 0
        }
        return max(1, Int64(((1 - current.tokens) / rate * 1000).rounded(.up)))
    }
}
