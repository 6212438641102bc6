import SQLSyntax
import Testing

@Suite struct BackupTests {
    /// As ClickHouse's `formatQuerySingleLine` writes them.
    @Test(arguments: [
        ("BACKUP TABLE d.t TO File('b1')", "BACKUP TABLE d.t TO File('b1')"),
        (
            "backup table d.t as e.u partition '1', 2 to File('b1') settings id='a', base_backup=File('x') async",
            "BACKUP TABLE d.t AS e.u PARTITIONS  '1', 2 TO File('b1') "
                + "SETTINGS base_backup = File('x'), id = 'a', async = true"
        ),
        (
            "BACKUP DATABASE d EXCEPT TABLES a, b TO Disk('b','c')",
            "BACKUP DATABASE d EXCEPT TABLES a, b TO Disk('b', 'c')"
        ),
        (
            "RESTORE ALL EXCEPT DATABASES d EXCEPT TABLES e.t FROM File('x')",
            "RESTORE ALL EXCEPT DATABASE d EXCEPT TABLE e.t FROM File('x')"
        ),
        ("BACKUP TABLE a PARTITION ID 'x' TO File('a')", "BACKUP TABLE a PARTITION  ID 'x' TO File('a')"),
        (
            "BACKUP VIEW a, DATABASE b AS c TO File('a') SYNC",
            "BACKUP TABLE a, DATABASE b AS c TO File('a') SETTINGS async = false"
        ),
    ])
    func printsAsClickHouse(_ text: String, _ expected: String) throws {
        #expect(try Parser.parseStatement(text).statement.singleLineText == expected)
    }

    @Test(arguments: [
        "BACKUP TO File('a')", "BACKUP TABLE a", "BACKUP TABLE a FROM File('a')", "RESTORE TABLE a TO File('a')",
        "BACKUP ALL EXCEPT TO File('a')", "BACKUP TABLE a TO File('a') SETTINGS base_backup = 1",
    ])
    func refuses(_ text: String) {
        #expect(throws: (any Error).self) { try Parser.parseStatement(text) }
    }
}
