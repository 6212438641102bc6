import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// What `(EXPLAIN …)` in FROM is.
struct ViewExplainFunction: TableFunction {
    static let name = "viewExplain"
    static let documentation = FunctionDocumentation(
        summary: "What EXPLAIN says, as rows: `viewExplain('EXPLAIN SYNTAX', 'settings', (SELECT 1))`.",
        examples: [.init(sql: "(SELECT count() > 0 FROM viewExplain('EXPLAIN SYNTAX', '', (SELECT 1)))", result: "1")])

    static func table(
        for call: FunctionCall, _ arguments: TableFunctionArguments, _ environment: QueryEnvironment
    ) throws(QueryError) -> any Table {
        try arguments.checkCount(3...3)
        guard case .subquery(let query) = arguments.written[2] else {
            throw QueryError(
                .badArguments, "Table function '\(name)' requires a explain SELECT query argument, got "
                    + arguments.written[2].text)
        }
        let text = "\(try arguments.text(0)) \(try arguments.text(1)) SELECT 1"
        guard case .explain(var explain) = try Parser.parseStatement(text).statement else {
            throw QueryError(.badArguments, "Table function '\(name)' requires a kind of EXPLAIN")
        }
        explain.statement = .select(query)
        guard case .rows(let header, let blocks) = try Explanation(environment).answer(explain) else {
            throw QueryError(.notImplemented, "EXPLAIN \(explain.kind) is not supported in FROM")
        }
        return RowsTable(engineName: "View", header: header, blocks: blocks)
    }
}
