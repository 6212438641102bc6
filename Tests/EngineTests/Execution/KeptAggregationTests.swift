import Engine
import Foundation
import Storage
import Testing

/// Groups of parts are kept between queries: the answers are those of reading all rows.
@Suite struct KeptAggregationTests {
    /// Two partitions with parts that are worth keeping, a small part, and NULLs.
    private func makeServer() throws -> ServerInstance {
        ColumnCache.shared.limit(to: 256 << 20)
        let server = try ServerInstance()
        try server.run(
            """
            CREATE TABLE trades (
                ts DateTime, agent String, kind LowCardinality(String), n UInt32, pnl Nullable(Float64))
            ENGINE = MergeTree PARTITION BY toYYYYMM(ts) ORDER BY (agent, ts)
            """)
        for (start, count) in [("2026-01-01", 60_000), ("2026-02-01", 50_000), ("2026-02-20", 500)] {
            try server.run(
                """
                INSERT INTO trades SELECT toDateTime('\(start) 00:00:00') + number * 20,
                    concat('a', toString(number % 5)), ['x', 'y', 'z'][number % 3 + 1], number % 1000,
                    if(number % 7 = 0, NULL, (number % 100) / 4 - 10)
                FROM numbers(\(count))
                """)
        }
        return server
    }

    private let select = """
        SELECT agent, toDate(ts) AS day, count(), sum(n), avg(pnl), uniqExact(n), min(ts), max(kind), countIf(pnl > 0)
        FROM trades
        """
    private let ending = "GROUP BY agent, day ORDER BY agent, day"

    @Test func theSameAndAMovedWindowGiveWhatReadingGives() throws {
        let server = try makeServer()
        for _ in 0..<3 {
            for start in ["2026-01-01 00:00:00", "2026-01-05 10:00:00", "2026-01-05 10:00:30", "2026-02-02 00:00:00"]
            {
                for filter in ["", "AND kind = 'x'", "AND pnl IS NOT NULL"] {
                    let condition = "WHERE ts >= '\(start)' \(filter)"
                    let found = try server.run("\(select) \(condition) \(ending)")
                    // A subquery stands between the scan and the groups: nothing is kept.
                    let all = "FROM (SELECT * FROM trades LIMIT 1000000)"
                    let read = select.replacingOccurrences(of: "FROM trades", with: all)
                    let wanted = try server.run("\(read) \(condition) \(ending)")
                    #expect(found == wanted)
                }
            }
        }
    }

    @Test func whatChangesIsSeen() throws {
        let server = try makeServer()
        let sql = "SELECT kind, count(), sum(n) FROM trades GROUP BY kind ORDER BY kind"
        let first = try server.run(sql)
        for _ in 0..<3 {
            let again = try server.run(sql)
            #expect(again == first)
        }
        let result = try server.result(sql)
        while try result.next() != nil {}
        #expect(result.progress?.readRows == 500, "the small part is read, the others are known")
        try server.run("INSERT INTO trades SELECT '2026-03-01 00:00:00', 'a9', 'x', 7, 1 FROM numbers(40000)")
        let more = try server.run("SELECT sum(c) FROM (SELECT kind, count() AS c FROM trades GROUP BY kind)")
        #expect(more == "150500")
        try server.run("OPTIMIZE TABLE trades FINAL")
        let merged = try server.run(sql)
        let wanted = try server.run(
            "SELECT kind, count(), sum(n) FROM (SELECT * FROM trades LIMIT 1000000) GROUP BY kind ORDER BY kind")
        #expect(merged == wanted)
        try server.run("ALTER TABLE trades DELETE WHERE kind = 'x' SETTINGS mutations_sync = 1")
        let left = try server.run("SELECT count(), uniqExact(kind) FROM trades")
        let byKind = try server.run("SELECT sum(c), count() FROM (SELECT kind, count() AS c FROM trades GROUP BY kind)")
        #expect(left == byKind)
        try server.run("ALTER TABLE trades MODIFY COLUMN n UInt64")
        let sums = try server.run(sql)
        let summed = try server.run(
            "SELECT kind, count(), sum(n) FROM (SELECT * FROM trades LIMIT 1000000) GROUP BY kind ORDER BY kind")
        #expect(sums == summed)
        let zones = ["Asia/Tokyo", "UTC"]
        for _ in 0..<3 {
            for zone in zones {
                let hours = "toHour(ts) AS h, count() FROM"
                let settings = [("session_timezone", zone)]
                let kept = try server.run("SELECT \(hours) trades GROUP BY h ORDER BY h", settings: settings)
                let read = try server.run(
                    "SELECT \(hours) (SELECT * FROM trades LIMIT 1000000) GROUP BY h ORDER BY h", settings: settings)
                #expect(kept == read)
            }
        }
    }
}
