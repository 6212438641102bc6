import Columns
import Engine
import Foundation
import Testing

/// The columns of every system table are ClickHouse's, in its order and with its types.
@Suite struct SystemSchemaTests {
    /// `system-columns.tsv`: table, column, type, from ClickHouse 26.9.
    private static func golden() throws -> [(table: String, columns: [String])] {
        let url = try #require(Bundle.module.url(forResource: "Data/system-columns", withExtension: "tsv"))
        var tables: [(table: String, columns: [String])] = []
        for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: "\t").map(String.init)
            if tables.last?.table != fields[0] { tables.append((fields[0], [])) }
            tables[tables.count - 1].columns.append("\(fields[1]) \(fields[2])")
        }
        return tables
    }

    @Test func columnsAreClickHouses() throws {
        let server = try ServerInstance()
        for (table, columns) in try Self.golden() {
            let names = columns.map { "`\($0.split(separator: " ")[0])`" }
            let header = try server.header("SELECT \(names.joined(separator: ", ")) FROM system.\(table) LIMIT 0")
            let types = zip(names, header).map { "\($0.dropFirst().dropLast()) \($1.type.name)" }
            #expect(types == columns, "system.\(table)")
            let stars = try server.header("SELECT * FROM system.\(table) LIMIT 0")
            #expect(Array(header.prefix(stars.count)) == stars, "SELECT * FROM system.\(table)")
        }
    }

    /// Every table of the database gives its rows: no value of the wrong kind, no column that is not declared.
    @Test func everyTableCanBeRead() throws {
        let server = try ServerInstance()
        try server.run(
            "CREATE TABLE t (a UInt64, d Date, INDEX i a TYPE minmax) ENGINE = MergeTree PARTITION BY d ORDER BY a")
        try server.run("INSERT INTO t VALUES (1, '2026-01-02')")
        try server.run("ALTER TABLE t DELETE WHERE a = 7 SETTINGS mutations_sync = 1")
        try server.run(
            "CREATE TABLE r (a UInt64) ENGINE = ReplicatedMergeTree('/clickhouse/{shard}/r', '{replica}') ORDER BY a")
        try server.run("CREATE VIEW v AS SELECT a FROM t")
        #expect(throws: (any Error).self) { try server.run("SELECT nosuch") }
        let session = server.makeSession()
        let tables = try server.run(
            "SELECT name FROM system.tables WHERE database = 'system' AND name NOT IN ('numbers', 'numbers_mt', "
                + "'zeros', 'zeros_mt', 'primes')",
            session)
        for table in tables.split(separator: "\n") {
            let name = table.dropFirst().dropLast()
            _ = try server.run("SELECT * FROM system.\(name)")
        }
        let answer1 = try server.run("SELECT count() FROM (SELECT * FROM system.numbers LIMIT 5)")
        #expect(answer1 == "5")
        let answer2 = try server.run("SELECT count() FROM (SELECT * FROM system.zeros LIMIT 5)")
        #expect(answer2 == "5")
        for view in [
            "schemata", "tables", "columns", "views", "key_column_usage", "referential_constraints", "statistics",
            "engines", "collations", "character_sets", "TABLES",
        ] {
            for database in ["information_schema", "INFORMATION_SCHEMA"] {
                _ = try server.run("SELECT * FROM \(database).\(view)")
            }
        }
    }

    @Test func whatIsNotHereIsUnknown() throws {
        let server = try ServerInstance()
        #expect(throws: (any Error).self) { try server.run("SELECT * FROM system.jemalloc_bins") }
    }
}
