import Errors
import SQLSyntax
import Testing

/// Whatever parses is printed so that it parses to the same tree.
@Suite struct StatementLawTests {
    struct Vectors: Decodable {
        let formats: [String]
        let grafana: [String]
        let errors: [String]
    }

    @Test(arguments: ["01_agent_trades", "02_skip_indexes", "03_materialized_views", "04_kafka", "05_queries"])
    func theSeedsStatements(file: String) throws {
        let statements = try TestData.statements(try TestData.bytes("seed/\(file).sql"))
        #expect(!statements.isEmpty)
        for statement in statements { try expectFixedPoint(statement.singleLineText) }
    }

    @Test func theVectorsStatements() throws {
        let vectors = try TestData.decoded("vector-statements.json", as: Vectors.self)
        for sql in vectors.formats + vectors.grafana + vectors.errors {
            let parsed = try Parser.parseStatement(sql)
            if !parsed.hasInlineData { try expectFixedPoint(sql) }
        }
    }

    @Test func expressionsAndTypesAlone() throws {
        let expression = try Parser.parseExpression("a + 1 AS b")
        #expect(expression.alias == "b")
        #expect(expression.withoutAlias == .call("plus", [.name("a"), .literal(.unsigned(1))]))
        #expect(try Parser.parseExpressionList("").isEmpty)
        #expect(try Parser.parseExpressionList("a, b.c, f(x)").count == 3)
        let type = try Parser.parseDataType("Map( LowCardinality(String),Array(Tuple(a UInt8,b Enum8('x'=-1,'y'=2))))")
        #expect(type.canonicalText == "Map(LowCardinality(String), Array(Tuple(a UInt8, b Enum8('x' = -1, 'y' = 2))))")
        let structure = try Parser.parseColumnsDeclaration(
            "a UInt8 DEFAULT 1, b String CODEC(ZSTD(1)), INDEX i a TYPE minmax")
        #expect(structure.columns.map(\.name) == ["a", "b"])
        #expect(structure.indexes.map(\.granularity) == [1])
        #expect(try Parser.parseTimeToLive("d + INTERVAL 1 DAY, d TO DISK 'x'").count == 2)
        #expect(throws: QueryError.self) { try Parser.parseExpression("a, b") }
        #expect(throws: QueryError.self) { try Parser.parseDataType("UInt8)") }
    }

    @Test func insertDataBeginsAfterItsHead() throws {
        let cases: [(String, String)] = [
            ("INSERT INTO t VALUES (1), ('a')", " (1), ('a')"),
            ("INSERT INTO t (a) FORMAT CSV\n1,2\n3,4", "1,2\n3,4"),
            ("insert into t format TSV \t\r\na\tb\n", "a\tb\n"),
            ("INSERT INTO t FORMAT JSONEachRow {\"a\": 'not SQL", "{\"a\": 'not SQL"),
            ("INSERT INTO t SETTINGS async_insert = 1 VALUES(1)", "(1)"),
            ("INSERT INTO t FORMAT RowBinary\n\u{1}\u{0}`'\"", "\u{1}\u{0}`'\""),
            ("INSERT INTO t FORMAT CSV", ""),
        ]
        for (sql, data) in cases {
            let parsed = try Parser.parseStatement(sql)
            #expect(parsed.hasInlineData)
            #expect(String(decoding: Array(sql.utf8)[parsed.end...], as: UTF8.self) == data, "\(sql)")
        }
        #expect(try !Parser.parseStatement("INSERT INTO t SELECT 1").hasInlineData)
    }

    @Test func severalStatementsAreRefusedUnlessAskedFor() throws {
        let text = Array("SELECT 1; -- one\nSELECT 'a;b';;".utf8)
        #expect(try TestData.statements(text).count == 2)
        #expect(throws: QueryError.self) { try Parser.parseStatement(text) }
        #expect(try Parser.parseStatement("SELECT 1;; ").singleLineText == "SELECT 1")
        #expect(throws: QueryError(.syntaxError, "Empty query")) { try Parser.parseStatement("  -- nothing") }
    }

    @Test func identifierParametersAreReplaced() throws {
        let options = ParserOptions(identifierParameters: ["t": "my table", "c": "x"])
        let parsed = try Parser.parseStatement("SELECT {c:Identifier}, {v:UInt8} FROM {t:Identifier}", options: options)
        #expect(parsed.singleLineText == "SELECT x, {v:UInt8} FROM `my table`")
        let error = #expect(throws: QueryError.self) { try Parser.parseStatement("SELECT * FROM {t:Identifier}") }
        #expect(error?.code == .unknownQueryParameter)
    }
}
