import Foundation
import Synchronization

/// Threads that run whole queries, each with a stack of its own: a query may wait for its client, so it must not hold
/// one of Swift's or NIO's threads. Idle threads are kept for the next query.
package final class QueryThreads: Sendable {
    private static let stackBytes = 16 << 20

    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var idle = 0
        var count = 0
        /// Idle threads that were woken and have not taken a query yet.
        var woken = 0
    }

    private let threadsMax: Int
    private let state = Mutex(State())
    private let wakeUp = NSCondition()

    /// Queries beyond `threadsMax` wait for a thread.
    package init(threadsMax: Int) {
        self.threadsMax = threadsMax
    }

    package func run(_ body: @escaping @Sendable () -> Void) {
        act(on: state.withLock { state in
            state.waiting.append(body)
            return nextAction(&state)
        })
    }

    private enum Action { case none, wake, start }

    /// Sees to it that somebody comes for the queries that wait. One thread at a time is woken or started: when it has
    /// taken a query and another waits, it sends for the next thread. Where queries are short, the first takes many.
    private func nextAction(_ state: inout State) -> Action {
        guard !state.waiting.isEmpty, state.woken == 0 else { return .none }
        if state.idle > 0 {
            state.woken = 1
            return .wake
        }
        guard state.count < threadsMax else { return .none }
        state.count += 1
        state.woken = 1
        return .start
    }

    private func act(on action: Action) {
        switch action {
        case .none: break
        case .wake:
            wakeUp.lock()
            wakeUp.signal()
            wakeUp.unlock()
        case .start:
            let thread = Thread { [self] in work() }
            thread.stackSize = Self.stackBytes
            thread.name = "query"
            thread.start()
        }
    }

    private func work() {
        var isNew = true
        while true {
            next(isNew)()
            isNew = false
        }
    }

    private func next(_ isNew: Bool) -> @Sendable () -> Void {
        var wasWoken = isNew
        while true {
            let (body, action): ((@Sendable () -> Void)?, Action) = state.withLock { state in
                if wasWoken { state.woken = 0 }
                guard !state.waiting.isEmpty else {
                    state.idle += 1
                    return (nil, .none)
                }
                let body = state.waiting.removeFirst()
                return (body, nextAction(&state))
            }
            if let body {
                act(on: action)
                return body
            }
            wakeUp.lock()
            while !state.withLock({ $0.woken == 1 && $0.idle > 0 }) { wakeUp.wait() }
            state.withLock { $0.idle -= 1 }
            wakeUp.unlock()
            wasWoken = true
        }
    }
}
