import Engine
import Storage
import Testing

/// Aggregations with so many groups that they are put aside in partitions.
@Suite struct ManyGroupsTests {
    private static let rowCount = 200_000

    private func makeServer() throws -> ServerInstance {
        let server = try ServerInstance()
        try server.run("CREATE TABLE numbered (n UInt64) ENGINE = MergeTree ORDER BY n")
        for half in 0..<2 {
            try server.run(
                "INSERT INTO numbered SELECT number * 2 + \(half) FROM numbers(\(Self.rowCount / 2))")
        }
        return server
    }

    /// Keys of many kinds whose number, `m`, can be told from them again.
    private static let keys = [
        "m": "k", "toString(m)": "toUInt64(k)", "toLowCardinality(toString(m))": "toUInt64(k)",
        "tuple(m, toString(m))": "k.1", "toFixedString(leftPad(toString(m), 20, '0'), 20)": "toUInt64(toString(k))",
        "if(m = 77, NULL, toUInt32(m))": "ifNull(k, 77)", "toInt128(m)": "toUInt64(k)",
    ]

    @Test("each key has its rows", arguments: [1, 2], ["", "max_bytes_before_external_group_by = 3000000"])
    func groups(rowsPerGroup: Int, setting: String) throws {
        let server = try makeServer()
        let count = (Self.rowCount + rowsPerGroup - 1) / rowsPerGroup
        let total = Self.rowCount * (Self.rowCount - 1) / 2
        for (key, number) in Self.keys {
            // The groups' rows are `rowsPerGroup` numbers from `m * rowsPerGroup` on.
            let found = try server.run(
                """
                SELECT count(), sum(c), sum(s), countIf(low != \(number) * \(rowsPerGroup)), countIf(high - low >= c),
                    countIf(mean != (low + high) / 2), countIf(some < low OR some > high)
                FROM (
                    SELECT \(key) AS k, count() AS c, sum(n) AS s, min(n) AS low, max(n) AS high, avg(n) AS mean,
                        any(n) AS some
                    FROM (SELECT n, intDiv(n, \(rowsPerGroup)) AS m FROM numbered) GROUP BY k
                ) SETTINGS max_threads = 2\(setting.isEmpty ? "" : ", " + setting)
                """)
            #expect(found == "\(count),\(Self.rowCount),\(total),0,0,0,0", "\(key), \(setting)")
        }
    }

    @Test("HAVING, and an order with a limit over ties of the first key")
    func having() throws {
        let server = try makeServer()
        let found = try server.run(
            """
            SELECT concat('order-', toString(n)) AS k, count() AS c FROM numbered GROUP BY k
            HAVING k LIKE '%7' ORDER BY c DESC, k LIMIT 3
            """)
        #expect(found == "'order-100007',1\n'order-100017',1\n'order-100027',1")
    }
}
