import Columns
import Errors
import Functions

struct SystemQueryLog: SystemTable {
    static let name = "query_log"
    static let comment = "The last queries of this server, kept in memory."
    static let hidden: Set = ["ProfileEvents.Names", "ProfileEvents.Values", "Settings.Names", "Settings.Values"]
    static let columns = """
        hostname String
        clickhouse_version String
        system_processor String
        type Enum8('QueryStart' = 1, 'QueryFinish' = 2, 'ExceptionBeforeStart' = 3, 'ExceptionWhileProcessing' = 4)
        event_date Date
        event_time DateTime
        event_time_microseconds DateTime64(6)
        query_start_time DateTime
        query_start_time_microseconds DateTime64(6)
        query_duration_ms UInt64
        read_rows UInt64
        read_bytes UInt64
        written_rows UInt64
        written_bytes UInt64
        result_rows UInt64
        result_bytes UInt64
        memory_usage UInt64
        current_database String
        query String
        formatted_query String
        normalized_query_hash UInt64
        query_kind String
        databases Array(String)
        tables Array(String)
        columns Array(String)
        partitions Array(String)
        projections Array(String)
        views Array(String)
        exception_code Int32
        exception String
        stack_trace String
        is_initial_query UInt8
        connection_address IPv6
        connection_port UInt16
        user String
        query_id String
        address IPv6
        port UInt16
        initial_user String
        initial_query_id String
        initial_address IPv6
        initial_port UInt16
        initial_query_start_time DateTime
        initial_query_start_time_microseconds DateTime64(6)
        authenticated_user String
        interface Enum8('Unknown' = 0, 'TCP' = 1, 'HTTP' = 2, 'gRPC' = 3, 'MySQL' = 4, 'PostgreSQL' = 5, 'Local' \
        = 6, 'TCP_Interserver' = 7, 'Prometheus' = 8, 'Background' = 9, 'ArrowFlight' = 10)
        is_secure UInt8
        os_user String
        client_hostname String
        client_name String
        client_agent String
        client_revision UInt32
        client_version_major UInt32
        client_version_minor UInt32
        client_version_patch UInt32
        script_query_number UInt32
        script_line_number UInt32
        http_method Enum8('UNKNOWN' = 0, 'GET' = 1, 'POST' = 2, 'OPTIONS' = 3, 'PUT' = 4, 'DELETE' = 5, 'HEAD' = 6)
        http_user_agent String
        http_referer String
        forwarded_for String
        quota_key String
        distributed_depth UInt64
        revision UInt32
        http_handler_name String
        http_request_url String
        log_comment String
        thread_ids Array(UInt64)
        peak_threads_usage UInt64
        ProfileEvents Map(String, UInt64)
        Settings Map(String, String)
        used_aggregate_functions Array(String)
        used_aggregate_function_combinators Array(String)
        used_database_engines Array(String)
        used_data_type_families Array(String)
        used_dictionaries Array(String)
        used_formats Array(String)
        used_functions Array(String)
        used_storages Array(String)
        used_table_functions Array(String)
        used_executable_user_defined_functions Array(String)
        used_sql_user_defined_functions Array(String)
        used_row_policies Array(String)
        used_privileges Array(String)
        missing_privileges Array(String)
        transaction_id Tuple(UInt64, UInt64, UUID)
        query_cache_usage Enum8('Unknown' = 0, 'None' = 1, 'Write' = 2, 'Read' = 3)
        asynchronous_read_counters Map(String, UInt64)
        is_internal UInt8
        ProfileEvents.Names Array(String)
        ProfileEvents.Values Array(UInt64)
        Settings.Names Array(String)
        Settings.Values Array(String)
        """

    /// `type`
    private enum Event: Int64 { case start = 1, finish = 2, failedBeforeStart = 3, failed = 4 }

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        for entry in scope.instance.queryLog.entries where scope.wants(entry.queryIdentifier, in: "query_id") {
            guard entry.error == nil || entry.hasStarted else {
                try add(entry, .failedBeforeStart, scope, to: &rows)
                continue
            }
            try add(entry, .start, scope, to: &rows)
            try add(entry, entry.error == nil ? .finish : .failed, scope, to: &rows)
        }
    }

    private static func add(
        _ entry: QueryLog.Entry, _ event: Event, _ scope: SystemScope, to rows: inout SystemRows
    ) throws(QueryError) {
        let isEnd = event != .start
        let moment = entry.startNanoseconds + (isEnd ? entry.durationNanoseconds : 0)
        let name = scope.instance.configuration.displayName
        let error = isEnd ? entry.error : nil
        let settings = entry.settings.sorted { $0.key < $1.key }
        try rows.add([
            "hostname": .text(name), "clickhouse_version": .text(CompatibleVersion.clickHouse),
            "type": .int64(event.rawValue), "event_date": .count(Int(moment / 86_400_000_000_000)),
            "event_time": .moment(nanoseconds: moment), "event_time_microseconds": .microseconds(nanoseconds: moment),
            "query_start_time": .moment(nanoseconds: entry.startNanoseconds),
            "query_start_time_microseconds": .microseconds(nanoseconds: entry.startNanoseconds),
            "query_duration_ms": .count(isEnd ? Int(entry.durationNanoseconds / 1_000_000) : 0),
            "read_rows": .count(isEnd ? entry.readRows : 0), "read_bytes": .count(isEnd ? entry.readBytes : 0),
            "written_rows": .count(isEnd ? entry.writtenRows : 0),
            "written_bytes": .count(isEnd ? entry.writtenBytes : 0),
            "result_rows": .count(isEnd ? entry.resultRows : 0), "result_bytes": .count(isEnd ? entry.resultBytes : 0),
            "memory_usage": .count(isEnd ? entry.memoryBytes : 0), "current_database": .text(entry.database),
            "query": .text(entry.text),
            "normalized_query_hash": .uint64(
                rows.wants("normalized_query_hash") ? NormalisedQuery.hash(entry.text) : 0),
            "query_kind": .text(entry.kind), "databases": .texts(databases(of: entry.tables)),
            "tables": .texts(entry.tables), "exception_code": .int64(Int64(error?.code.rawValue ?? 0)),
            "exception": .text(error.map { "\($0)" } ?? ""), "is_initial_query": .flag(true), "user": .text(entry.user),
            "query_id": .text(entry.queryIdentifier), "initial_user": .text(entry.user),
            "initial_query_id": .text(entry.queryIdentifier),
            "initial_query_start_time": .moment(nanoseconds: entry.startNanoseconds),
            "initial_query_start_time_microseconds": .microseconds(nanoseconds: entry.startNanoseconds),
            "authenticated_user": .text(entry.user), "client_name": .text(entry.client),
            "http_user_agent": .text(entry.client), "revision": .uint64(UInt64(CompatibleVersion.revision)),
            "Settings": .map(settings.map { ($0.key, .text($0.value)) }), "query_cache_usage": .int64(1),
            "Settings.Names": .texts(settings.map(\.key)), "Settings.Values": .texts(settings.map(\.value)),
        ])
    }

    private static func databases(of tables: [String]) -> [String] {
        var seen: Set<String> = []
        return tables.compactMap { $0.split(separator: ".").first.map(String.init) }.filter { seen.insert($0).inserted }
    }
}
