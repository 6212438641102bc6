import Engine
import Testing

/// What system tables say of tables, parts, queries and sessions.
@Suite struct SystemContentTests {
    private func makeServer() throws -> ServerInstance {
        let server = try ServerInstance()
        try server.run(
            """
            CREATE TABLE t (a UInt64 COMMENT 'ca', b Nullable(String) DEFAULT 'x', t DateTime, c Int64 ALIAS a + 1,
                f Decimal(18, 4), g DateTime64(3), h FixedString(5), m LowCardinality(String) CODEC(ZSTD(3)),
                INDEX ix b TYPE bloom_filter(0.01) GRANULARITY 4, INDEX iy (a, t) TYPE minmax GRANULARITY 1)
            ENGINE = MergeTree PARTITION BY (toYYYYMM(t), m) PRIMARY KEY a ORDER BY (a, t)
            SETTINGS index_granularity = 1024, min_bytes_for_wide_part = 0 COMMENT 'tc'
            """)
        try server.run(
            "INSERT INTO t (a, t, m) SELECT number, toDateTime(1767225600 + number * 60), 'x' FROM numbers(3000)")
        try server.run("CREATE VIEW v AS SELECT a, b FROM t WHERE a > 1")
        try server.run("CREATE MATERIALIZED VIEW mv ENGINE = MergeTree ORDER BY a AS SELECT a FROM t")
        return server
    }

