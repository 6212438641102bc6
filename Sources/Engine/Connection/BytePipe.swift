import Errors
import Formats
import Foundation
import Synchronization

/// Bytes on their way from a connection (which awaits) to the query's thread (which blocks). Bounded: the connection is
/// not read further while the query is behind.
package final class BytePipe: ByteChunks, Sendable {
    private static let bytesMax = 4 << 20
    /// A sender that says nothing for so long is given up: ClickHouse's `receive_timeout`.
    package static let silenceSecondsMax = 300.0

    private struct State {
        var chunks: [[UInt8]] = []
        var bytes = 0
        var isFinished = false
        var isClosed = false
        var failure: QueryError?
        var producer: CheckedContinuation<Void, Never>?
        var isWanted = false
        var asker: CheckedContinuation<Bool, Never>?
    }

    private let state = Mutex(State())
    private let filled = NSCondition()

    package init() {}

    /// Hands bytes over, waiting for room. `false` when the query does not want more.
    package func push(_ bytes: [UInt8]) async -> Bool {
        guard !bytes.isEmpty else { return true }
        let isFull = filled.holding {
            state.withLock { state in
                if state.isClosed { return false }
                state.chunks.append(bytes)
                state.bytes += bytes.count
                return state.bytes >= Self.bytesMax
            }
        }
        if isFull {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.isClosed || state.bytes < Self.bytesMax { return true }
                    state.producer = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
        return !state.withLock { $0.isClosed }
    }

    /// Waits until the query asks for its first bytes: `true`; or does without: `false`.
    package func isWanted() async -> Bool {
        await withCheckedContinuation { continuation in
            let known: Bool? = state.withLock { state in
                if state.isWanted || state.isClosed { return state.isWanted }
                state.asker = continuation
                return nil
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// The body is over, or broke off.
    package func finish(_ failure: QueryError? = nil) {
        filled.holding {
            state.withLock {
                $0.isFinished = true
                $0.failure = failure
            }
        }
    }

    package func next() throws(QueryError) -> [UInt8]? {
        let asker = state.withLock { state in
            state.isWanted = true
            defer { state.asker = nil }
            return state.asker
        }
        asker?.resume(returning: true)
        filled.lock()
        let deadline = Date(timeIntervalSinceNow: Self.silenceSecondsMax)
        while state.withLock({ $0.chunks.isEmpty && !$0.isFinished && !$0.isClosed }) {
            guard filled.wait(until: deadline) else {
                filled.unlock()
                throw QueryError(.socketTimeout, "Timeout exceeded while reading from the client: it sent nothing")
            }
        }
        filled.unlock()
        let (chunk, failure, producer) = state.withLock { state in
            let chunk = state.chunks.isEmpty ? nil : state.chunks.removeFirst()
            state.bytes -= chunk?.count ?? 0
            let producer = state.bytes < Self.bytesMax ? state.producer : nil
            if producer != nil { state.producer = nil }
            return (chunk, state.failure, producer)
        }
        producer?.resume()
        if let chunk { return chunk }
        if let failure { throw failure }
        return nil
    }

    /// The query is done with the body, whatever is left of it.
    package func close() {
        let (producer, asker) = filled.holding {
            state.withLock { state in
                state.isClosed = true
                state.chunks = []
                defer {
                    state.producer = nil
                    state.asker = nil
                }
                return (state.producer, state.asker)
            }
        }
        producer?.resume()
        asker?.resume(returning: false)
    }
}

extension NSCondition {
    /// Runs `body` under the lock, then wakes who waits.
    func holding<Result>(_ body: () -> Result) -> Result {
        lock()
        defer {
            broadcast()
            unlock()
        }
        return body()
    }
}
