import Columns
import Errors
import Functions
import Storage

struct SystemAsynchronousMetrics: SystemTable {
    static let name = "asynchronous_metrics"
    static let comment = "Measures of the process, of the machine and of all tables together."
    static let columns = """
        metric String
        value Float64
        description String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        let instance = scope.instance
        let counts = SystemMetrics.Counts(instance.catalog)
        let uptime = max(0, instance.clock.nowNanoseconds - instance.startNanoseconds)
        var values: [(String, Double, String)] = [
            ("Uptime", Double(uptime) / 1e9, "Seconds since the start of the server"),
            ("NumberOfDatabases", Double(instance.catalog.databases.count), "Databases of the server"),
            ("NumberOfTables", Double(counts.tables + counts.views), "Tables and views of the server"),
            ("TotalRowsOfMergeTreeTables", Double(counts.rows), "Rows of all MergeTree tables"),
            ("TotalBytesOfMergeTreeTables", Double(counts.bytes), "Compressed bytes of all MergeTree tables"),
            ("TotalPartsOfMergeTreeTables", Double(counts.activeParts), "Active parts of all MergeTree tables"),
            ("MaxPartCountForPartition", Double(counts.partsPerPartitionMax), "Parts of the partition that has most"),
            ("MemoryTracking", Double(instance.memory.current), "Bytes that queries hold"),
        ]
        for policy in instance.storage.policies.policies.prefix(1) {
            for disk in policy.disks {
                values.append(("DiskTotal_\(disk.name)", Double(disk.totalBytes), "Size of the disk in bytes"))
                values.append(("DiskAvailable_\(disk.name)", Double(disk.freeBytes), "Free bytes of the disk"))
                values.append(
                    ("DiskUsed_\(disk.name)", Double(disk.totalBytes - disk.freeBytes), "Used bytes of the disk"))
            }
        }
        values += MachineFacts.read().values
        for (name, value, description) in values.sorted(by: { $0.0 < $1.0 }) {
            try rows.add(["metric": .text(name), "value": .float64(value), "description": .text(description)])
        }
    }
}
