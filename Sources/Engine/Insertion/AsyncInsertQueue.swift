import Columns
import Errors
import Functions
import Storage
import Synchronization

/// Gathers small inserts, so that many of them make one part and one commit: `async_insert = 1`.
///
/// Inserts with the same table, columns, settings and user are written together when they are many
/// (`async_insert_max_query_number`), large (`async_insert_max_data_size`), or the first of them has waited long
/// enough. Where nobody waits for the answer that is `async_insert_busy_timeout_max_ms`. Where the client waits, a
/// batch goes out as soon as it has as many inserts as the one before it (a lone client is never held up, many clients
/// fill a batch again), and at the latest after `async_insert_busy_timeout_min_ms`.
///
/// The batches of one table are written one after the other, in the order in which they were taken.
package final class AsyncInsertQueue: Sendable {
    /// Inserts are written at once where so many bytes wait already.
    private static let pendingBytesMax = 256 << 20
    /// Keys that are remembered with nothing waiting.
    private static let idleGroupsMax = 1000

    private struct State {
        var groups: [AsyncInsertKey: AsyncInsertGroup] = [:]
        /// Tables that a batch is being written to.
        var writing: Set<QualifiedName> = []
        var pendingBytes = 0
        var threadCount = 0
        /// Threads that have nothing to write.
        var idleCount = 0
        var isStopping = false
        /// Everything that waits goes out, whatever its time.
        var flushesWanted = 0
    }

    private struct Batch {
        let group: AsyncInsertGroup
        let entries: [AsyncInsertEntry]
    }

    private enum Turn {
        case write(Batch, hasMore: Bool)
        /// Nothing is due; `pending` will be after so long.
        case wait(milliseconds: Int, pending: (AsyncInsertKey, generation: Int)?)
        case stop
    }

    private let state = Mutex(State())
    private let threads = Mutex<[BackgroundThread]>([])
    private let changed = Signal()
    private let batchEnded = Signal()
    private let threadsMax: Int
    private let clock: any WallClock

    init(threadsMax: Int, clock: any WallClock) {
        self.threadsMax = max(1, threadsMax)
        self.clock = clock
    }

    // MARK: - Adding

    /// Takes an insert; `false` where the queue is full or stopping, and the caller has to write it itself.
    func add(_ entry: AsyncInsertEntry, _ key: AsyncInsertKey, of instance: Instance) -> Bool {
        let now = clock.nowNanoseconds
        let (isTaken, mustStart, isDue) = state.withLock { state -> (Bool, Bool, Bool) in
            guard !state.isStopping, state.pendingBytes + entry.bytes <= Self.pendingBytesMax else {
                return (false, false, false)
            }
            var group = state.groups.removeValue(forKey: key) ?? AsyncInsertGroup(key)
            let isFirst = group.entries.isEmpty
            group.add(entry, at: now)
            let isDue = group.millisecondsLeft(at: now) == 0
            state.groups[key] = group
            state.pendingBytes += entry.bytes
            Self.forgetIdleGroups(&state)
            let mustStart = state.idleCount == 0 && state.threadCount < threadsMax
            if mustStart { state.threadCount += 1 }
            return (true, mustStart, isDue || isFirst)
        }
        guard isTaken else { return false }
        if mustStart {
            let thread = BackgroundThread { [weak self, weak instance] in AsyncInsertQueue.run(self, instance) }
            threads.withLock { $0.append(thread) }
        }
        if isDue { changed.raise() }
        return true
    }

    private static func forgetIdleGroups(_ state: inout State) {
        guard state.groups.count > idleGroupsMax else { return }
        state.groups = state.groups.filter { !$0.value.entries.isEmpty }
    }

    // MARK: - Timing

    /// The next thing to do: the batch that has waited longest, of a table that nobody writes to.
    private func nextTurn() -> Turn {
        let now = clock.nowNanoseconds
        return state.withLock { state in
            var due: [AsyncInsertGroup] = []
            var soonest: (group: AsyncInsertGroup, milliseconds: Int)?
            for group in state.groups.values where !group.entries.isEmpty && !state.writing.contains(group.target) {
                let left = state.isStopping || state.flushesWanted > 0 ? 0 : group.millisecondsLeft(at: now)
                if left == 0 {
                    due.append(group)
                } else if left < soonest?.milliseconds ?? .max {
                    soonest = (group, left)
                }
            }
            if var group = due.min(by: { $0.firstNanoseconds < $1.firstNanoseconds }) {
                let bytes = group.bytes
                let batch = Batch(group: group, entries: group.takeBatch())
                state.groups[group.key] = group
                state.pendingBytes -= bytes
                state.writing.insert(group.target)
                return .write(batch, hasMore: due.count > 1)
            }
            if state.isStopping, state.groups.values.allSatisfy({ $0.entries.isEmpty }) { return .stop }
            guard let soonest else { return .wait(milliseconds: 1000, pending: nil) }
            return .wait(
                milliseconds: soonest.milliseconds, pending: (soonest.group.key, soonest.group.generation))
        }
    }

    /// A thread has waited for the whole time of this batch, whatever the clock says.
    private func markOverdue(_ key: AsyncInsertKey, generation: Int) {
        state.withLock { state in
            if state.groups[key]?.generation == generation { state.groups[key]?.isOverdue = true }
        }
    }

    // MARK: - Threads

    /// Works until `shutdown`.
    private static func run(_ queue: AsyncInsertQueue?, _ instance: Instance?) {
        guard let queue else { return }
        while true {
            switch queue.nextTurn() {
            case .stop: return
            case .write(let batch, let hasMore):
                if hasMore { queue.changed.raise() }
                queue.write(batch, instance)
            case .wait(let milliseconds, let pending):
                queue.state.withLock { $0.idleCount += 1 }
                let isRaised = queue.changed.wait(milliseconds: milliseconds)
                queue.state.withLock { $0.idleCount -= 1 }
                if isRaised {
                    queue.lowerUnlessStopping()
                } else if let (key, generation) = pending {
                    queue.markOverdue(key, generation: generation)
                }
            }
        }
    }

    private func lowerUnlessStopping() {
        if !state.withLock({ $0.isStopping }) { changed.lower() }
    }

    private func write(_ batch: Batch, _ instance: Instance?) {
        var failure: QueryError?
        do throws(QueryError) {
            guard let instance else { throw QueryError(.aborted, "The server is shutting down") }
            try AsyncInsertFlush(instance, batch.group).write(batch.entries)
        } catch {
            failure = error
        }
        let hasMore = state.withLock { state -> Bool in
            state.writing.remove(batch.group.target)
            return state.pendingBytes > 0 || state.isStopping
        }
        if hasMore { changed.raise() }
        batchEnded.raise()
        for entry in batch.entries { entry.outcome?.end(failure) }
    }

    // MARK: - Ending

    /// Writes all that waits, and returns when it is written: `SYSTEM FLUSH ASYNC INSERT QUEUE`.
    func flush() {
        state.withLock { $0.flushesWanted += 1 }
        changed.raise()
        while state.withLock({ !$0.writing.isEmpty || $0.groups.values.contains { !$0.entries.isEmpty } }) {
            batchEnded.wait(milliseconds: 50)
            batchEnded.lower()
        }
        state.withLock { $0.flushesWanted -= 1 }
    }

    /// Writes all that waits and stops the threads; what comes afterwards is not taken.
    func shutdown() {
        state.withLock { $0.isStopping = true }
        changed.raise()
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    // MARK: - Inspection

    /// The batches that wait, for `system.asynchronous_inserts`.
    var pendingGroups: [AsyncInsertGroup] {
        state.withLock { $0.groups.values.filter { !$0.entries.isEmpty } }
            .sorted { $0.firstNanoseconds < $1.firstNanoseconds }
    }

    var summary: (groups: Int, entries: Int, bytes: Int) {
        let pending = pendingGroups
        return (pending.count, pending.reduce(0) { $0 + $1.entries.count }, pending.reduce(0) { $0 + $1.bytes })
    }
}
