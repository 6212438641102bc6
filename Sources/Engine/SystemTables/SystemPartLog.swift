import Columns
import Errors
import Storage

struct SystemPartLog: SystemTable {
    static let name = "part_log"
    static let comment = "What happened to parts last: inserts, merges, mutations, moves, removals. Kept in memory."
    static let columns = """
        hostname String
        query_id String
        event_type Enum8('NewPart' = 1, 'MergeParts' = 2, 'DownloadPart' = 3, 'RemovePart' = 4, 'MutatePart' = 5, \
        'MovePart' = 6, 'MergePartsStart' = 7, 'MutatePartStart' = 8)
        merge_reason Enum8('NotAMerge' = 1, 'RegularMerge' = 2, 'TTLDeleteMerge' = 3, 'TTLRecompressMerge' = 4, \
        'TTLDropMerge' = 5)
        merge_algorithm Enum8('Undecided' = 0, 'Horizontal' = 1, 'Vertical' = 2)
        event_date Date
        event_time DateTime
        event_time_microseconds DateTime64(6)
        duration_ms UInt64
        database String
        table String
        table_uuid UUID
        part_name String
        partition_id String
        partition String
        part_type String
        disk_name String
        path_on_disk String
        rows UInt64
        size_in_bytes UInt64
        merged_from Array(String)
        bytes_uncompressed UInt64
        read_rows UInt64
        read_bytes UInt64
        peak_memory_usage UInt64
        error UInt16
        exception String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        // A renamed table takes its past along; one that was dropped leaves events without a name.
        var tables: [String: (name: QualifiedName, uuid: String)] = [:]
        for database in scope.catalog.databases {
            for entry in database.entries.values {
                guard let table = entry.table as? MergeTreeTable else { continue }
                tables[table.path] = (entry.name, entry.uuid)
            }
        }
        for entry in scope.instance.storage.partLog.entries {
            let table = tables[entry.tablePath]
            let database = table?.name.database ?? ""
            guard database.isEmpty || scope.sees(database), scope.wants(database, in: "database"),
                scope.wants(table?.name.table ?? "", in: "table"), scope.wants(entry.part.text, in: "part_name")
            else { continue }
            try rows.add([
                "hostname": .text(scope.instance.configuration.displayName),
                "event_type": .int64(entry.event.rawValue),
                "merge_reason": .int64(entry.event == .mergeParts ? 2 : 1),
                "merge_algorithm": .int64(entry.event == .mergeParts ? 1 : 0),
                "event_date": .count(Int(entry.momentNanoseconds / 86_400_000_000_000)),
                "event_time": .moment(nanoseconds: entry.momentNanoseconds),
                "event_time_microseconds": .microseconds(nanoseconds: entry.momentNanoseconds),
                "duration_ms": .count(Int(entry.durationNanoseconds / 1_000_000)), "database": .text(database),
                "table": .text(table?.name.table ?? ""), "table_uuid": .uint128(parseUUID(table?.uuid ?? "")),
                "part_name": .text(entry.part.text),
                "partition_id": .text(entry.part.partition),
                "part_type": .text(entry.isWide ? "Wide" : "Compact"), "disk_name": .text(entry.disk.name),
                "path_on_disk": .text(directoryPath(entry.disk, entry.partPath)), "rows": .count(entry.rowCount),
                "size_in_bytes": .count(entry.byteCount), "merged_from": .texts(entry.sources.map(\.text)),
                "bytes_uncompressed": .count(entry.uncompressedBytes), "read_rows": .count(entry.readRows),
            ])
        }
    }
}
