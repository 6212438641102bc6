import Columns
import Engine
import Foundation
import Testing

/// `SHOW`, `EXISTS` and `EXPLAIN` answer as ClickHouse 26.9.
@Suite struct ShowTests {
    private func makeServer() throws -> ServerInstance {
        let server = try ServerInstance()
        try server.run(
            """
            CREATE TABLE t (a UInt64 COMMENT 'ca', b Nullable(String) DEFAULT 'x', t DateTime, c Int64 ALIAS a + 1,
                d Date MATERIALIZED toDate(t), INDEX ix b TYPE bloom_filter(0.01) GRANULARITY 4,
                INDEX iy (a, t) TYPE minmax GRANULARITY 1)
            ENGINE = MergeTree PARTITION BY toYYYYMM(t) PRIMARY KEY a ORDER BY (a, t) TTL t + INTERVAL 100 YEAR
            SETTINGS index_granularity = 1024 COMMENT 'tc'
            """)
        try server.run("CREATE VIEW v AS SELECT a, b FROM t WHERE a > 1")
        return server
    }

    @Test(
        "lists",
        arguments: [
            ("SHOW TABLES", "'t'\n'v'"), ("SHOW FULL TABLES", "'t','MergeTree'\n'v','View'"),
            ("SHOW TABLES FROM default LIKE 't%'", "'t'"), ("SHOW TABLES NOT ILIKE 'T%' LIMIT 2", "'v'"),
            ("SHOW TABLES WHERE name = 't'", "'t'"), ("SHOW DATABASES LIKE 'd%'", "'default'"),
            (
                "SHOW COLUMNS FROM t",
                """
                'a','UInt64','NO','PRI SOR',NULL,''
                'b','Nullable(String)','YES','','\\'x\\'',''
                'c','Int64','NO','','a + 1',''
                'd','Date','NO','','toDate(t)',''
                't','DateTime','NO','SOR',NULL,''
                """
            ),
            ("SHOW EXTENDED COLUMNS FROM t FROM default LIKE 'a%'", "'a','UInt64','NO','PRI SOR',NULL,''"),
            ("SHOW COLUMNS FROM nosuch", ""),
            (
                "SHOW INDEX FROM t",
                """
                't',1,'ix',1,'',NULL,0,NULL,NULL,NULL,'BLOOM_FILTER','','','YES','b'
                't',1,'iy',1,'',NULL,0,NULL,NULL,NULL,'MINMAX','','','YES','a, t'
                't',1,'PRIMARY',1,'a','A',0,NULL,NULL,NULL,'PRIMARY','','','YES',''
                """
            ),
            ("SHOW SETTINGS LIKE 'max_block_size'", "'max_block_size','NonZeroUInt64','65409'"),
            ("SHOW CHANGED SETTINGS ILIKE '%xx%'", ""), ("SHOW SETTING max_block_size", "'65409'"),
            ("SHOW DICTIONARIES", ""), ("SHOW CLUSTERS", "'default'"), ("SHOW CURRENT ROLES", ""),
            ("EXISTS TABLE t", "1"), ("EXISTS t", "1"), ("EXISTS VIEW v", "1"), ("EXISTS VIEW t", "0"),
            ("EXISTS DATABASE default", "1"), ("EXISTS DICTIONARY x", "0"), ("EXISTS TEMPORARY TABLE t", "0"),
            (
                "SELECT hasColumnInTable('default', 't', 'a'), hasColumnInTable('default', 't', 'zz'), "
                    + "hasColumnInTable('system', 'one', 'dummy')",
                "1,0,1"
            ),
        ])
    func lists(_ sql: String, _ expected: String) throws {
        let answer1 = try makeServer().run(sql)
        #expect(answer1 == expected)
    }

    @Test func showCreate() throws {
        let server = try makeServer()
        let expected = """
            CREATE TABLE default.t
            (
                `a` UInt64 COMMENT 'ca',
                `b` Nullable(String) DEFAULT 'x',
                `t` DateTime,
                `c` Int64 ALIAS a + 1,
                `d` Date MATERIALIZED toDate(t),
                INDEX ix b TYPE bloom_filter(0.01) GRANULARITY 4,
                INDEX iy (a, t) TYPE minmax GRANULARITY 1
            )
            ENGINE = MergeTree
            PARTITION BY toYYYYMM(t)
            PRIMARY KEY a
            ORDER BY (a, t)
            TTL t + toIntervalYear(100)
            SETTINGS index_granularity = 1024
            COMMENT 'tc'
            """
        let literal = expected.replacingOccurrences(of: "'", with: "\\'").replacingOccurrences(of: "\n", with: "\\n")
        let answer2 = try server.run("SHOW CREATE TABLE t")
        #expect(answer2 == "'\(literal)'")
        let answer3 = try server.run("SHOW CREATE DATABASE default")
        #expect(answer3 == "'CREATE DATABASE default\\nENGINE = Atomic'")
        let answer4 = try server.run("SHOW CREATE TABLE system.one")
        #expect(answer4 == "'CREATE TABLE system.one\\n(\\n    `dummy` UInt8\\n)\\nENGINE = SystemOne'")
        #expect(throws: (any Error).self) { try server.run("SHOW TABLES FROM nosuch") }
    }

    @Test func explainSyntax() throws {
        let server = try makeServer()
        let lines = try server.run(
            "EXPLAIN SYNTAX SELECT a + 1 AS x, count() FROM t WHERE a > 2 AND NOT b = 'y' GROUP BY x ORDER BY x "
                + "LIMIT 3")
        #expect(
            lines == """
                'SELECT\\n    plus(a, 1) AS x,\\n    count()\\nFROM t\\n\
                WHERE and(greater(a, 2), not(equals(b, \\'y\\')))\\n\
                GROUP BY x\\nORDER BY x ASC\\nLIMIT 3'
                """)
    }

    @Test func explainEstimate() throws {
        let server = try ServerInstance()
        try server.run("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a SETTINGS index_granularity = 100")
        try server.run("INSERT INTO t SELECT number FROM numbers(10000)")
        let answer4 = try server.run("EXPLAIN ESTIMATE SELECT * FROM t WHERE a < 1000")
        #expect(answer4 == "'default','t',1,1000,10")
        #expect(
            try server.header("EXPLAIN ESTIMATE SELECT 1").map { "\($0.name) \($0.type.name)" }
                == ["database String", "table String", "parts UInt64", "rows UInt64", "marks UInt64"])
        let plan = try server.run("EXPLAIN indexes = 1 SELECT count() FROM t WHERE a < 1000")
        #expect(plan.contains("Granules: 10/100"))
    }
}