    @Test func tables() throws {
        let row = try makeServer().row("SELECT * FROM system.tables WHERE database = 'default' AND name = 't'")
        #expect(row["engine"] == "'MergeTree'")
        #expect(row["partition_key"] == "'(toYYYYMM(t), m)'")
        #expect(row["sorting_key"] == "'a, t'")
        #expect(row["primary_key"] == "'a'")
        #expect(row["skipping_indices_types"] == "['bloom_filter', 'minmax']")
        #expect(row["total_rows"] == "3000")
        #expect(row["active_parts"] == "1")
        #expect(row["total_marks"] == "4")
        #expect(row["storage_policy"] == "'default'")
        #expect(row["comment"] == "'tc'")
        #expect(row["dependencies_table"] == "['mv']")
        #expect(row["has_own_data"] == "1")
        #expect(
            row["engine_full"]
                == "'MergeTree PARTITION BY (toYYYYMM(t), m) PRIMARY KEY a ORDER BY (a, t) SETTINGS "
                + "index_granularity = 1024, min_bytes_for_wide_part = 0'")
    }

    @Test func views() throws {
        let server = try makeServer()
        let answer1 = try server.run("SELECT engine, as_select, total_rows FROM system.tables WHERE name = 'v'")
        #expect(answer1 == "'View','SELECT a, b FROM default.t WHERE a > 1',NULL")
        let shown = try server.run(
            "SELECT create_table_query LIKE '%SETTINGS index_granularity = 8192 AS %' FROM system.tables WHERE "
                + "name = 'mv'"
        )
        #expect(shown == "1")
        let target = try server.row("SELECT engine, target_table, engine_full FROM system.tables WHERE name = 'mv'")
        #expect(target["engine"] == "'MaterializedView'")
        #expect(target["target_table"]?.hasPrefix("'.inner_id.") == true)
        #expect(target["engine_full"] == "''")
    }

    @Test func columns() throws {
        let server = try makeServer()
        let rows = try server.run(
            "SELECT name, type, position, default_kind, default_expression, comment, is_in_partition_key, "
                + "is_in_sorting_key, "
                + "is_in_primary_key, compression_codec FROM system.columns WHERE database = 'default' AND table = 't'")
        #expect(
            rows == """
                'a','UInt64',1,'','','ca',0,1,1,''
                'b','Nullable(String)',2,'DEFAULT','\\'x\\'','',0,0,0,''
                't','DateTime',3,'','','',1,1,0,''
                'c','Int64',4,'ALIAS','a + 1','',0,0,0,''
                'f','Decimal(18, 4)',5,'','','',0,0,0,''
                'g','DateTime64(3)',6,'','','',0,0,0,''
                'h','FixedString(5)',7,'','','',0,0,0,''
                'm','LowCardinality(String)',8,'','','',1,0,0,'CODEC(ZSTD(3))'
                """)
        let answer2 = try server.run(
            "SELECT character_octet_length, numeric_precision, numeric_precision_radix, numeric_scale, "
                + "datetime_precision "
                + "FROM system.columns WHERE database = 'default' AND table = 't' AND name IN ('a', 'f', "
                + "'g', 'h', 't')")
        #expect(
            answer2
                == "NULL,64,2,0,NULL\nNULL,NULL,NULL,NULL,0\nNULL,18,10,4,NULL\n"
                + "NULL,NULL,NULL,NULL,3\n5,NULL,NULL,NULL,NULL"
        )
        let answer3 = try server.run(
            "SELECT data_uncompressed_bytes FROM system.columns WHERE table = 't' AND name = 'a'")
        #expect(answer3 == "24000")
    }

    @Test func parts() throws {
        let server = try makeServer()
        let row = try server.row("SELECT *, bytes FROM system.parts WHERE table = 't' AND active")
        #expect(row["partition"] == "'(202601,\\'x\\')'")
        #expect(row["part_type"] == "'Wide'")
        #expect(row["rows"] == "3000")
        #expect(row["marks"] == "4")
        #expect(row["min_time"] == "1767225600")
        #expect(row["max_time"] == "1767405540")
        #expect(row["bytes"] == row["bytes_on_disk"])
        #expect(row["level"] == "0")
        let answer4 = try server.run(
            "SELECT column, type, column_position FROM system.parts_columns WHERE table = 't' AND column = 'm'")
        #expect(answer4 == "'m','LowCardinality(String)',7")
        let name = try #require(row["partition_id"])
        try server.run("ALTER TABLE t DETACH PARTITION ID \(name)")
        let answer5 = try server.run("SELECT count() FROM system.parts WHERE table = 't' AND active")
        #expect(answer5 == "0")
        let answer6 = try server.run("SELECT table, reason, min_block_number, level FROM system.detached_parts")
        #expect(answer6 == "'t','',1,0")
    }

    @Test func temporaryTablesAreTheirSessions() throws {
        let server = try ServerInstance()
        let mine = server.makeSession()
        try server.run("CREATE TEMPORARY TABLE mine (x UInt8)", mine)
        let sql = "SELECT database, name, is_temporary FROM system.tables WHERE name = 'mine'"
        let answer7 = try server.run(sql, mine)
        #expect(answer7 == "'','mine',1")
        let answer8 = try server.run(sql)
        #expect(answer8 == "")
        let answer9 = try server.run("SELECT name FROM system.columns WHERE table = 'mine'", mine)
        #expect(answer9 == "'x'")
        let answer10 = try server.run("SELECT name FROM system.columns WHERE table = 'mine'")
        #expect(answer10 == "")
    }

    @Test func settingsAreTheQuerys() throws {
        let server = try ServerInstance()
        let session = server.makeSession()
        try server.run("SET max_block_size = 1234", session)
        let sql = "SELECT value, changed, readonly FROM system.settings WHERE name = 'max_block_size'"
        let answer11 = try server.run(sql, session)
        #expect(answer11 == "'1234',1,0")
        let answer12 = try server.run(sql)
        #expect(answer12 == "'65409',0,0")
        let answer13 = try server.run(sql, settings: [("readonly", "1")])
        #expect(answer13 == "'65409',0,1")
        let answer14 = try server.run(sql, settings: [("readonly", "2")])
        #expect(answer14 == "'65409',0,0")
    }

    @Test func queryLogAndErrors() throws {
        let server = try ServerInstance()
        try server.run("SELECT 42 SETTINGS max_block_size = 77")
        #expect(throws: (any Error).self) { try server.run("SELECT nosuch") }
        let answer15 = try server.run(
            "SELECT type, query_kind, Settings['max_block_size'] FROM system.query_log WHERE query LIKE '%42%'")
        #expect(answer15 == "1,'Select','77'\n2,'Select','77'")
        let answer16 = try server.run("SELECT exception_code, type FROM system.query_log WHERE exception_code != 0")
        #expect(answer16 == "47,3")
        let answer17 = try server.run("SELECT name, code, value FROM system.errors")
        #expect(answer17 == "'UNKNOWN_IDENTIFIER',47,1")
        let answer18 = try server.run("SELECT count() FROM system.processes")
        #expect(answer18 == "1")
        let answer19 = try server.run("SELECT value > 0 FROM system.events WHERE event = 'FailedQuery'")
        #expect(answer19 == "1")
    }

    @Test func functionsAreDescribed() throws {
        let server = try ServerInstance()
        let answer20 = try server.run(
            "SELECT name, is_aggregate, case_insensitive, alias_to, categories FROM system.functions WHERE name "
                + "IN ('plus', 'sum')")
        #expect(answer20 == "'plus',0,0,'','Arithmetic'\n'sum',1,1,'','Aggregate Functions'")
        let answer21 = try server.run(
            "SELECT count() FROM system.functions WHERE description = '' AND alias_to = '' AND origin = 'System'")
        #expect(answer21 == "0")
    }
}
