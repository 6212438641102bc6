import Foundation
import Synchronization

/// What of the metadata every request needs, in memory: it stays as it is while the store is away.
package final class MetadataCache: Sendable {
    package struct Snapshot: Sendable {
        /// By hash.
        package var keys: [String: APIKey] = [:]
        package var webhooks: [Webhook] = []
        /// By name.
        package var sources: [String: EventSource] = [:]
        package var thresholds: [Threshold] = []
    }

    private struct State {
        var snapshot = Snapshot()
        var revision: Int64 = -1
        var observers: [@Sendable () -> Void] = []
        var isStopping = false
        var isWanted = false
        var failure: MetadataError?
    }

    private static let recordsMax = 100_000

    package let store: any MetadataStore
    private let state = Mutex(State())
    private let reloading = Mutex<Void>(())
    private let wakeUp = NSCondition()

    /// Reads everything once; throws where the store is away from the beginning.
    package init(_ store: any MetadataStore) throws(MetadataError) {
        self.store = store
        try reload()
    }

    package var snapshot: Snapshot { state.withLock { $0.snapshot } }

    /// Why the store could not be read the last time; `nil` when it could.
    package var failure: MetadataError? { state.withLock { $0.failure } }

    /// Called when the snapshot has changed.
    package func observe(_ observer: @escaping @Sendable () -> Void) {
        state.withLock { $0.observers.append(observer) }
    }

    /// Reads what has changed; to be called after every change of one's own.
    package func reload() throws(MetadataError) {
        do throws(MetadataError) {
            try reloading.withLock { (_) throws(MetadataError) in try readChanges() }
            state.withLock { $0.failure = nil }
        } catch {
            state.withLock { $0.failure = error }
            throw error
        }
    }

    private func readChanges() throws(MetadataError) {
        // Read before the records: a change in between is read once more, and never missed.
        let revision = try store.revision()
        guard revision != state.withLock({ $0.revision }) else { return }
        var snapshot = Snapshot()
        for key in try store.allKeys() { snapshot.keys[key.hash] = key }
        let all = Page(after: nil, limit: Self.recordsMax)
        snapshot.webhooks = try store.webhooks(all)
        for source in try store.sources() { snapshot.sources[source.name] = source }
        snapshot.thresholds = try store.thresholds(all)
        let observers = state.withLock { state in
            state.snapshot = snapshot
            state.revision = revision
            return state.observers
        }
        for observer in observers { observer() }
    }

    /// Follows the changes of other instances and processes until `stop`: at once where the store tells of them, else
    /// within a second. `everySecond` is called about so often, on the same thread.
    package func follow(everySecond: @escaping @Sendable () -> Void) {
        store.observe { [weak self] in self?.wake() }
        let thread = Thread { [weak self] in
            while let cache = self, cache.waitASecond() {
                try? cache.reload()
                everySecond()
            }
        }
        thread.name = "metadata"
        thread.start()
    }

    package func stop() {
        state.withLock { $0.isStopping = true }
        wake()
    }

    private func wake() {
        wakeUp.lock()
        state.withLock { $0.isWanted = true }
        wakeUp.signal()
        wakeUp.unlock()
    }

    private func waitASecond() -> Bool {
        wakeUp.lock()
        if !state.withLock({ $0.isWanted }) { _ = wakeUp.wait(until: Date(timeIntervalSinceNow: 1)) }
        state.withLock { $0.isWanted = false }
        wakeUp.unlock()
        return !state.withLock { $0.isStopping }
    }
}
