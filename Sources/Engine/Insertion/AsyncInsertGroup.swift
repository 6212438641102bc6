import Columns
import Errors
import Storage
import Synchronization

/// What inserts have in common that are written together.
struct AsyncInsertKey: Hashable, Sendable {
    let target: QualifiedName
    /// The columns that the inserts name.
    let columns: [String]
    /// The columns of the blocks: all that the table stores.
    let stored: [ColumnHeader]
    let settings: [String: String]
    let user: String
    let database: String
    let timeZone: String
    let format: String

    var isWaitedFor: Bool { settings["wait_for_async_insert"].map { $0 != "0" && $0.lowercased() != "false" } ?? true }
}

/// The rows of one insert, with all columns that the table stores.
struct AsyncInsertEntry: Sendable {
    let queryIdentifier: String
    let blocks: [Block]
    let bytes: Int
    let rows: Int
    /// Told how it went; `nil` where nobody waits.
    let outcome: AsyncInsertOutcome?
}

/// How the flush of an insert ended, for the one who waits for it.
final class AsyncInsertOutcome: Sendable {
    private struct State {
        var hasEnded = false
        var failure: QueryError?
        var waiter: Signal?
        var follower: (@Sendable (QueryError?) -> Void)?
    }

    private let state = Mutex(State())

    func end(_ error: QueryError?) {
        let (waiter, follower) = state.withLock { state in
            state.hasEnded = true
            state.failure = error
            defer { state.follower = nil }
            return (state.waiter, state.follower)
        }
        waiter?.raise()
        follower?(error)
    }

    /// Has `body` called once, with what the flush threw: by the thread that writes, or at once.
    func whenEnded(_ body: @escaping @Sendable (QueryError?) -> Void) {
        let (hasEnded, failure) = state.withLock { state in
            if !state.hasEnded { state.follower = body }
            return (state.hasEnded, state.failure)
        }
        if hasEnded { body(failure) }
    }

    /// Waits up to `milliseconds`, looking at `checkpoint` now and then; throws what the flush threw.
    func wait(milliseconds: Int, _ checkpoint: () throws(QueryError) -> Void) throws(QueryError) {
        let ended = Signal()
        let hasEnded = state.withLock { state in
            state.waiter = ended
            return state.hasEnded
        }
        if hasEnded { ended.raise() }
        var left = milliseconds
        while !ended.wait(milliseconds: min(left, 200)) {
            left -= 200
            guard left > 0 else {
                throw QueryError(.timeoutExceeded, "Wait for async insert timeout (\(milliseconds) ms) exceeded)")
            }
            try checkpoint()
        }
        if let error = state.withLock({ $0.failure }) { throw error }
    }
}

/// Rows that were handed over to be written: their statement ends when they are.
struct PendingInsert: Sendable {
    let outcome: AsyncInsertOutcome
    let rows: Int
    let bytes: Int
    /// Shorter waits are measured, by a thread that waits.
    static let secondsMin = 60.0
}

/// Inserts of one key that wait to be written, and what was seen of the key before.
struct AsyncInsertGroup: Sendable {
    let key: AsyncInsertKey
    var entries: [AsyncInsertEntry] = []
    var bytes = 0
    var firstNanoseconds: Int64 = 0
    /// Counts the batches of the key: tells a batch from the one after it.
    var generation = 0
    /// Inserts in the last batch: about as many are to be expected in the next one.
    var lastBatchCount = 0
    /// The batch has waited its time.
    var isOverdue = false
    /// Who waits is not held up longer for the sake of others, unless the client says so.
    private static let gatheringMilliseconds = 2.0
    private let countMax: Int
    private let bytesMax: Int
    /// Milliseconds.
    private let waitMax: Double

    init(_ key: AsyncInsertKey) {
        self.key = key
        var settings = QuerySettings()
        settings.adopt(key.settings)
        countMax = max(1, settings.number("async_insert_max_query_number") ?? 450)
        bytesMax = settings.number("async_insert_max_data_size") ?? 10 << 20
        // `async_insert_busy_timeout_ms` is the older name of the upper bound.
        let longest = key.settings["async_insert_busy_timeout_ms"].flatMap { Double($0) }
        let shortest = key.settings["async_insert_busy_timeout_min_ms"].flatMap { Double($0) }
        waitMax =
            key.isWaitedFor
            ? shortest ?? Self.gatheringMilliseconds
            : longest ?? settings.seconds("async_insert_busy_timeout_max_ms")
    }

    /// How long the batch may still wait.
    func millisecondsLeft(at now: Int64) -> Int {
        if isOverdue || entries.count >= countMax || bytes >= bytesMax { return 0 }
        if key.isWaitedFor, entries.count >= lastBatchCount { return 0 }
        let elapsed = Double(now - firstNanoseconds) / 1e6
        // A clock that was set back must not hold the rows up.
        guard elapsed >= 0, elapsed < waitMax else { return 0 }
        return max(1, Int(min(waitMax - elapsed, 60_000)))
    }

    var target: QualifiedName { key.target }
    var format: String { key.format }

    /// `INSERT INTO db.t (a, b) FORMAT Values`
    var text: String {
        let columns = key.columns.map { quoteIdentifier($0) }.joined(separator: ", ")
        return "INSERT INTO \(key.target.database).\(key.target.table) (\(columns)) FORMAT \(key.format)"
    }

    mutating func add(_ entry: AsyncInsertEntry, at nanoseconds: Int64) {
        if entries.isEmpty { firstNanoseconds = nanoseconds }
        entries.append(entry)
        bytes += entry.bytes
    }

    /// Takes the batch out; the group waits for the next one.
    mutating func takeBatch() -> [AsyncInsertEntry] {
        let batch = entries
        entries = []
        bytes = 0
        generation &+= 1
        lastBatchCount = batch.count
        isOverdue = false
        return batch
    }
}
