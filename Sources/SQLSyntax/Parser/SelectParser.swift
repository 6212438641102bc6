import Errors

/// One `SELECT`.
extension Parser {
    mutating func parseSelect() throws(ParseFailure) -> SelectQuery {
        var query = SelectQuery()
        let outerDeepest = deepest
        deepest = 0
        if accept("WITH") { try parseWith(&query) }
        if accept("FROM") { query.from = try parseTables() }
        try expect("SELECT")
        try parseSelectHead(&query)
        try parseSources(&query)
        try parseGrouping(&query)
        try parseOrdering(&query)
        try parseLimits(&query)
        if accept("SETTINGS") { query.settings = try parseSettings() }
        try grow()
        deepest = max(deepest, outerDeepest)
        return query
    }

    // MARK: WITH

    /// `WITH …` by itself: a query with nothing but its `with`.
    mutating func parseWithClause() throws(ParseFailure) -> SelectQuery {
        var query = SelectQuery()
        try expect("WITH")
        try parseWith(&query)
        return query
    }

    private mutating func parseWith(_ query: inout SelectQuery) throws(ParseFailure) {
        if token.word == "RECURSIVE", isNameAhead(), ahead(1).word != "AS" {
            advance()
            query.isRecursive = true
        }
        repeat {
            if at("SELECT") || at("FROM") { break }
            query.with.append(try parseCommonTable())
        } while accept(.comma)
    }

    private mutating func parseCommonTable() throws(ParseFailure) -> CommonTableExpression {
        if isAtName, let table = try attempt({ (parser) throws(ParseFailure) in try parser.parseNamedQuery() }) {
            return table
        }
        let expression = try parseElement()
        guard case .aliased(let inner, let name) = expression else {
            if case .subquery = expression { throw mismatch("AS") }
            // A value that nothing can refer to.
            return .expression(expression, name: "")
        }
        return .expression(inner, name: name)
    }

    /// `name [(columns)] AS [MATERIALIZED] (SELECT …)`
    private mutating func parseNamedQuery() throws(ParseFailure) -> CommonTableExpression {
        let name = try parseName()
        let columns = token.kind == .openingRound ? try parseNameList() : []
        try expect("AS")
        let isMaterialized = accept("MATERIALIZED")
        guard let query = try parseSubquery() else { throw mismatch("subquery") }
        return .query(name: name, columns: columns, query, isMaterialized: isMaterialized)
    }

    /// `(a, b)`
    mutating func parseNameList() throws(ParseFailure) -> [String] {
        try expectOpening()
        var names: [String] = []
        repeat { names.append(try parseName()) } while accept(.comma)
        try expectClosing()
        return names
    }

    // MARK: SELECT and FROM

    private mutating func parseSelectHead(_ query: inout SelectQuery) throws(ParseFailure) {
        if token.word == "ALL", ahead(1).kind != .comma { advance() }
        if accept("DISTINCT") {
            if accept("ON") {
                try expectOpening()
                let keys = try parseElements()
                try expectClosing()
                query.limitBy = LimitBy(count: .literal(.unsigned(1)), offset: nil, keys: keys)
            } else {
                query.isDistinct = true
            }
        }
        if token.word == "TOP", ahead(1).kind == .number || ahead(1).kind == .openingRound { try parseTop(&query) }
        query.projection = try parseProjection()
    }

    private mutating func parseTop(_ query: inout SelectQuery) throws(ParseFailure) {
        advance()
        let count: Expression
        if accept(.openingRound) {
            count = try parseExpression(above: Precedence.lowest)
            try expectClosing()
        } else {
            count = .literal(try parseNumber(isNegative: false))
        }
        query.limit = Limit(count: count, hasTies: accept("WITH", "TIES"))
    }

    /// The select list: aliases without `AS` are allowed, and a comma after the last element.
    private mutating func parseProjection() throws(ParseFailure) -> [Expression] {
        var elements = [try parseProjectionElement()]
        while accept(.comma) {
            if isAtProjectionEnd() { break }
            elements.append(try parseProjectionElement())
        }
        return elements
    }

    private mutating func isAtProjectionEnd() -> Bool {
        switch token.kind {
        case .endOfStream, .semicolon, .closingRound: return true
        case .word where token.word == "FROM": return ahead(1).kind != .comma && ahead(1).kind != .endOfStream
        default: return false
        }
    }

