import Errors
import Simulation
import Testing

/// A cut behind every write, fsync, rename and removal.
@Suite struct CutTests {
    @Test("an insert, a merge and a mutation survive a cut anywhere")
    func insertMergeMutation() throws {
        let batches = (0..<3).map { batch in
            "INSERT INTO t SELECT \(batch), number, 'old' FROM numbers(10)"
        }
        let run = CutRun(
            preparation: [
                """
                CREATE TABLE t (batch UInt32, k UInt32, v String) ENGINE = MergeTree PARTITION BY k % 2 ORDER BY k
                SETTINGS old_parts_lifetime = 0
                """, batches[0], batches[1],
            ],
            statements: [
                batches[2], "OPTIMIZE TABLE t FINAL", CutRun.background,
                "ALTER TABLE t UPDATE v = 'new' WHERE batch = 1 SETTINGS mutations_sync = 1", CutRun.background,
            ]
        ) { (server, done) throws(QueryError) in
            server.work(10)
            let whole = ["0\t10\t10\t'old'\t'old'", "1\t10\t10\t'old'\t'old'", "2\t10\t10\t'old'\t'old'"]
            let changed = ["0\t10\t10\t'old'\t'old'", "1\t10\t10\t'new'\t'new'", "2\t10\t10\t'old'\t'old'"]
            let allowed =
                switch done {
                case 0: [Array(whole.prefix(2)), whole]
                case 1, 2: [whole]
                case 3: [whole, changed]
                default: [changed]
                }
            let found = try server.run(
                "SELECT batch, count(), uniqExact(k), min(v), max(v) FROM t GROUP BY batch ORDER BY batch")
            return allowed.contains(found) ? [] : ["there is \(found)"]
        }
        try expectSound(run)
    }

    @Test("an insert into a table with a chain of views is whole in all of them, or in none")
    func viewChain() throws {
        let run = CutRun(
            preparation: [
                "CREATE TABLE source (k UInt32, amount Int64) ENGINE = MergeTree PARTITION BY k % 2 ORDER BY k",
                """
                CREATE TABLE sums (g UInt8, n UInt64, total Int64) ENGINE = SummingMergeTree PARTITION BY g % 2
                ORDER BY g
                """,
                """
                CREATE MATERIALIZED VIEW to_sums TO sums
                AS SELECT k % 3 AS g, count() AS n, sum(amount) AS total FROM source GROUP BY g
                """,
                "CREATE TABLE grand (total Int64, n UInt64) ENGINE = MergeTree ORDER BY tuple()",
                """
                CREATE MATERIALIZED VIEW to_grand TO grand
                AS SELECT sum(total) AS total, sum(n) AS n FROM sums
                """,
                "CREATE TABLE journal (k UInt32) ENGINE = Log",
                "CREATE MATERIALIZED VIEW to_journal TO journal AS SELECT k FROM source",
                "INSERT INTO source SELECT number, number FROM numbers(20)",
            ],
            statements: [
                "INSERT INTO source SELECT number, number FROM numbers(20, 30)",
                "INSERT INTO source SELECT number, number FROM numbers(50, 10)",
            ]
        ) { (server, done) throws(QueryError) in
            var found: [String] = []
            let count = try server.run("SELECT count() FROM source")
            let allowed = [["20", "50"], ["50", "60"], ["60"]][done]
            if !allowed.contains(count[0]) { found.append("there are \(count) rows, not of \(allowed)") }
            let pairs = [
                ("SELECT sum(n), sum(total) FROM sums", "SELECT count(), sum(amount) FROM source"),
                ("SELECT sum(n), sum(total) FROM grand", "SELECT count(), sum(amount) FROM source"),
                ("SELECT count(), sum(k) FROM journal", "SELECT count(), sum(k) FROM source"),
                (
                    "SELECT g, sum(n) FROM sums GROUP BY g ORDER BY g",
                    "SELECT k % 3 AS g, count() FROM source GROUP BY g ORDER BY g"
                ),
            ]
            for (view, table) in pairs {
                let (has, should) = (try server.run(view), try server.run(table))
                if has != should { found.append("\(view) gives \(has) instead of \(should)") }
            }
            // The server goes on.
            try server.run("INSERT INTO source SELECT 1000, 1")
            if try server.run("SELECT sum(n) FROM grand") != server.run("SELECT count() FROM source") {
                found.append("after the next insert the views differ")
            }
            return found
        }
        try expectSound(run)
    }

