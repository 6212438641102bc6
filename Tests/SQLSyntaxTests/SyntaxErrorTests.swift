import Errors
import SQLSyntax
import Testing

/// Texts that ClickHouse 26.9 refuses are refused with its code and, as far as position and rest, with its words.
@Suite struct SyntaxErrorTests {
    struct Golden: Decodable {
        let sql: String
        let code: Int32
        let head: String
        let message: String
    }

    /// Where ours reads more than ClickHouse does, or stops at another token of the same mistake.
    private static let accepted: Set<String> = [
        "SELECT f(x -> y -> x)"
    ]

    @Test func refusedTextsAreRefused() throws {
        for golden in try TestData.decoded("syntax-errors.json", as: [Golden].self) {
            do {
                let parsed = try Parser.parseStatement(golden.sql)
                #expect(Self.accepted.contains(golden.sql), "accepted: \(golden.sql)\n\(parsed.singleLineText)")
            } catch {
                #expect(error.code.rawValue == golden.code, "\(golden.sql)\n\(error.message)")
                #expect(error.message.hasPrefix(golden.head), "\(golden.sql)\n\(error.message)\n\(golden.message)")
            }
        }
    }

    @Test func nestingIsLimited() throws {
        func code(_ sql: String) -> ErrorCode? {
            do {
                _ = try Parser.parseStatement(sql)
                return nil
            } catch { return error.code }
        }
        func nested(_ open: String, _ middle: String, _ close: String, _ count: Int) -> String {
            "SELECT " + String(repeating: open, count: count) + middle + String(repeating: close, count: count)
        }
        #expect(code(nested("(", "1", ")", 100)) == nil)
        #expect(code(nested("f(", "1", ")", 200)) == nil)
        #expect(code(nested("(SELECT ", "1", ")", 50)) == nil)
        #expect(code("SELECT 1" + String(repeating: " UNION ALL SELECT 1", count: 2000)) == nil)
        #expect(code("SELECT 1" + String(repeating: " AND 1 OR 1", count: 400)) == nil)
        let pieces = [
            ("(", ")"), ("f(", ")"), ("[", "]"), ("(SELECT ", ")"), ("NOT ", ""), ("- ", ""), ("a[", "]"),
            ("x -> ", ""),
            ("case when 1 then ", " end"), ("interval ", " day"), ("((SELECT ", "))"), ("CAST(", " AS UInt8)"),
            ("{a:", "}"), ("substring(", ", 1)"), ("exists(SELECT ", ")"), ("(x, ", ")"), ("if(", ",1,2)"),
            ("a IN (", ")"),
        ]
        for (open, close) in pieces {
            for count in [600, 3000, 20000] {
                let found = code(nested(open, "1", close, count))
                #expect([.tooDeepRecursion, .tooDeepAst, .syntaxError].contains(found), "\(open) \(count)")
            }
        }
        for chain in [
            "+1", ".1", "[1]", "::UInt8", " IS NULL", " UNION DISTINCT SELECT 1 UNION ALL SELECT 1", ", 1 AS a JOIN",
        ] {
            #expect(code("SELECT a" + String(repeating: chain, count: 20000)) != nil, "\(chain)")
        }
        #expect(code("SELECT a::" + nested("Array(", "UInt8", ")", 3000).dropFirst(7)) == .tooDeepRecursion)
    }

    @Test func sizeIsLimited() throws {
        let many = "SELECT 1" + String(repeating: ",a", count: 60000)
        #expect(throws: QueryError.self) { try Parser.parseStatement(many) }
        let set = "SELECT x IN (1" + String(repeating: ",1", count: 100_000) + ")"
        #expect(try Parser.parseStatement(set).singleLineText.count > 300_000)
        let long = "SELECT '" + String(repeating: "x", count: 262_144) + "'"
        let error = #expect(throws: QueryError.self) { try Parser.parseStatement(long) }
        #expect(error?.message.hasPrefix("Max query size exceeded") == true)
        let data = "INSERT INTO t VALUES " + String(repeating: "(1),", count: 100_000)
        #expect(try Parser.parseStatement(data).hasInlineData)
    }
}
