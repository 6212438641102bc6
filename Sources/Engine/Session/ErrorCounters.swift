import Errors
import Synchronization

/// How often queries have ended with each error, and the last one of each: `system.errors`.
package final class ErrorCounters: Sendable {
    package struct Record: Sendable {
        package var count = 0
        package var lastNanoseconds: Int64 = 0
        package var lastMessage = ""
        package var lastQueryIdentifier = ""
    }

    private static let messageSizeMax = 1000
    private let byCode = Mutex<[ErrorCode: Record]>([:])

    package init() {}

    package func add(_ error: QueryError, queryIdentifier: String, at nanoseconds: Int64) {
        byCode.withLock { records in
            var record = records[error.code] ?? Record()
            record.count += 1
            record.lastNanoseconds = nanoseconds
            record.lastMessage = String(error.message.prefix(Self.messageSizeMax))
            record.lastQueryIdentifier = queryIdentifier
            records[error.code] = record
        }
    }

    /// By code.
    package var records: [(ErrorCode, Record)] {
        byCode.withLock { $0.sorted { $0.key.rawValue < $1.key.rawValue } }.map { ($0.key, $0.value) }
    }
}
