import SQLSyntax
import Testing

/// The names ClickHouse 26.9 gives to result columns, and ours.
@Suite struct ColumnNameTests {
    struct Golden: Decodable {
        let sql: String
        let names: [String]
    }

    @Test func namesAreClickHouses() throws {
        let goldens = try TestData.decoded("column-names.json", as: [Golden].self)
        #expect(goldens.count > 120)
        for golden in goldens {
            let parsed = try Parser.parseStatement(golden.sql)
            guard case .select(.select(let query)) = parsed.statement else {
                Issue.record("not a SELECT: \(golden.sql)")
                continue
            }
            #expect(query.projection.map(\.columnName) == golden.names, "\(golden.sql)")
        }
    }

    @Test func callersNameWhatTheyKnow() throws {
        let expression = try Parser.parseExpression("1 + (SELECT 2)")
        let name = expression.columnName { part in
            if case .subquery = part { return "_subquery1" }
            return nil
        }
        #expect(name == "plus(1, _subquery1)")
    }
}
