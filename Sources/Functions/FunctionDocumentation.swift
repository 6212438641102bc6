/// What a function says of itself: `system.functions`, the reference pages and the example tests are made from it.
package struct FunctionDocumentation: Sendable {
    /// One sentence.
    package let summary: String
    package let examples: [Example]

    package init(summary: String, examples: [Example]) {
        self.summary = summary
        self.examples = examples
    }

    /// One sentence and one example.
    package init(_ summary: String, example sql: String, _ result: String) {
        self.init(summary: summary, examples: [Example(sql: sql, result: result)])
    }

    /// An expression and its value as TabSeparated text; a test runs it.
    package struct Example: Sendable {
        package let sql: String
        package let result: String

        package init(sql: String, result: String) {
            self.sql = sql
            self.result = result
        }
    }
}
