import Errors
import Foundation
import Synchronization

/// Bytes on their way from the query's thread (which blocks) to a connection (which awaits). Bounded: the query waits
/// while its client is behind, and is given up when the client takes nothing for long.
package final class AnswerPipe: Sendable {
    private static let bytesMax = 4 << 20
    /// A client that takes nothing for so long is given up: ClickHouse's `send_timeout`.
    private static let silenceSecondsMax = 300.0

    package enum Next: Sendable {
        case chunk([UInt8])
        case end
        /// The answer broke off: the connection must be cut, so that the client sees it.
        case cut
    }

    private struct State {
        var chunks: [[UInt8]] = []
        var bytes = 0
        var ending: Next?
        var isGone = false
        var waiter: CheckedContinuation<Next, Never>?
        var onStuck: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let drained = NSCondition()

    package init() {}

    // MARK: - The query's side

    /// Hands a chunk over; waits while too much is under way. `false` when the client is gone.
    package func write(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return !isGone }
        drained.lock()
        let deadline = Date(timeIntervalSinceNow: Self.silenceSecondsMax)
        while state.withLock({ $0.bytes >= Self.bytesMax && !$0.isGone }) {
            if !drained.wait(until: deadline) {
                drained.unlock()
                let onStuck = state.withLock { $0.onStuck }
                onStuck?()
                abandon()
                return false
            }
        }
        drained.unlock()
        post(bytes)
        return !isGone
    }

    /// Hands a chunk over without waiting: for small things. `false` when far too much is under way already.
    @discardableResult
    package func post(_ bytes: [UInt8]) -> Bool {
        let (waiter, fits): (CheckedContinuation<Next, Never>?, Bool) = state.withLock { state in
            if state.isGone { return (nil, true) }
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, true)
            }
            state.chunks.append(bytes)
            state.bytes += bytes.count
            return (nil, state.bytes < 4 * Self.bytesMax)
        }
        waiter?.resume(returning: .chunk(bytes))
        return fits
    }

    /// Nothing is written behind this.
    package func end(_ ending: Next) {
        let waiter: CheckedContinuation<Next, Never>? = state.withLock { state in
            state.ending = ending
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: ending)
    }

    package var isGone: Bool { state.withLock { $0.isGone } }

    // MARK: - The connection's side

    /// What comes next, once it is there.
    package func next() async -> Next {
        await withCheckedContinuation { continuation in
            let known: Next? = state.withLock { state in
                if state.isGone { return .cut }
                if !state.chunks.isEmpty {
                    let chunk = state.chunks.removeFirst()
                    state.bytes -= chunk.count
                    return .chunk(chunk)
                }
                if let ending = state.ending { return ending }
                state.waiter = continuation
                return nil
            }
            wakeQuery()
            if let known { continuation.resume(returning: known) }
        }
    }

    /// `body` is called when a client takes nothing for too long: it closes the connection.
    package func whenStuck(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.onStuck = body } }

    /// The client is gone: whatever the query still writes is dropped.
    package func abandon() {
        let waiter: CheckedContinuation<Next, Never>? = state.withLock { state in
            state.isGone = true
            state.chunks = []
            state.bytes = 0
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: .cut)
        wakeQuery()
    }

    private func wakeQuery() { drained.holding {} }
}
