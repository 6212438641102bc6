import Synchronization

/// What a query has read so far: counters that any thread may look at while it runs.
package final class QueryProgress: Sendable {
    private let rows = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    private let rowsExpected = Atomic<Int>(0)
    private let resultRowCount = Atomic<Int>(0)
    private let resultByteCount = Atomic<Int>(0)

    package init() {}

    package var readRows: Int { rows.load(ordering: .relaxed) }
    package var readBytes: Int { bytes.load(ordering: .relaxed) }
    /// The rows of all opened scans, about: what `readRows` will come to.
    package var totalRowsToRead: Int { rowsExpected.load(ordering: .relaxed) }
    package var resultRows: Int { resultRowCount.load(ordering: .relaxed) }
    package var resultBytes: Int { resultByteCount.load(ordering: .relaxed) }

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