    private mutating func parseProjectionElement() throws(ParseFailure) -> Expression {
        let expression = try parseElement()
        if case .aliased = expression { return expression }
        guard let alias = try parseBareAlias(isTable: false) else { return expression }
        return .aliased(expression, name: alias)
    }

    /// A name that follows without `AS` and is none of the words that begin something else.
    mutating func parseBareAlias(isTable: Bool) throws(ParseFailure) -> String? {
        note("alias")
        note("AS")
        note("identifier")
        guard isAtName else { return nil }
        if token.kind == .word {
            if Parser.wordsThatAreNoAlias.contains(token.word) { return nil }
            if !isTable, Parser.operatorsThatAreNoAlias.contains(token.word) { return nil }
            if isTable, token.word == "UUID" || token.word == "SELECT" { return nil }
            if token.word == "COMMENT", ahead(1).kind == .string { return nil }
        }
        return try parseName()
    }

    private static let operatorsThatAreNoAlias: Set<String> = ["AND", "OR", "DIV", "MOD", "IN", "REGEXP"]

    /// - Source: what 26.9 refuses after an expression or a table.
    private static let wordsThatAreNoAlias: Set<String> = [
        "ALL", "ANTI", "ANY", "ARRAY", "AS", "ASOF", "BETWEEN", "CROSS", "ELSE", "EXCEPT", "FINAL", "FORMAT", "FROM",
        "FULL", "GLOBAL", "GROUP", "HAVING", "ILIKE", "INNER", "INTERSECT", "INTO", "JOIN", "LEFT", "LIKE", "LIMIT",
        "NATURAL", "NOT", "OFFSET", "ON", "ONLY", "ORDER", "PARALLEL", "PASTE", "PREWHERE", "QUALIFY", "RIGHT",
        "SAMPLE", "SEMI", "SETTINGS", "STREAM", "UNION", "USING", "WHERE", "WINDOW", "WITH",
    ]

    private mutating func parseSources(_ query: inout SelectQuery) throws(ParseFailure) {
        if query.from == nil, accept("FROM") { query.from = try parseTables() }
        if accept("PREWHERE") { query.prewhere = try parseElement() }
        if accept("WHERE") { query.where = try parseElement() }
    }

    // MARK: GROUP BY to QUALIFY

    private mutating func parseGrouping(_ query: inout SelectQuery) throws(ParseFailure) {
        if accept("GROUP", "BY") { query.groupBy = GroupBy(keys: try parseGroupKeys()) }
        while at("WITH") {
            if accept("WITH", "TOTALS") {
                if query.groupBy == nil { query.groupBy = GroupBy(keys: .none) }
                query.groupBy?.hasTotals = true
            } else if accept("WITH", "ROLLUP") {
                try modifyKeys(&query) { .rollup($0) }
            } else if accept("WITH", "CUBE") {
                try modifyKeys(&query) { .cube($0) }
            } else {
                break
            }
        }
        if accept("HAVING") { query.having = try parseElement() }
        if accept("WINDOW") { query.windows = try parseWindowDefinitions() }
        if accept("QUALIFY") { query.qualify = try parseElement() }
    }

    private mutating func modifyKeys(
        _ query: inout SelectQuery, _ change: ([Expression]) -> GroupBy.Keys
    ) throws(ParseFailure) {
        guard case .expressions(let keys)? = query.groupBy?.keys else { throw mismatch("GROUP BY") }
        query.groupBy?.keys = change(keys)
    }

    private mutating func parseGroupKeys() throws(ParseFailure) -> GroupBy.Keys {
        if token.word == "ALL", ahead(1).kind != .openingRound, ahead(1).kind != .dot {
            advance()
            return .all
        }
        if accept("GROUPING", "SETS") { return .groupingSets(try parseGroupingSets()) }
        if token.word == "ROLLUP" || token.word == "CUBE", ahead(1).kind == .openingRound {
            let isRollup = token.word == "ROLLUP"
            advance()
            advance()
            let keys = try parseElements()
            try expectClosing()
            return isRollup ? .rollup(keys) : .cube(keys)
        }
        return .expressions(try parseElements())
    }

    private mutating func parseGroupingSets() throws(ParseFailure) -> [[Expression]] {
        try expectOpening()
        var sets: [[Expression]] = []
        repeat {
            guard accept(.openingRound) else {
                sets.append([try parseElement()])
                continue
            }
            var keys: [Expression] = []
            if token.kind != .closingRound { keys = try parseElements() }
            try expectClosing()
            sets.append(keys)
        } while accept(.comma)
        try expectClosing()
        return sets
    }
}
