import Columns
import Errors
import Functions
import Synchronization

/// What one query may use and how it is told to stop: shared by all its operators.
package final class QueryResources: Sendable {
    package let context: QueryContext
    /// Threads that may work for the query at the same time, its own included.
    package let threadsMax: Int
    /// Rows of a block that operators hand on, at most.
    package let blockRowsMax: Int
    package let limits: QueryLimits
    package let memory: MemoryAccountant
    package let progress: QueryProgress
    /// The threads that help; the caller's own thread always takes part.
    package let pool: WorkerPool
    /// Where operators go when memory is short; `nil` where there is no disk for that.
    let spillSpace: SpillSpace?
    /// Nanoseconds since the query began; `nil` where no limit on time is wanted.
    private let elapsedNanoseconds: (@Sendable () -> Int64)?
    private let cancelled = Atomic<Bool>(false)

    package init(
        context: QueryContext, threadsMax: Int, blockRowsMax: Int, limits: QueryLimits = QueryLimits(),
        memory: MemoryAccountant? = nil, pool: WorkerPool = .shared, spillSpace: SpillSpace? = nil,
        progress: QueryProgress = QueryProgress(), elapsedNanoseconds: (@Sendable () -> Int64)? = nil
    ) {
        self.context = context
        self.threadsMax = max(1, threadsMax)
        self.blockRowsMax = max(1, blockRowsMax)
        self.limits = limits
        self.memory = memory ?? MemoryAccountant(.query, bytesMax: limits.memoryBytesMax, parent: nil)
        self.pool = pool
        self.spillSpace = spillSpace
        self.progress = progress
        self.elapsedNanoseconds = elapsedNanoseconds
    }

    /// The threads for the parts of large blocks; `nil` where the query has one.
    package var parallel: ParallelRun? {
        guard threadsMax > 1 else { return nil }
        return { [pool, threadsMax] (taskCount, body) throws(QueryError) in
            try pool.run(taskCount: taskCount, threadsMax: threadsMax, body)
        }
    }

    /// Operators look between blocks, and throw `QUERY_WAS_CANCELLED`.
    package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    package func cancel() { cancelled.store(true, ordering: .relaxed) }

    /// Throws when the query was cancelled or has taken too long: called once per block, wherever work can go on.
    package func checkpoint() throws(QueryError) {
        if isCancelled { throw QueryError(.queryWasCancelled, "Query was cancelled") }
        guard limits.executionMillisecondsMax > 0, let elapsed = elapsedNanoseconds?() else { return }
        if elapsed / 1_000_000 >= limits.executionMillisecondsMax {
            throw QueryError(
                .timeoutExceeded,
                "Timeout exceeded: elapsed \(Double(elapsed / 1000) / 1000) ms, "
                    + "maximum: \(limits.executionMillisecondsMax) ms")
        }
    }
}
