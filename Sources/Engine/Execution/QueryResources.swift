import Functions
import Synchronization

/// What one query may use and how it is told to stop: shared by all its operators.
package final class QueryResources: Sendable {
    package let context: QueryContext
    /// Threads that may work for the query at the same time, its own included.
    package let threadsMax: Int
    /// Rows of a block that operators hand on, at most.
    package let blockRowsMax: Int
    private let cancelled = Atomic<Bool>(false)

    package init(context: QueryContext, threadsMax: Int, blockRowsMax: Int) {
        self.context = context
        self.threadsMax = threadsMax
        self.blockRowsMax = blockRowsMax
    }

    /// Operators look between blocks, and throw `QUERY_WAS_CANCELLED`.
    package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

    package func cancel() { cancelled.store(true, ordering: .relaxed) }
}
