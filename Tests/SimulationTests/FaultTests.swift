import Errors
import Simulation
import Testing

/// ENOSPC, EIO and short writes at every place where the disk is written.
@Suite struct FaultTests {
    @Test("a failed write is an error for its caller, and the server goes on", arguments: DiskFault.allCases)
    func everyWrite(_ fault: DiskFault) throws {
        let statements = [
            "INSERT INTO t SELECT 2, number FROM numbers(10)", "OPTIMIZE TABLE t FINAL",
            "ALTER TABLE t UPDATE k = k + 1 WHERE batch = 1 SETTINGS mutations_sync = 1",
            "ALTER TABLE t DROP PARTITION 0", "CREATE TABLE u (k UInt8) ENGINE = MergeTree ORDER BY k",
        ]
        for (place, statement) in statements.enumerated() {
            let whole = try prepared(statements.prefix(place))
            let first = whole.disk.operationCount
            try whole.run(statement)
            let last = whole.disk.operationCount
            #expect(last > first)
            for operation in (first + 1)...max(last, first + 1) {
                try expectSound(prepared(statements.prefix(place)), statement, operation, fault)
            }
        }
    }

    @Test("a partition command that fails changed nothing", arguments: [DiskFault.full, .inputOutputError])
    func partitionCommands(_ fault: DiskFault) throws {
        let statements = [
            "ALTER TABLE t MOVE PARTITION 0 TO TABLE u", "ALTER TABLE u REPLACE PARTITION 1 FROM t",
            "ALTER TABLE t DETACH PARTITION 1", "ALTER TABLE t ATTACH PARTITION 1",
            "ALTER TABLE u ATTACH PARTITION 1 FROM t", "ALTER TABLE u FREEZE", "TRUNCATE TABLE u",
        ]
        for (place, statement) in statements.enumerated() {
            let whole = try partitioned(statements.prefix(place))
            let first = whole.disk.operationCount
            try whole.run(statement)
            let after = try contents(of: whole)
            for operation in (first + 1)...whole.disk.operationCount {
                let server = try partitioned(statements.prefix(place))
                let before = try contents(of: server)
                server.disk.fail(operation, by: fault)
                var failure: QueryError?
                do { try server.run(statement) } catch { failure = error }
                server.disk.clearFaults()
                let what = Comment("\(statement), operation \(operation), \(fault): \(failure?.message ?? "no error")")
                #expect(try contents(of: server) == (failure == nil ? after : before), what)
                if failure != nil {
                    if !statement.contains("FREEZE") { try server.run(statement) }
                    #expect(try contents(of: server) == after, what)
                }
                try server.restart()
                #expect(try contents(of: server) == after, what)
                #expect(try server.faultsOfTables() == [], what)
            }
        }
    }

    private func partitioned(_ statements: ArraySlice<String>) throws -> SimulatedServer {
        let server = try SimulatedServer(seed: 4)
        for table in ["t", "u"] {
            try server.run(
                "CREATE TABLE \(table) (k UInt32) ENGINE = MergeTree PARTITION BY k % 2 ORDER BY k")
        }
        for statement in [
            "INSERT INTO t SELECT number FROM numbers(10)", "INSERT INTO u SELECT number FROM numbers(100, 3)",
        ] + statements { try server.run(statement) }
        return server
    }

    private func contents(of server: SimulatedServer) throws -> [String] {
        let rows = "SELECT k % 2, count(), sum(k) FROM"
        return try server.run("\(rows) t GROUP BY k % 2 ORDER BY 1") + ["u"]
            + server.run("\(rows) u GROUP BY k % 2 ORDER BY 1")
    }

    @Test("rows that wait in the journal of a full disk keep nobody but their readers from working")
    func fullDiskWithJournal() throws {
        let server = try SimulatedServer(seed: 5)
        for name in ["a", "b"] { try server.run("CREATE TABLE \(name) (k UInt32) ENGINE = MergeTree ORDER BY k") }
        try server.run("INSERT INTO b VALUES (1)")
        try server.run("INSERT INTO a SETTINGS async_insert = 1, wait_for_async_insert = 1 VALUES (7)")
        server.disk.setFull(true)
        // The journal's own thread may have been faster than the full disk; an answer without the row there is none.
        for query in ["SELECT k FROM a", "SELECT a.k FROM a, b"] {
            let answer = try? server.run(query)
            #expect(answer == nil || answer == ["7"])
        }
        #expect(try server.run("SELECT * FROM b") == ["1"])
        #expect(try server.run("SELECT 1") == ["1"])
        try server.run("DROP TABLE b SYNC")
        server.disk.setFull(false)
        #expect(try server.run("SELECT * FROM a") == ["7"])
    }

    private func prepared(_ statements: ArraySlice<String>) throws -> SimulatedServer {
        let server = try SimulatedServer(seed: 3)
        let schema = [
            """
            CREATE TABLE t (batch UInt32, k UInt32) ENGINE = MergeTree PARTITION BY batch % 2 ORDER BY batch
            SETTINGS old_parts_lifetime = 0
            """,
            "CREATE TABLE s (batch UInt32, n UInt64) ENGINE = SummingMergeTree ORDER BY batch",
            "CREATE MATERIALIZED VIEW v TO s AS SELECT batch, count() AS n FROM t GROUP BY batch",
            "INSERT INTO t SELECT 1, number FROM numbers(10)",
        ]
        for statement in schema + statements { try server.run(statement) }
        return server
    }

    private func expectSound(
        _ server: SimulatedServer, _ statement: String, _ operation: Int, _ fault: DiskFault
    ) throws {
        let count = "SELECT batch, count() FROM t GROUP BY batch ORDER BY batch"
        let before = try server.run(count)
        server.disk.fail(operation, by: fault)
        var failure: QueryError?
        do { try server.run(statement) } catch { failure = error }
        server.disk.clearFaults()
        let what = Comment("\(statement), operation \(operation), \(fault): \(failure?.message ?? "no error")")
        if statement.hasPrefix("INSERT"), failure != nil { #expect(try server.run(count) == before, what) }
        if let failure { #expect([.notEnoughSpace, .cannotWriteToFileDescriptor].contains(failure.code), what) }
        // A mutation that failed is tried again after ten seconds.
        server.clock.advance(seconds: 11)
        // Without a restart: rows go in, the statement works, and so does everything else.
        try server.run("INSERT INTO t SELECT 9, number FROM numbers(3)")
        if statement.hasPrefix("CREATE") {
            try server.run("CREATE TABLE IF NOT EXISTS u (k UInt8) ENGINE = MergeTree ORDER BY k")
        } else if failure != nil {
            try server.run(statement)
        }
        server.work(10)
        let after = try server.run(count)
        try server.restart()
        #expect(try server.run(count) == after, what)
        #expect(try server.faultsOfTables() == [], what)
        #expect(try server.run("SELECT sum(n) FROM s WHERE batch = 9") == ["3"], what)
    }
}
