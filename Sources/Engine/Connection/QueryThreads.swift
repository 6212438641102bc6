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
    }

    private let threadsMax: Int
    private let state = Mutex(State())
    private let wakeUp = NSCondition()

    /// Queries beyond `threadsMax` wait for a thread.
    package init(threadsMax: Int) {
        self.threadsMax = threadsMax
    }

    package func run(_ body: @escaping @Sendable () -> Void) {
        wakeUp.lock()
        let mustStart = state.withLock { state in
            state.waiting.append(body)
            guard state.idle < state.waiting.count, state.count < threadsMax else { return false }
            state.count += 1
            return true
        }
        // Behind the lock, which the thread that wakes up takes first.
        wakeUp.unlock()
        wakeUp.signal()
        guard mustStart else { return }
        let thread = Thread { [self] in work() }
        thread.stackSize = Self.stackBytes
        thread.name = "query"
        thread.start()
    }

    private func work() {
        while true { next()() }
    }

    private func next() -> @Sendable () -> Void {
        wakeUp.lock()
        defer { wakeUp.unlock() }
        while true {
            let body = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            if let body { return body }
            state.withLock { $0.idle += 1 }
            wakeUp.wait()
            state.withLock { $0.idle -= 1 }
        }
    }
}
