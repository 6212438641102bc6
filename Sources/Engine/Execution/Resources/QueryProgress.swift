import Synchronization

/// What a query has read so far: counters that any thread may look at while it runs.
package final class QueryProgress: Sendable {
    private let rows = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    private let rowsExpected = Atomic<Int>(0)
    private let resultRowCount = Atomic<Int>(0)
    private let resultByteCount = Atomic<Int>(0)
    /// Rows that came to the outermost LIMIT, -1 where there is none.
    private let limitedRowCount = Atomic<Int>(-1)
    private let isLimitUncounted = Atomic<Bool>(false)

    package init() {}

    package var readRows: Int { rows.load(ordering: .relaxed) }
    package var readBytes: Int { bytes.load(ordering: .relaxed) }
    /// The rows of all opened scans, about: what `readRows` will come to.
    package var totalRowsToRead: Int { rowsExpected.load(ordering: .relaxed) }
    package var resultRows: Int { resultRowCount.load(ordering: .relaxed) }
    package var resultBytes: Int { resultByteCount.load(ordering: .relaxed) }

    /// `rows_before_limit_at_least`: rows that came to the outermost LIMIT, as far as it read; `nil` without one.
    package var rowsBeforeLimit: Int? {
        let count = limitedRowCount.load(ordering: .relaxed)
        return count < 0 ? nil : count
    }

    /// A LIMIT is opened: true for the first one, which is the outermost.
    func claimLimit() -> Bool {
        let isFirst = limitedRowCount.compareExchange(expected: -1, desired: 0, ordering: .relaxed).exchanged
        if isFirst { isLimitUncounted.store(true, ordering: .relaxed) }
        return isFirst
    }

    /// Who calls first counts the rows of the claimed LIMIT: a sort that keeps the first rows only, or the LIMIT.
    func takeCountingOfLimit() -> Bool {
        isLimitUncounted.compareExchange(expected: true, desired: false, ordering: .relaxed).exchanged
    }

    func addBeforeLimit(rows added: Int) { limitedRowCount.wrappingAdd(added, ordering: .relaxed) }

    /// A new query begins with the same resources; a set or a subquery came before.
    func forgetLimit() { limitedRowCount.store(-1, ordering: .relaxed) }

    func addRead(rows addedRows: Int, bytes addedBytes: Int) {
        rows.wrappingAdd(addedRows, ordering: .relaxed)
        bytes.wrappingAdd(addedBytes, ordering: .relaxed)
    }

    func expect(rows added: Int) { rowsExpected.wrappingAdd(added, ordering: .relaxed) }

    func addResult(rows addedRows: Int, bytes addedBytes: Int) {
        resultRowCount.wrappingAdd(addedRows, ordering: .relaxed)
        resultByteCount.wrappingAdd(addedBytes, ordering: .relaxed)
    }
}
