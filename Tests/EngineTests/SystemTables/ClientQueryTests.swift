import Columns
import Engine
import Testing

/// The statements that clients send by themselves, word by word.
@Suite struct ClientQueryTests {
    private static let server = Result { try ServerInstance() }

    @Test(
        "statements of clients run",
        arguments: [
            "SELECT version(), timezone()",
            "SELECT name, value, readonly FROM system.settings LIMIT 10000",
            "SELECT 1 AS check",
            "SELECT displayName(), version(), revision(), timezone()",
            "SELECT currentUser() AS user, timezone() AS timezone, version() AS version LIMIT 1",
            "SHOW DATABASES", "SHOW TABLES", "SHOW TABLES FROM \"default\"", "EXISTS DATABASE x", "EXISTS TABLE x",
            "SELECT engine, engine_full, comment FROM system.tables WHERE database = 'default' AND name = 'x'",
            "SELECT name FROM system.tables WHERE database = 'default' AND engine IN ('View', 'WindowView')",
            "SELECT name FROM system.tables WHERE database = 'default' AND engine = 'MaterializedView'",
            "SELECT name, database, table FROM system.data_skipping_indices",
            "SELECT name FROM system.dictionaries",
            "SELECT value, readonly FROM system.settings WHERE name='mutations_sync'",
            "SELECT engine FROM system.databases WHERE name = database()",
            "SELECT name FROM system.databases ORDER BY name",
            "SELECT name FROM system.tables WHERE database = 'default' ORDER BY name",
            "SELECT name FROM system.columns WHERE database = 'default' AND table = 't' ORDER BY name",
            "SELECT name, type, table FROM system.columns",
            "SELECT name, type, table FROM system.columns WHERE database IN ('default') AND table = 't'",
            """
            SELECT name, is_aggregate, case_insensitive, alias_to, origin, description, syntax, arguments,
                returned_value, examples, categories
            FROM system.functions
            LIMIT 10000
            """,
            "SELECT name, case_insensitive, alias_to FROM system.data_type_families",
            "SELECT t.name, d.engine FROM system.tables AS t JOIN system.databases AS d ON t.database = d.name",
            "SELECT * FROM system.grants", "SELECT * FROM system.view_refreshes",
            "SELECT cluster, shard_num, replica_num, host_name, host_address, port, is_local, errors_count, "
                + "slowdowns_count FROM system.clusters",
            "SELECT database, table, elapsed, progress, is_mutation, partition_id, result_part_path, "
                + "source_part_paths, num_parts, "
                + "total_size_bytes_compressed, bytes_read_uncompressed, bytes_written_uncompressed, "
                + "columns_written, memory_usage, "
                + "thread_id FROM system.merges",
            "SELECT database, table, mutation_id, command, create_time, parts_to_do_names, is_done, "
                + "latest_failed_part, latest_fail_time, latest_fail_reason FROM system.mutations",
            "SELECT database, table, is_leader, is_readonly, absolute_delay, queue_size, inserts_in_queue, "
                + "merges_in_queue FROM system.replicas",
            "SELECT name, path, free_space, total_space FROM system.disks",
            "SELECT database, table, partition, partition_id, active, rows, bytes_on_disk, data_uncompressed_bytes, "
                + "modification_time, name, part_type, level, disk_name, path, marks, refcount, min_block_number, "
                + "max_block_number "
                + "FROM system.parts",
            "SELECT database, table, partition_id, name, disk, level FROM system.detached_parts",
            "SELECT source, type, status FROM system.dictionaries",
            "SELECT type, event_time, query_start_time, query_duration_ms, query, query_id, query_kind, initial_user, "
                + "normalized_query_hash, memory_usage, read_rows, read_bytes, written_rows, written_bytes, "
                + "result_rows, result_bytes "
                + "FROM system.query_log WHERE type = 'QueryFinish'",
            "SELECT * FROM information_schema.tables",
            "SELECT table_name, column_name, data_type FROM "
                + "INFORMATION_SCHEMA.COLUMNS",
        ])
    func runs(_ sql: String) throws {
        _ = try Self.server.get().run(sql)
    }

    @Test func databasesOfANewServer() throws {
        let answer1 = try ServerInstance().run("SHOW DATABASES")
        #expect(answer1 == "'INFORMATION_SCHEMA'\n'default'\n'information_schema'\n'system'")
    }

    @Test func describeHasSevenColumns() throws {
        let server = try ServerInstance()
        try server.run(
            "CREATE TABLE t (d DateTime('UTC') DEFAULT now() COMMENT 'cc' CODEC(ZSTD(1))) ENGINE = MergeTree "
                + "ORDER BY d")
        #expect(
            try server.header("DESCRIBE TABLE t").map { "\($0.name) \($0.type.name)" } == [
                "name String", "type String", "default_type String", "default_expression String", "comment String",
                "codec_expression String", "ttl_expression String",
            ])
        let answer2 = try server.run("DESCRIBE TABLE t")
        #expect(answer2 == "'d','DateTime(\\'UTC\\')','DEFAULT','now()','cc','ZSTD(1)',''")
        let answer3 = try server.run("DESC (SELECT 1 AS a)")
        #expect(answer3 == "'a','UInt8','','','','',''")
    }
}
