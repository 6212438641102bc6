struct SystemProjections: EmptySystemTable {
    static let name = "projections"
    static let comment = "Projections of tables: there are none."
    static let columns = """
        database String
        table String
        name String
        type Enum8('Normal' = 0, 'Aggregate' = 1)
        sorting_key Array(String)
        query String
        settings Map(String, String)
        """
}

struct SystemNamedCollections: EmptySystemTable {
    static let name = "named_collections"
    static let comment = "Named collections: there are none."
    static let columns = """
        name String
        collection Map(String, String)
        source String
        create_query String
        """
}

struct SystemViewRefreshes: EmptySystemTable {
    static let name = "view_refreshes"
    static let comment = "Refreshable views: there are none."
    static let columns = """
        database String
        view String
        uuid UUID
        status String
        last_success_time Nullable(DateTime)
        last_success_duration_ms Nullable(UInt64)
        last_refresh_time Nullable(DateTime)
        last_refresh_replica String
        next_refresh_time Nullable(DateTime)
        exception String
        retry UInt64
        progress Nullable(Float64)
        read_rows Nullable(UInt64)
        read_bytes Nullable(UInt64)
        total_rows Nullable(UInt64)
        written_rows Nullable(UInt64)
        written_bytes Nullable(UInt64)
        """
}

struct SystemQueryCache: EmptySystemTable {
    static let name = "query_cache"
    static let comment = "Cached answers: there are none."
    static let columns = """
        query String
        query_id String
        is_subquery UInt8
        result_size UInt64
        tag LowCardinality(String)
        stale UInt8
        shared UInt8
        compressed UInt8
        expires_at DateTime
        key_hash UInt64
        """
}

struct SystemWarnings: EmptySystemTable {
    static let name = "warnings"
    static let comment = "Warnings of the configuration: there are none."
    static let columns = """
        message String
        message_format_string LowCardinality(String)
        """
}

struct SystemCollations: EmptySystemTable {
    static let name = "collations"
    static let comment = "Orders of text by language: there are none."
    static let columns = """
        name String
        language Nullable(String)
        """
}

struct SystemConstraints: EmptySystemTable {
    static let name = "constraints"
    static let comment = "Constraints of tables: there are none."
    static let columns = """
        database String
        table String
        name String
        type Enum8('CHECK' = 0, 'ASSUME' = 1)
        expression String
        """
}

struct SystemReplicationQueue: EmptySystemTable {
    static let name = "replication_queue"
    static let comment = "Work that replicas have to do: a single replica has none."
    static let columns = """
        database String
        table String
        replica_name String
        position UInt32
        node_name String
        type String
        create_time DateTime
        required_quorum UInt32
        source_replica String
        new_part_name String
        parts_to_merge Array(String)
        is_detach UInt8
        is_currently_executing UInt8
        num_tries UInt32
        last_exception String
        last_exception_time DateTime
        last_attempt_time DateTime
        num_postponed UInt32
        postpone_reason String
        last_postpone_time DateTime
        merge_type String
        """
}

struct SystemReplicatedFetches: EmptySystemTable {
    static let name = "replicated_fetches"
    static let comment = "Parts that are fetched from other replicas: there are none."
    static let columns = """
        database String
        table String
        elapsed Float64
        progress Float64
        result_part_name String
        result_part_path String
        partition_id String
        total_size_bytes_compressed UInt64
        bytes_read_compressed UInt64
        source_replica_path String
        source_replica_hostname String
        source_replica_port UInt16
        interserver_scheme String
        URI String
        to_detached UInt8
        thread_id UInt64
        """
}

struct SystemDistributedDdlQueue: EmptySystemTable {
    static let name = "distributed_ddl_queue"
    static let comment = "Statements for a whole cluster: there are none."
    static let columns = """
        entry String
        entry_version Nullable(UInt8)
        initiator_host Nullable(String)
        initiator_port Nullable(UInt16)
        cluster String
        query String
        settings Map(String, String)
        query_create_time DateTime
        host Nullable(String)
        port Nullable(UInt16)
        status Nullable(Enum8('Inactive' = 0, 'Active' = 1, 'Finished' = 2, 'Removing' = 3, 'Unknown' = 4))
        exception_code Nullable(UInt16)
        exception_text Nullable(String)
        query_finish_time Nullable(DateTime)
        query_duration_ms Nullable(UInt64)
        """
}

struct SystemDistributionQueue: EmptySystemTable {
    static let name = "distribution_queue"
    static let comment = "Rows on their way to other servers: there are none."
    static let columns = """
        database String
        table String
        data_path String
        is_blocked UInt8
        error_count UInt64
        data_files UInt64
        data_compressed_bytes UInt64
        broken_data_files UInt64
        broken_data_compressed_bytes UInt64
        last_exception String
        last_exception_time DateTime
        """
}

struct SystemDetachedTables: EmptySystemTable {
    static let name = "detached_tables"
    static let comment = "Tables that were detached for good: there are none."
    static let columns = """
        database String
        table String
        uuid UUID
        metadata_path String
        is_permanently UInt8
        """
}

struct SystemDroppedTables: EmptySystemTable {
    static let name = "dropped_tables"
    static let comment = "Tables that are dropped and still on disk: there are none."
    static let columns = """
        index UInt32
        database String
        table String
        uuid UUID
        engine String
        metadata_dropped_path String
        table_dropped_time DateTime
        """
}

struct SystemMoves: EmptySystemTable {
    static let name = "moves"
    static let comment = "Moves of parts between disks that run now: there are none."
    static let columns = """
        database String
        table String
        elapsed Float64
        target_disk_name String
        target_disk_path String
        part_name String
        part_size UInt64
        thread_id UInt64
        """
}

struct SystemUserDefinedFunctions: EmptySystemTable {
    static let name = "user_defined_functions"
    static let comment = "Executable functions: there are none."
    static let columns = """
        name String
        load_status Enum8('Success' = 0, 'Failed' = 1)
        loading_error_message String
        last_successful_update_time Nullable(DateTime)
        loading_duration_ms UInt64
        type Enum8('executable' = 0, 'executable_pool' = 1)
        command String
        format String
        return_type String
        return_name String
        argument_types Array(String)
        argument_names Array(String)
        max_command_execution_time UInt64
        command_termination_timeout UInt64
        command_read_timeout UInt64
        command_write_timeout UInt64
        pool_size UInt64
        send_chunk_header UInt8
        execute_direct UInt8
        lifetime UInt64
        deterministic UInt8
        """
}

struct SystemDimensionalMetrics: EmptySystemTable {
    static let name = "dimensional_metrics"
    static let comment = "Metrics by labels: there are none."
    static let columns = """
        metric String
        value Float64
        description String
        labels Map(String, String)
        """
}

struct SystemDNSCache: EmptySystemTable {
    static let name = "dns_cache"
    static let comment = "Names that were looked up: none are kept."
    static let columns = """
        hostname String
        ip_address String
        ip_family Enum8('IPv4' = 0, 'IPv6' = 1, 'UNIX_LOCAL' = 2)
        cached_at DateTime
        """
}

struct SystemQueryConditionCache: EmptySystemTable {
    static let name = "query_condition_cache"
    static let comment = "Conditions whose answers are known: none are kept here."
    static let columns = """
        key_hash UInt128
        entry_size UInt64
        matching_marks String
        """
}
