import Columns
import Errors
import Storage

struct SystemBackups: SystemTable {
    static let name = "backups"
    static let comment = "The backups and restores since the start."
    static let columns = """
        id String
        name String
        base_backup_name String
        query_id String
        status \(BackupRecords.Status.typeName)
        error String
        start_time DateTime64(6)
        end_time DateTime64(6)
        num_files UInt64
        total_size UInt64
        num_entries UInt64
        uncompressed_size UInt64
        compressed_size UInt64
        files_read UInt64
        bytes_read UInt64
        ProfileEvents Map(LowCardinality(String), UInt64)
        settings Map(LowCardinality(String), String)
        engine_settings Map(LowCardinality(String), String)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for record in scope.instance.backups.records {
            try rows.add([
                "id": .text(record.identifier), "name": .text(record.place), "query_id": .text(record.queryIdentifier),
                "status": .int64(Int64(record.status.code)), "error": .text(record.error.map { "\($0)" } ?? ""),
                "start_time": .microseconds(nanoseconds: record.startNanoseconds),
                "end_time": .microseconds(nanoseconds: record.endNanoseconds),
                "num_files": .count(record.counts.files), "total_size": .count(record.counts.size),
                "num_entries": .count(record.counts.entries), "uncompressed_size": .count(record.counts.writtenSize),
                "compressed_size": .count(record.counts.writtenSize), "files_read": .count(record.filesRead),
                "bytes_read": .count(record.bytesRead),
            ])
        }
    }
}
