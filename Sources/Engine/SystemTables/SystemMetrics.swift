import Columns
import Errors
import Storage

struct SystemMetrics: SystemTable {
    static let name = "metrics"
    static let comment = "What the server does at this moment, in numbers."
    static let aliases = ["name": "metric"]
    static let columns = """
        metric String
        value Int64
        description String
        name String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        let instance = scope.instance
        let counts = Counts(instance.catalog)
        let queue = instance.asyncInserts.summary
        let values: [(String, Int, String)] = [
            ("Query", instance.processes.processes.count, "Number of executing queries"),
            ("Merge", counts.merges, "Number of executing background merges"),
            ("PartMutation", counts.mutations, "Number of mutations (ALTER DELETE/UPDATE) of parts that run"),
            ("PartsActive", counts.activeParts, "Active data parts, used by current and upcoming SELECTs"),
            ("PartsOutdated", counts.outdatedParts, "Not active data parts, still read by current SELECTs"),
            ("MemoryTracking", instance.memory.current, "Bytes that queries hold"),
            ("PendingAsyncInsert", queue.entries, "Number of asynchronous inserts that are waiting for a flush"),
            ("AsynchronousInsertQueueSize", queue.groups, "Number of pending groups of asynchronous inserts"),
            ("AsynchronousInsertQueueBytes", queue.bytes, "Bytes of pending asynchronous inserts"),
            ("AttachedDatabase", counts.databases, "Databases of this server"),
            ("AttachedTable", counts.tables, "Tables of this server"),
            ("AttachedView", counts.views, "Views of this server"),
            ("Revision", 54_460, "Revision of the native protocol"),
        ]
        for (name, value, description) in values.sorted(by: { $0.0 < $1.0 }) {
            try rows.add(["metric": .text(name), "value": .int64(Int64(value)), "description": .text(description)])
        }
    }

    /// What the catalog holds, counted once.
    struct Counts {
        private(set) var databases = 0
        private(set) var tables = 0
        private(set) var views = 0
        private(set) var merges = 0
        private(set) var mutations = 0
        private(set) var activeParts = 0
        private(set) var outdatedParts = 0
        private(set) var rows = 0
        private(set) var bytes = 0
        private(set) var partsPerPartitionMax = 0

        init(_ catalog: Catalog) {
            for database in catalog.databases where !database.isVirtual {
                databases += 1
                for entry in database.entries.values { add(entry) }
            }
        }

        private mutating func add(_ entry: CatalogEntry) {
            guard let table = entry.table else {
                views += 1
                return
            }
            tables += 1
            guard let table = table as? MergeTreeTable else { return }
            let running = table.runningMerges
            let parts = table.shownParts
            merges += running.count { !$0.isMutation }
            mutations += running.count { $0.isMutation }
            activeParts += parts.count
            outdatedParts += table.outdatedParts.count
            rows += table.totalRows ?? 0
            bytes += table.totalBytes ?? 0
            let perPartition = Dictionary(parts.map { ($0.name.partition, 1) }, uniquingKeysWith: +)
            partsPerPartitionMax = max(partsPerPartitionMax, perPartition.values.max() ?? 0)
        }
    }
}
