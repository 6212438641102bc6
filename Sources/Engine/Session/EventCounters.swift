import Synchronization

/// Counts of what has happened since the start, by ClickHouse's names: `system.events`, `/metrics`.
package final class EventCounters: Sendable {
    package enum Event: String, CaseIterable, Sendable {
        case query = "Query"
        case selectQuery = "SelectQuery"
        case insertQuery = "InsertQuery"
        case failedQuery = "FailedQuery"
        case insertedRows = "InsertedRows"
        case insertedBytes = "InsertedBytes"
        case selectedRows = "SelectedRows"
        case selectedBytes = "SelectedBytes"
        case queryTimeMicroseconds = "QueryTimeMicroseconds"
        case asyncInsertQuery = "AsyncInsertQuery"
        case asyncInsertRows = "AsyncInsertRows"
    }

    private let counts = Mutex<[Event: Int]>([:])

    package init() {}

    package func add(_ event: Event, _ amount: Int = 1) { counts.withLock { $0[event, default: 0] &+= amount } }

    package func count(of event: Event) -> Int { counts.withLock { $0[event] ?? 0 } }
}
