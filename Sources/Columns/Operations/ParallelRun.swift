import Errors

/// Runs `body(0)` … `body(taskCount - 1)`, possibly at the same time, and returns when all have ended.
package typealias ParallelRun =
    @Sendable (_ taskCount: Int, _ body: @escaping @Sendable (Int) throws(QueryError) -> Void)
    throws(QueryError) -> Void
