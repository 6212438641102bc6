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

    /// Who asks may not know how many rows there are: the client is told of none.
    private let isHidden: Bool

    package init(isHidden: Bool = false) { self.isHidden = isHidden }

    /// What the client may know.
    package var readRows: Int { isHidden ? 0 : countedRows }
    package var readBytes: Int { isHidden ? 0 : countedBytes }
    /// The rows of all opened scans, about: what `readRows` will come to.
    package var totalRowsToRead: Int { isHidden ? 0 : rowsExpected.load(ordering: .relaxed) }

    /// What was read, for limits and for the server's own tables.
    var countedRows: Int { rows.load(ordering: .relaxed) }
    var countedBytes: Int { bytes.load(ordering: .relaxed) }
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
