/// Bounds on what a text may ask of the parser and of everything that walks its tree.
package struct ParserLimits: Sendable, Hashable {
    /// `max_query_size`: bytes of SQL, without an `INSERT`'s data.
    package var querySizeMax = 262_144
    /// `max_parser_depth`, in ClickHouse's units: a subquery counts 10, parentheses 6, any other nesting 2.
    package var parserDepthMax = 1000
    /// `max_ast_depth`, counted as ClickHouse counts: two for each expression inside another.
    package var treeDepthMax = 1000
    /// `max_ast_elements`; a list of literals counts once.
    package var treeSizeMax = 50_000

    package init() {}
}

/// What a caller may set for one parse.
package struct ParserOptions: Sendable {
    package var limits = ParserLimits()
    /// The values for `{name:Identifier}`, which the parser puts in place at once.
    package var identifierParameters: [String: String] = [:]

    package init(limits: ParserLimits = ParserLimits(), identifierParameters: [String: String] = [:]) {
        self.limits = limits
        self.identifierParameters = identifierParameters
    }
}
