import Engine
import HTTPTypes
import Synchronization

/// The head of an answer and where its body comes from.
struct AnswerHead: Sendable {
    let status: HTTPResponse.Status
    let headers: [(name: String, value: String)]
    /// The whole body, or `nil` when it streams.
    let body: [UInt8]?
}

/// One answer on its way from the query's thread (which blocks) to the connection (which awaits): its head, once, then
/// the body.
final class Exchange: Sendable {
    private struct State {
        var head: AnswerHead?
        var waiter: CheckedContinuation<AnswerHead, Never>?
    }

    private let state = Mutex(State())
    let body = AnswerPipe()
    let query = QueryHandle()

    // MARK: - The query's side

    func begin(_ head: AnswerHead) {
        let waiter = state.withLock { state in
            state.head = head
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: head)
    }

    func write(_ bytes: [UInt8]) -> Bool { body.write(bytes) }

    func end(_ ending: AnswerPipe.Next) { body.end(ending) }

    var isGone: Bool { body.isGone }

    // MARK: - The connection's side

    func head() async -> AnswerHead {
        await withCheckedContinuation { continuation in
            let known: AnswerHead? = state.withLock { state in
                if state.head == nil { state.waiter = continuation }
                return state.head
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    func next() async -> AnswerPipe.Next { await body.next() }

    /// The client is gone, or at least says nothing more: what only reads for it ends.
    func clientLeft() { query.cancelReading() }

    /// The client is gone: the query ends, and whatever it still writes is dropped.
    func abandon() {
        query.cancel()
        body.abandon()
    }
}
