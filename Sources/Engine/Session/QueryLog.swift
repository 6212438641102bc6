import Errors
import Synchronization

/// The last queries, in memory: `system.query_log`. Bounded, oldest first out.
package final class QueryLog: Sendable {
    package struct Entry: Sendable {
        package var queryIdentifier: String
        package var user: String
        package var database: String
        package var text: String
        package var kind: String
        package var startNanoseconds: Int64
        package var durationNanoseconds: Int64
        package var readRows: Int
        package var readBytes: Int
        package var resultRows: Int
        package var resultBytes: Int
        package var writtenRows: Int
        package var writtenBytes: Int
        package var memoryBytes: Int
        package var tables: [String]
        package var client: String
        package var settings: [String: String]
        /// It was understood, and began to run.
        package var hasStarted: Bool
        package var error: QueryError?
    }

    private struct Ring: Sendable {
        var entries: [Entry] = []
        var next = 0
    }

    private let entriesMax: Int
    private let ring = Mutex(Ring())

    package init(entriesMax: Int) {
        self.entriesMax = entriesMax
    }

    func add(_ entry: Entry) {
        guard entriesMax > 0 else { return }
        // The entry that goes is released behind the lock.
        var entry = entry
        ring.withLock { ring in
            if ring.entries.count < entriesMax {
                ring.entries.append(entry)
            } else {
                swap(&ring.entries[ring.next], &entry)
                ring.next = (ring.next + 1) % entriesMax
            }
        }
    }

    /// In the order of their end.
    package var entries: [Entry] {
        ring.withLock { Array($0.entries[$0.next...] + $0.entries[..<$0.next]) }
    }
}
