import Synchronization

/// A connection's hold on the query that runs for it, usable from any thread: it may be cancelled, also before it has
/// begun, and its progress may be looked at.
package final class QueryHandle: Sendable {
    private struct State: Sendable {
        var resources: QueryResources?
        var isCancelled = false
        var onlyReads = false
        var isLeft = false
    }

    private let state = Mutex(State())

    package init() {}

    /// The client does not want the answer any more.
    package func cancel() {
        let resources = state.withLock { state in
            state.isCancelled = true
            return state.resources
        }
        resources?.cancel()
    }

    /// The same for a statement that only reads; what changes something goes on.
    package func cancelReading() {
        let onlyReads = state.withLock { state in
            state.isLeft = true
            return state.onlyReads
        }
        if onlyReads { cancel() }
    }

    /// `cancel` was called; a query that KILL ended is not meant.
    package var isCancelled: Bool { state.withLock { $0.isCancelled } }

    /// `nil` until the statement is understood.
    package var progress: QueryProgress? { state.withLock { $0.resources }?.progress }

    func attach(_ resources: QueryResources, onlyReads: Bool) {
        let isCancelled = state.withLock { state in
            state.resources = resources
            state.onlyReads = onlyReads
            return state.isCancelled || onlyReads && state.isLeft
        }
        if isCancelled { resources.cancel() }
    }
}
