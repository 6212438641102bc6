import Errors
import SQLSyntax
import Testing

/// What ClickHouse 26.9's `formatQuerySingleLine` and `formatQuery` make of statements, and what ours does.
@Suite struct FormatGoldenTests {
    struct Golden: Decodable, Sendable {
        let sql: String
        let single: String
        let multi: String
    }

    @Test func singleLineIsClickHouses() throws {
        let goldens = try TestData.decoded("format-goldens.json", as: [Golden].self)
        #expect(goldens.count > 400)
        for golden in goldens {
            let parsed = Result { () throws(QueryError) in try Parser.parseStatement(golden.sql) }
            #expect(parsed.text { $0.singleLineText } == golden.single, "\(golden.sql)")
        }
    }

    @Test func multilineIsClickHouses() throws {
        for golden in try TestData.decoded("format-goldens.json", as: [Golden].self) {
            let parsed = Result { () throws(QueryError) in try Parser.parseStatement(golden.sql) }
            #expect(parsed.text { $0.multilineText } == golden.multi, "\(golden.sql)")
        }
    }

    /// Printing and reading again changes neither the tree nor the text.
    @Test func printingIsAFixedPoint() throws {
        for golden in try TestData.decoded("format-goldens.json", as: [Golden].self) {
            try expectFixedPoint(golden.sql)
        }
    }
}

extension Result where Success == ParsedStatement, Failure == QueryError {
    fileprivate init(_ body: () throws(QueryError) -> Success) {
        do throws(QueryError) { self = .success(try body()) } catch { self = .failure(error) }
    }

    func text(_ form: (ParsedStatement) -> String) -> String {
        switch self {
        case .success(let parsed): form(parsed)
        case .failure(let error): error.message
        }
    }
}

/// Checks both forms of a statement's text against its tree.
func expectFixedPoint(_ sql: String) throws {
    let first = try Parser.parseStatement(sql)
    for text in [first.singleLineText, first.multilineText] {
        do {
            let again = try Parser.parseStatement(text)
            #expect(again.statement == first.statement, "\(sql)\n\(text)")
            #expect(again.singleLineText == first.singleLineText, "\(sql)")
            #expect(again.multilineText == first.multilineText, "\(sql)")
        } catch {
            Issue.record("\(sql)\n\(text)\n\(error)")
        }
    }
}
