import Foundation
import HTTPTypes
import Synchronization

/// The head of an answer and where its body comes from.
struct AnswerHead: Sendable {
    let status: HTTPResponse.Status
    let headers: [(name: String, value: String)]
    /// The whole body, or `nil` when it streams.
    let body: [UInt8]?
}

/// One answer on its way from the query's thread (which blocks) to the connection (which awaits).
///
/// The query begins the answer once, then writes; it waits while the client is behind. The connection takes chunk by
/// chunk.
final class Exchange: Sendable {
    private static let bytesMax = 4 << 20

    enum Next: Sendable {
        case chunk([UInt8])
        case end
        /// The answer broke off: the connection must be cut, so that the client sees it.
        case cut
    }

    private struct State {
        var head: AnswerHead?
        var chunks: [[UInt8]] = []
        var bytes = 0
        var ending: Next?
        var isGone = false
        var headWaiter: CheckedContinuation<AnswerHead, Never>?
        var chunkWaiter: CheckedContinuation<Next, Never>?
    }

    private let state = Mutex(State())
    private let drained = NSCondition()

    // MARK: - The query's side

    func begin(_ head: AnswerHead) {
        let waiter = state.withLock { state in
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: head)
    }

    /// Hands a chunk over; waits while too much is under way. `false` when the client is gone.
    func write(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return !isGone }
        drained.lock()
        while state.withLock({ $0.bytes >= Self.bytesMax && !$0.isGone }) { drained.wait() }
        drained.unlock()
        let waiter: CheckedContinuation<Next, Never>? = state.withLock { state in
            if state.isGone { return nil }
            if let waiter = state.chunkWaiter {
                state.chunkWaiter = nil
                return waiter
            }
            state.chunks.append(bytes)
            state.bytes += bytes.count
            return nil
        }
        waiter?.resume(returning: .chunk(bytes))
        return !isGone
    }

    func end(_ ending: Next) {
        let waiter: CheckedContinuation<Next, Never>? = state.withLock { state in
            state.ending = ending
            defer { state.chunkWaiter = nil }
            return state.chunkWaiter
        }
        waiter?.resume(returning: ending)
    }

    var isGone: Bool { state.withLock { $0.isGone } }

    // MARK: - The connection's side

    func head() async -> AnswerHead {
        await withCheckedContinuation { continuation in
            let known: AnswerHead? = state.withLock { state in
                if state.head == nil { state.headWaiter = continuation }
                return state.head
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func next() async -> Next {
        await withCheckedContinuation { continuation in
            let known: Next? = state.withLock { state in
                if !state.chunks.isEmpty {
                    let chunk = state.chunks.removeFirst()
                    state.bytes -= chunk.count
                    return .chunk(chunk)
                }
                if let ending = state.ending { return ending }
                state.chunkWaiter = continuation
                return nil
            }
            wakeQuery()
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The client is gone: whatever the query still writes is dropped.
    func abandon() {
        state.withLock { state in
            state.isGone = true
            state.chunks = []
            state.bytes = 0
        }
        wakeQuery()
    }

    private func wakeQuery() {
        drained.lock()
        drained.broadcast()
        drained.unlock()
    }
}
