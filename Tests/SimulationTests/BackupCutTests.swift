import Errors
import Simulation
import Testing

/// Backups on a disk that loses power, or is full.
@Suite struct BackupCutTests {
    private static let preparation = [
        "CREATE TABLE t (k UInt32, v String) ENGINE = MergeTree PARTITION BY k % 2 ORDER BY k",
        """
        CREATE MATERIALIZED VIEW counts ENGINE = SummingMergeTree ORDER BY g
        AS SELECT k % 3 AS g, count() AS n FROM t GROUP BY g
        """,
        "INSERT INTO t SELECT number, 'v' FROM numbers(20)",
    ]

    @Test("a backup that answered is whole after a cut anywhere, and one that did not is whole or none")
    func backup() throws {
        let run = CutRun(preparation: Self.preparation, statements: ["BACKUP DATABASE default TO File('b')"]) {
            (server, done) throws(QueryError) in
            var found: [String] = []
            if try server.run("SELECT count() FROM t") != ["20"] { found.append("the table has changed") }
            do throws(QueryError) {
                try server.run("RESTORE DATABASE default AS copy FROM File('b')")
            } catch {
                if done > 0 || error.code != .backupNotFound { found.append("the backup cannot be restored: \(error)") }
                try server.run("BACKUP DATABASE default TO File('b')")
                try server.run("RESTORE DATABASE default AS copy FROM File('b')")
            }
            let answer = try server.run("SELECT (SELECT count() FROM copy.t), (SELECT sum(n) FROM copy.counts)")
            if answer != ["20\t20"] { found.append("restored were \(answer)") }
            return found
        }
        try expectSound(run)
    }

    @Test("a restore brings all rows of all tables, or none, wherever the cut comes")
    func restore() throws {
        let run = CutRun(
            preparation: Self.preparation + ["BACKUP DATABASE default TO File('b')"],
            statements: ["RESTORE TABLE t AS u, TABLE counts AS counted FROM File('b')"]
        ) { (server, done) throws(QueryError) in
            var tables: [String] = []
            var rows: [String] = []
            for (table, sum) in [("u", "count()"), ("counted", "sum(n)")]
            where try server.run("EXISTS TABLE \(table)") == ["1"] {
                tables.append(table)
                rows += try server.run("SELECT \(sum) FROM \(table)")
            }
            let isWhole = rows == ["20", "20"]
            if !isWhole, done > 0 || rows.contains(where: { $0 != "0" }) { return ["\(tables) have \(rows)"] }
            for table in tables where !isWhole { try server.run("DROP TABLE \(table)") }
            if !isWhole { try server.run("RESTORE TABLE t AS u, TABLE counts AS counted FROM File('b')") }
            let again = try server.run("SELECT count() FROM u")
            return again == ["20"] ? [] : ["restored again were \(again)"]
        }
        try expectSound(run)
    }
}
