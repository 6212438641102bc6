/// Queries with `UNION`, `INTERSECT` and `EXCEPT` between them.
extension Parser {
    /// `INTERSECT` binds more tightly than the others; those go from left to right.
    mutating func parseUnion() throws(ParseFailure) -> SelectUnion {
        try enter(4)
        var result = try parseIntersection()
        while let found = setOperator(isIntersection: false) {
            result = try combine(result, found, try parseIntersection())
        }
        leave(4)
        return result
    }

    private mutating func parseIntersection() throws(ParseFailure) -> SelectUnion {
        var result = try parseUnionPart()
        while let found = setOperator(isIntersection: true) {
            result = try combine(result, found, try parseUnionPart())
        }
        return result
    }

    /// Another part of the same union, or a union one level deeper.
    private mutating func combine(
        _ left: SelectUnion, _ found: SetOperator, _ right: SelectUnion
    ) throws(ParseFailure) -> SelectUnion {
        if case .combined(found, let parts) = left, found == .unionAll || found == .unionDistinct || found == .union {
            treeSize += 1
            return .combined(found, parts + [right])
        }
        try grow()
        return .combined(found, [left, right])
    }

    private mutating func setOperator(isIntersection: Bool) -> SetOperator? {
        if isIntersection {
            guard accept("INTERSECT") else { return nil }
            if accept("DISTINCT") { return .intersectDistinct }
            _ = accept("ALL")
            return .intersect
        }
        if accept("UNION") {
            if accept("ALL") { return .unionAll }
            return accept("DISTINCT") ? .unionDistinct : .union
        }
        guard accept("EXCEPT") else { return nil }
        if accept("DISTINCT") { return .exceptDistinct }
        _ = accept("ALL")
        return .except
    }

    private mutating func parseUnionPart() throws(ParseFailure) -> SelectUnion {
        if token.kind == .openingRound {
            guard let query = try parseSubquery() else { throw mismatch("SELECT query") }
            return query
        }
        return .select(try parseSelect())
    }

    /// Whether, behind any number of parentheses, a query begins.
    mutating func mayBeSubquery() -> Bool {
        var offset = 1
        while offset < 200, ahead(offset).kind == .openingRound { offset += 1 }
        switch ahead(offset).word {
        case "SELECT", "WITH", "EXPLAIN": return ahead(offset + 1).kind != .closingRound
        case "FROM": return true
        default: return false
        }
    }

    /// `(query)`; `nil`, with nothing taken, when what stands in the parentheses is something else.
    mutating func parseSubquery() throws(ParseFailure) -> SelectUnion? {
        let begin = index
        guard token.kind == .openingRound, mayBeSubquery(), !failedAttempts.contains(begin) else { return nil }
        let outerIn = refusesIn
        refusesIn = false
        defer { refusesIn = outerIn }
        let query = try attempt { (parser) throws(ParseFailure) in
            try parser.enter(6)
            parser.advance()
            let query = parser.at("EXPLAIN") ? try parser.parseExplainSubquery() : try parser.parseUnion()
            try parser.expectClosing()
            parser.leave(6)
            return query
        }
        if query == nil { failedAttempts.insert(begin) }
        return query
    }

    /// `(EXPLAIN kind settings SELECT …)` is `SELECT * FROM viewExplain('kind', 'settings', (SELECT …))`.
    private mutating func parseExplainSubquery() throws(ParseFailure) -> SelectUnion {
        let explain = try parseExplain()
        guard case .select(let query) = explain.statement else { throw mismatch("SELECT query") }
        let kind = explain.kind.words.isEmpty ? "EXPLAIN" : "EXPLAIN " + explain.kind.words
        let settings = SQLPrinter.singleLine { $0.print(settings: explain.settings) }
        let call = FunctionCall(
            name: "viewExplain", arguments: [.string(kind), .string(settings), .subquery(query)])
        let star = Expression.columns(ColumnsMatcher(.all))
        return .select(SelectQuery(projection: [star], from: .table(TableElement(.function(call)))))
    }
}
