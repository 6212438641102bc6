import Columns
import Errors
import Storage

struct SystemMerges: SystemTable {
    static let name = "merges"
    static let comment = "The merges and mutations of parts that run now."
    static let columns = """
        database String
        table String
        elapsed Float64
        progress Float64
        num_parts UInt64
        source_part_names Array(String)
        result_part_name String
        source_part_paths Array(String)
        result_part_path String
        partition_id String
        partition String
        is_mutation UInt8
        total_size_bytes_compressed UInt64
        total_size_bytes_uncompressed UInt64
        total_size_marks UInt64
        bytes_read_uncompressed UInt64
        rows_read UInt64
        bytes_written_uncompressed UInt64
        rows_written UInt64
        columns_written UInt64
        memory_usage UInt64
        thread_id UInt64
        merge_type String
        merge_algorithm String
        current_projection String
        current_projection_progress Float64
        current_projection_parts_merging UInt64
        current_projection_parts_remaining UInt64
        projections_completed Array(String)
        projections_remaining Array(String)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for (name, _, table) in scope.mergeTrees() {
            for merge in table.runningMerges {
                let elapsed = max(0, scope.instance.clock.nowNanoseconds - merge.startedNanoseconds)
                let disk = table.policy.mainDisk
                try rows.add([
                    "database": .text(name.database), "table": .text(name.table),
                    "elapsed": .float64(Double(elapsed) / 1e9), "progress": .float64(merge.fractionDone),
                    "num_parts": .count(merge.sources.count), "source_part_names": .texts(merge.sources.map(\.text)),
                    "result_part_name": .text(merge.result.text),
                    "source_part_paths": .texts(merge.sources.map { directoryPath(disk, "\(table.path)/\($0.text)") }),
                    "result_part_path": .text(directoryPath(disk, "\(table.path)/\(merge.result.text)")),
                    "partition_id": .text(merge.result.partition), "is_mutation": .flag(merge.isMutation),
                    "total_size_bytes_compressed": .count(merge.bytesTotal), "rows_read": .count(merge.rowsRead),
                    "rows_written": .count(merge.rowsWritten),
                    "merge_type": .text(merge.isMutation ? "" : "Regular"),
                    "merge_algorithm": .text(merge.isMutation ? "" : "Horizontal"),
                ])
            }
        }
    }
}