    @Test("acknowledged single rows are there once, wherever the cut comes")
    func journaledInserts() throws {
        let insert = { (k: Int) in
            "INSERT INTO t (k, v) SETTINGS async_insert = 1, wait_for_async_insert = 1 VALUES (\(k), \(k * 10))"
        }
        let statements = [
            insert(1), insert(2), "SELECT count() FROM t", insert(3), "ALTER TABLE t ADD COLUMN w UInt32 DEFAULT v + 1",
            insert(4), "SYSTEM FLUSH ASYNC INSERT QUEUE", insert(5), "OPTIMIZE TABLE t FINAL", insert(6), insert(7),
        ]
        let run = CutRun(
            preparation: [
                "CREATE TABLE t (k UInt32, v UInt32) ENGINE = MergeTree PARTITION BY k % 2 ORDER BY k",
                "CREATE TABLE sums (g UInt8, n UInt64, total UInt64) ENGINE = SummingMergeTree ORDER BY g",
                """
                CREATE MATERIALIZED VIEW to_sums TO sums
                AS SELECT k % 3 AS g, count() AS n, sum(v) AS total FROM t GROUP BY g
                """,
            ],
            statements: statements
        ) { (server, done) throws(QueryError) in
            var found: [String] = []
            let acknowledged = statements.prefix(done).filter { $0.hasPrefix("INSERT") }.count
            let isUnderWay = done < statements.count && statements[done].hasPrefix("INSERT")
            let keys = try server.run("SELECT k FROM t ORDER BY k")
            let wanted = (1..<acknowledged + 1).map { "\($0)" }
            if keys != wanted, !isUnderWay || keys != wanted + ["\(acknowledged + 1)"] {
                found.append("there are \(keys), acknowledged were \(wanted)")
            }
            let (view, table) = (
                try server.run("SELECT sum(n), sum(total) FROM sums"), try server.run("SELECT count(), sum(v) FROM t")
            )
            if view != table { found.append("the view has \(view) instead of \(table)") }
            return found
        }
        try expectSound(run)
    }

    @Test("tables, views, drops and partitions: every statement survives a cut anywhere")
    func definitions() throws {
        let run = CutRun(
            preparation: [
                """
                CREATE TABLE keep (k UInt32) ENGINE = MergeTree PARTITION BY k % 2 ORDER BY k
                SETTINGS old_parts_lifetime = 0
                """,
                "INSERT INTO keep SELECT number FROM numbers(10)",
                "INSERT INTO keep SELECT number FROM numbers(10, 10)",
            ],
            statements: [
                "CREATE TABLE added (k UInt32) ENGINE = MergeTree ORDER BY k",
                "INSERT INTO added SELECT number FROM numbers(5)",
                "ALTER TABLE keep DROP PARTITION 0", CutRun.background,
                "ALTER TABLE keep ADD COLUMN v UInt32 DEFAULT k * 2",
                "ALTER TABLE keep RENAME COLUMN v TO w", CutRun.background,
                "ALTER TABLE keep DETACH PARTITION 1",
                "ALTER TABLE keep ATTACH PARTITION 1",
                "DROP TABLE added",
            ]
        ) { (server, done) throws(QueryError) in
            var found: [String] = []
            let kept = try server.run("SELECT countIf(k % 2 = 0), countIf(k % 2 = 1) FROM keep")
            let detached = try server.run("SELECT count() FROM system.detached_parts")
            let evens = done < 2 ? ["10"] : done == 2 ? ["10", "0"] : ["0"]
            // Parts are detached and attached one by one, and are never gone.
            let odds = done < 7 ? ["10"] : done == 7 ? ["10", "0"] : done == 8 ? ["0", "10"] : ["10"]
            let parts = kept[0].split(separator: "\t").map(String.init)
            if !evens.contains(parts[0]) { found.append("\(parts[0]) even rows, not of \(evens)") }
            if !odds.contains(parts[1]), detached == ["0"] { found.append("\(parts[1]) odd rows, not of \(odds)") }
            if done >= 2, done <= 8, try server.run("SELECT count() FROM added") != ["5"] {
                found.append("the new table lost its rows")
            }
            return found
        }
        try expectSound(run)
    }

    @Test("partitions that go from table to table are whole in one of them")
    func partitionsBetweenTables() throws {
        let table = "(batch UInt8, k UInt32) ENGINE = MergeTree PARTITION BY k % 2 ORDER BY k"
        let run = CutRun(
            preparation: [
                "CREATE TABLE a \(table) SETTINGS old_parts_lifetime = 0",
                "CREATE TABLE b \(table) SETTINGS old_parts_lifetime = 0",
                "INSERT INTO a SELECT 1, number FROM numbers(10)",
                "INSERT INTO b SELECT 3, number FROM numbers(6)",
            ],
            statements: [
                "ALTER TABLE a MOVE PARTITION 0 TO TABLE b",
                "ALTER TABLE b REPLACE PARTITION 1 FROM a",
                "ALTER TABLE a DETACH PARTITION 1",
                "ALTER TABLE a ATTACH PARTITION 1",
            ]
        ) { (server, done) throws(QueryError) in
            let count = "SELECT countIf(k % 2 = 0), countIf(k % 2 = 1), uniqExact(batch) FROM"
            let found = try server.run("\(count) a") + server.run("\(count) b")
            // What each statement makes of the one before it.
            let states = [
                ["5\t5\t1", "3\t3\t1"], ["0\t5\t1", "8\t3\t2"], ["0\t5\t1", "8\t5\t2"],
                ["0\t0\t0", "8\t5\t2"], ["0\t5\t1", "8\t5\t2"],
            ]
            let allowed = states[done...min(done + 1, states.count - 1)]
            guard allowed.contains(found) else { return ["there is \(found), not one of \(allowed)"] }
            let detached = try server.run("SELECT count() FROM system.detached_parts")
            return found == states[3] && detached != ["1"] ? ["\(detached) parts are detached"] : []
        }
        try expectSound(run)
    }
}

/// No cut of a run may be noticed.
func expectSound(_ run: CutRun) throws {
    let outcome = try run.run()
    #expect(outcome.cuts > 50, "the statements should touch the disk")
    for failure in outcome.failures.prefix(3) { Issue.record("\(failure)") }
    #expect(outcome.failures.count == 0, "of \(outcome.cuts) cuts")
}
