import Errors

/// `ORDER BY` to `FETCH`.
extension Parser {
    mutating func parseOrdering(_ query: inout SelectQuery) throws(ParseFailure) {
        guard accept("ORDER", "BY") else { return }
        if token.word == "ALL", ahead(1).kind != .openingRound, ahead(1).kind != .dot, ahead(1).kind != .comma {
            advance()
            let direction = parseDirection()
            query.orderBy = .all(direction, parseNullsPlacement())
        } else {
            query.orderBy = .elements(try parseOrderByElements())
        }
        if accept("INTERPOLATE") { query.interpolate = try parseInterpolate() }
    }

    mutating func parseOrderByElements() throws(ParseFailure) -> [OrderByElement] {
        var elements = [try parseOrderByElement()]
        while accept(.comma) { elements.append(try parseOrderByElement()) }
        return elements
    }

    private mutating func parseOrderByElement() throws(ParseFailure) -> OrderByElement {
        let expression = try parseElement()
        var element = OrderByElement(expression, direction: parseDirection())
        element.nulls = parseNullsPlacement()
        if accept("COLLATE") { element.collation = try parseString() }
        if accept("WITH", "FILL") { element.fill = try parseFill() }
        return element
    }

    private mutating func parseDirection() -> SortDirection {
        if accept("DESC") || accept("DESCENDING") { return .descending }
        _ = accept("ASC") || accept("ASCENDING")
        return .ascending
    }

    private mutating func parseNullsPlacement() -> NullsPlacement? {
        if accept("NULLS", "FIRST") { return .first }
        return accept("NULLS", "LAST") ? .last : nil
    }

    private mutating func parseFill() throws(ParseFailure) -> WithFill {
        var fill = WithFill()
        if accept("FROM") { fill.from = try parseExpression(above: Precedence.lowest) }
        if accept("TO") { fill.to = try parseExpression(above: Precedence.lowest) }
        if accept("STEP") { fill.step = try parseExpression(above: Precedence.lowest) }
        if accept("STALENESS") { fill.staleness = try parseExpression(above: Precedence.lowest) }
        return fill
    }

    private mutating func parseInterpolate() throws(ParseFailure) -> Interpolate {
        guard accept(.openingRound) else { return Interpolate(elements: nil) }
        var elements: [Interpolate.Element] = []
        while token.kind != .closingRound {
            let column = try parseName()
            let expression = accept("AS") ? try parseExpression(above: Precedence.lowest) : .name(column)
            elements.append(.init(column: column, expression: expression))
            if !accept(.comma) { break }
        }
        try expectClosing()
        return Interpolate(elements: elements)
    }

    /// `LIMIT … BY`, `LIMIT`, `OFFSET`, `FETCH`.
    mutating func parseLimits(_ query: inout SelectQuery) throws(ParseFailure) {
        while accept("LIMIT") { try parseLimit(&query) }
        if accept("OFFSET") {
            let offset = try parseExpression(above: Precedence.lowest)
            if query.limit?.offset != nil { throw mismatch("end of query") }
            query.limit = Limit(count: query.limit?.count, offset: offset, hasTies: query.limit?.hasTies ?? false)
            let hasRows = accept("ROW") || accept("ROWS")
            if hasRows, query.limit?.count == nil, accept("FETCH") { try parseFetch(&query) }
        } else if accept("FETCH") {
            try parseFetch(&query)
        }
        if query.limit?.count != nil, accept("WITH", "TIES") { query.limit?.hasTies = true }
        if query.limit?.hasTies == true, query.orderBy == nil {
            throw .final(QueryError(.withTiesWithoutOrderBy, "Can not use WITH TIES without ORDER BY"))
        }
    }

    private mutating func parseLimit(_ query: inout SelectQuery) throws(ParseFailure) {
        var count = try parseExpression(above: Precedence.lowest)
        var offset: Expression?
        if accept(.comma) {
            offset = count
            count = try parseExpression(above: Precedence.lowest)
        } else if accept("OFFSET") {
            offset = try parseExpression(above: Precedence.lowest)
        }
        if accept("BY") {
            if query.limitBy != nil || query.limit != nil {
                throw .final(
                    QueryError(.syntaxError, "Can not use DISTINCT ON alongside LIMIT BY"))
            }
            let isAll = token.word == "ALL" && ahead(1).kind != .dot && ahead(1).kind != .openingRound
            if isAll { advance() }
            query.limitBy = LimitBy(count: count, offset: offset, keys: isAll ? nil : try parseElements())
            return
        }
        if query.limit != nil {
            throw .final(QueryError(.topAndLimitTogether, "Can not use TOP and LIMIT together"))
        }
        query.limit = Limit(count: count, offset: offset, hasTies: accept("WITH", "TIES"))
    }

    /// `FETCH FIRST 3 ROWS ONLY`, `FETCH NEXT ROW WITH TIES`, after the word `FETCH`.
    private mutating func parseFetch(_ query: inout SelectQuery) throws(ParseFailure) {
        guard query.orderBy != nil else {
            throw .final(
                QueryError(.offsetFetchWithoutOrderBy, "Can not use OFFSET FETCH clause without ORDER BY"))
        }
        guard accept("FIRST") || accept("NEXT") else { throw .mismatch }
        let isOne = token.word == "ROW" || token.word == "ROWS"
        let count = isOne ? Expression.literal(.unsigned(1)) : try parseExpression(above: Precedence.lowest)
        guard accept("ROW") || accept("ROWS") else { throw .mismatch }
        let hasTies = accept("WITH", "TIES")
        if !hasTies { try expect("ONLY") }
        query.limit = Limit(count: count, offset: query.limit?.offset, hasTies: hasTies)
    }
}
