import Errors

/// A macro that stands for an expression: `$__name` or `$__name(arguments)`.
package struct Macro: Sendable {
    /// Without `$__`.
    package let name: String
    package let argumentCounts: ClosedRange<Int>
    /// One line for the documentation.
    package let summary: String
    /// From the arguments' text, macros in it already expanded.
    let expansion: @Sendable ([String], MacroContext) throws(QueryError) -> String
}

/// A macro that writes a whole statement around the `FROM …` that follows it.
package struct StatementMacro: Sendable {
    package let name: String
    package var argumentCounts = 3...3
    package let summary: String
    let expansion: @Sendable ([MacroArgument], MacroTail, MacroContext) throws(QueryError) -> String
}

/// An argument of a statement macro, its alias apart.
struct MacroArgument {
    let expression: String
    let alias: String?
}
