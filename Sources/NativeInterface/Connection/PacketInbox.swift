import Codecs
import Engine
import Errors
import Foundation
import Synchronization

/// The bytes of one connection that nobody has used yet. The connection adds to them and is held back while there are
/// many; whoever works for the connection takes packets from the front: the connection's own task while no query runs,
/// else the query's thread, which may wait.
final class PacketInbox: Sendable {
    private static let bytesMax = 4 << 20

    private struct State {
        var bytes: [UInt8] = []
        var isFinished = false
        /// Somebody takes packets: nobody else may.
        var isTaken = false
        /// The query that runs while nothing is read: it ends when the client says so, or goes.
        var watcher: QueryHandle?
        var producer: CheckedContinuation<Void, Never>?

        /// The client has said Cancel, which is the one packet that may come now, or is gone.
        var wantsNoAnswer: Bool {
            if let first = bytes.first { return UInt64(first) == ClientPacket.cancel.rawValue }
            return isFinished
        }
    }

    private let state = Mutex(State())
    private let filled = NSCondition()

    // MARK: - The connection's side

    /// Adds what arrived. `true` when the caller may take packets now, and has to.
    func add(_ bytes: [UInt8]) -> Bool {
        filled.lock()
        defer { filled.unlock() }
        let (mayTake, watcher) = state.withLock { state in
            state.bytes.append(contentsOf: bytes)
            let watcher = state.wantsNoAnswer ? state.watcher : nil
            if state.isTaken { return (false, watcher) }
            state.isTaken = true
            return (true, watcher)
        }
        watcher?.cancel()
        filled.broadcast()
        return mayTake
    }

    /// Returns once there is room for more.
    func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.bytes.count < Self.bytesMax || !state.isTaken || state.isFinished { return true }
                state.producer = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    /// Nothing follows: the client is gone, or is not listened to any more.
    func finish() {
        filled.lock()
        defer { filled.unlock() }
        let (watcher, producer) = state.withLock { state in
            state.isFinished = true
            defer { state.producer = nil }
            return (state.watcher, state.producer)
        }
        watcher?.cancel()
        producer?.resume()
        filled.broadcast()
    }

    // MARK: - The side of who takes packets

    /// All that is there.
    func takeAll() -> [UInt8] {
        let (bytes, producer) = state.withLock { state in
            defer {
                state.bytes = []
                state.producer = nil
            }
            return (state.bytes, state.producer)
        }
        producer?.resume()
        return bytes
    }

    /// Puts back what was not used. `true` when more has come meanwhile and the caller still has to take packets;
    /// `false` when it may not any more.
    func putBack(_ rest: [UInt8]) -> Bool {
        state.withLock { state in
            let hasMore = !state.bytes.isEmpty
            state.bytes = rest + state.bytes
            state.isTaken = hasMore
            return hasMore
        }
    }

    /// Waits for bytes, and takes them all; `nil` when there will be none.
    func wait() throws(QueryError) -> [UInt8]? {
        filled.lock()
        let deadline = Date(timeIntervalSinceNow: BytePipe.silenceSecondsMax)
        while state.withLock({ $0.bytes.isEmpty && !$0.isFinished }) {
            guard filled.wait(until: deadline) else {
                filled.unlock()
                throw QueryError(.socketTimeout, "Timeout exceeded while reading from the client: it sent nothing")
            }
        }
        filled.unlock()
        let bytes = takeAll()
        return bytes.isEmpty ? nil : bytes
    }

    /// From now on nothing is read, and `query` ends when the client says Cancel or goes. `rest` was not used.
    func watch(for query: QueryHandle, putBack rest: [UInt8]) {
        let isOver = state.withLock { state in
            state.bytes = rest + state.bytes
            state.watcher = query
            return state.wantsNoAnswer
        }
        if isOver { query.cancel() }
    }

    /// Packets are read again.
    func unwatch() { state.withLock { $0.watcher = nil } }

    /// Puts back what was read too far.
    func giveBack(_ rest: [UInt8]) { state.withLock { $0.bytes = rest + $0.bytes } }
}
