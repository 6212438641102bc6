/// Windows: `OVER …` and `WINDOW name AS (…)`.
extension Parser {
    mutating func parseWindowReference() throws(ParseFailure) -> WindowReference {
        if token.kind == .openingRound { return .inline(try parseWindowSpecification()) }
        return .named(try parseName())
    }

    /// From the opening parenthesis to the closing one.
    mutating func parseWindowSpecification() throws(ParseFailure) -> WindowSpecification {
        try expectOpening()
        var window = WindowSpecification()
        if isAtName, !isAtWindowClause() { window.parent = try parseName() }
        if accept("PARTITION", "BY") { window.partitionBy = try parseElements() }
        if accept("ORDER", "BY") { window.orderBy = try parseOrderByElements() }
        window.frame = try parseFrame()
        try expectClosing()
        return window
    }

    private mutating func isAtWindowClause() -> Bool {
        if token.kind == .quotedIdentifier { return false }
        switch token.word {
        case "PARTITION", "ORDER": return ahead(1).word == "BY"
        case "ROWS", "RANGE", "GROUPS": return ahead(1).kind != .closingRound
        default: return false
        }
    }

    private mutating func parseFrame() throws(ParseFailure) -> WindowFrame? {
        let unit: WindowFrame.Unit
        if accept("ROWS") {
            unit = .rows
        } else if accept("RANGE") {
            unit = .range
        } else if accept("GROUPS") {
            unit = .groups
        } else {
            return nil
        }
        guard accept("BETWEEN") else {
            return WindowFrame(unit: unit, begin: try parseBound(), end: .currentRow)
        }
        let begin = try parseBound()
        try expect("AND")
        return WindowFrame(unit: unit, begin: begin, end: try parseBound())
    }

    private mutating func parseBound() throws(ParseFailure) -> WindowFrame.Bound {
        if accept("CURRENT", "ROW") { return .currentRow }
        if accept("UNBOUNDED") {
            if accept("PRECEDING") { return .unboundedPreceding }
            try expect("FOLLOWING")
            return .unboundedFollowing
        }
        let offset = try parseExpression(above: Precedence.and)
        if accept("PRECEDING") { return .preceding(offset) }
        try expect("FOLLOWING")
        return .following(offset)
    }

    /// The definitions after `WINDOW`.
    mutating func parseWindowDefinitions() throws(ParseFailure) -> [WindowDefinition] {
        var definitions: [WindowDefinition] = []
        repeat {
            let name = try parseName()
            try expect("AS")
            definitions.append(WindowDefinition(name: name, specification: try parseWindowSpecification()))
        } while accept(.comma)
        return definitions
    }
}
