import Errors
import Storage
import Synchronization

/// The backups and restores since the start, for `system.backups`. Bounded, oldest first out.
package final class BackupRecords: Sendable {
    enum Status: String, CaseIterable, Sendable {
        case creating = "CREATING_BACKUP", created = "BACKUP_CREATED", backupFailed = "BACKUP_FAILED"
        case restoring = "RESTORING", restored = "RESTORED", restoreFailed = "RESTORE_FAILED"
        case backupCancelled = "BACKUP_CANCELLED", restoreCancelled = "RESTORE_CANCELLED"

        /// The values of `system.backups.status`.
        static let typeName =
            "Enum8(" + allCases.enumerated().map { "'\($1.rawValue)' = \($0)" }.joined(separator: ", ") + ")"
        var code: Int8 { Int8(Self.allCases.firstIndex(of: self) ?? 0) }
    }

    struct Record: Sendable {
        let identifier: String
        let place: String
        let queryIdentifier: String
        var status: Status
        let startNanoseconds: Int64
        var endNanoseconds: Int64 = 0
        var error: QueryError?
        var counts = BackupWriter.Counts()
        var filesRead = 0
        var bytesRead = 0
    }

    private static let recordsMax = 1000
    private let state = Mutex<[Record]>([])

    var records: [Record] { state.withLock { $0 } }

    /// Notes that one begins. Two at a time with one identifier, or a backup to where another one goes, are refused.
    func begin(_ record: Record) throws(QueryError) {
        try state.withLock { (records) throws(QueryError) in
            for other in records where other.status == .creating || other.status == .restoring {
                if other.identifier == record.identifier {
                    throw QueryError(
                        .backupAlreadyExists, "Backup or restore with id \(record.identifier) is being made")
                }
                if other.place == record.place, other.status == .creating {
                    throw QueryError(.backupAlreadyExists, "Backup \(record.place) is being made")
                }
            }
            records.removeAll { $0.identifier == record.identifier }
            records.append(record)
            if records.count > Self.recordsMax,
                let oldest = records.firstIndex(where: { $0.status != .creating && $0.status != .restoring })
            {
                records.remove(at: oldest)
            }
        }
    }

    func update(_ identifier: String, _ change: (inout Record) -> Void) {
        state.withLock { records in
            if let place = records.lastIndex(where: { $0.identifier == identifier }) { change(&records[place]) }
        }
    }
}
