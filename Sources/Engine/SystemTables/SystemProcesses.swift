import Columns
import Errors
import Functions

struct SystemProcesses: SystemTable {
    static let name = "processes"
    static let comment = "The queries that run now."
    static let hidden: Set = ["ProfileEvents.Names", "ProfileEvents.Values", "Settings.Names", "Settings.Values"]
    static let columns = """
        is_initial_query UInt8
        user String
        query_id String
        address IPv6
        port UInt16
        initial_user String
        initial_query_id String
        initial_address IPv6
        initial_port UInt16
        interface Enum8('Unknown' = 0, 'TCP' = 1, 'HTTP' = 2, 'gRPC' = 3, 'MySQL' = 4, 'PostgreSQL' = 5, 'Local' \
        = 6, 'TCP_Interserver' = 7, 'Prometheus' = 8, 'Background' = 9, 'ArrowFlight' = 10)
        os_user String
        client_hostname String
        client_name String
        client_agent LowCardinality(String)
        client_revision UInt64
        client_version_major UInt64
        client_version_minor UInt64
        client_version_patch UInt64
        http_method Enum8('UNKNOWN' = 0, 'GET' = 1, 'POST' = 2, 'OPTIONS' = 3, 'PUT' = 4, 'DELETE' = 5, 'HEAD' = 6)
        http_user_agent String
        http_referer String
        forwarded_for String
        quota_key String
        distributed_depth UInt64
        elapsed Float64
        is_cancelled UInt8
        is_all_data_sent UInt8
        read_rows UInt64
        read_bytes UInt64
        total_rows_approx UInt64
        written_rows UInt64
        written_bytes UInt64
        memory_usage Int64
        peak_memory_usage Int64
        query String
        normalized_query_hash UInt64
        query_kind String
        thread_ids Array(UInt64)
        peak_threads_usage UInt64
        ProfileEvents Map(LowCardinality(String), UInt64)
        Settings Map(LowCardinality(String), LowCardinality(String))
        current_database String
        is_internal UInt8
        ProfileEvents.Names Array(String)
        ProfileEvents.Values Array(UInt64)
        Settings.Names Array(String)
        Settings.Values Array(String)
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for process in scope.instance.processes.processes {
            let resources = process.resources
            let elapsed = max(0, scope.instance.clock.nowNanoseconds - process.startNanoseconds)
            let settings = resources.context.settings.sorted { $0.key < $1.key }
            try rows.add([
                "is_initial_query": .flag(true), "user": .text(process.user),
                "query_id": .text(process.queryIdentifier),
                "initial_user": .text(process.user), "initial_query_id": .text(process.queryIdentifier),
                "interface": .int64(process.interface.rawValue),
                "client_name": .text(process.interface == .tcp ? process.client : ""),
                "http_user_agent": .text(process.interface == .http ? process.client : ""),
                "elapsed": .float64(Double(elapsed) / 1e9), "is_cancelled": .flag(resources.isCancelled),
                "read_rows": .count(resources.progress.countedRows),
                "read_bytes": .count(resources.progress.countedBytes),
                "total_rows_approx": .count(resources.progress.totalRowsToRead),
                "memory_usage": .count(resources.memory.current), "peak_memory_usage": .count(resources.memory.peak),
                "query": .text(process.text),
                "normalized_query_hash": .uint64(
                    rows.wants("normalized_query_hash") ? NormalisedQuery.hash(process.text) : 0),
                "query_kind": .text(process.kind), "peak_threads_usage": .count(resources.threadsMax),
                "Settings": .map(settings.map { ($0.key, .text($0.value)) }),
                "current_database": .text(process.database), "Settings.Names": .texts(settings.map(\.key)),
                "Settings.Values": .texts(settings.map(\.value)),
            ])
        }
    }
}
