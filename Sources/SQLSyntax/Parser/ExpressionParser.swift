/// Expressions by operator precedence. These functions call each other once per nesting level: their frames are kept
/// small.
extension Parser {
    /// An expression that may have `AS name`: an argument, an element of a list or of parentheses.
    mutating func parseElement() throws(ParseFailure) -> Expression {
        let expression = try parseExpression(above: Precedence.lowest)
        guard token.word == "AS" else { return expression }
        return try parseAlias(of: expression)
    }

    private mutating func parseAlias(of expression: Expression) throws(ParseFailure) -> Expression {
        let saved = index
        advance()
        guard isAtName else {
            note("identifier")
            index = saved
            return expression
        }
        return .aliased(expression, name: try parseName())
    }

    /// Elements with commas between them, at least one.
    mutating func parseElements() throws(ParseFailure) -> [Expression] {
        var elements = [try parseElement()]
        while accept(.comma) { elements.append(try parseElement()) }
        return elements
    }

    /// An expression of operators that bind more tightly than `precedence`.
    mutating func parseExpression(above precedence: Int) throws(ParseFailure) -> Expression {
        try enter(2)
        let outerDeepest = deepest
        deepest = 0
        var left = try parsePrefixed(above: precedence)
        while let next = try parseInfix(left, above: precedence) { left = next }
        deepest = max(deepest, outerDeepest)
        leave(2)
        return left
    }

    /// `left` with the next operator and its right side; `nil` when none binds more tightly than `precedence`.
    private mutating func parseInfix(_ left: Expression, above precedence: Int) throws(ParseFailure) -> Expression? {
        switch token.kind {
        case .closingRound, .comma, .endOfStream, .semicolon:
            noteOperators()
            return nil
        case .openingSquare: return try parseArrayElement(of: left)
        case .dot: return try parseTupleElement(of: left)
        case .doubleColon: return try parseCast(of: left)
        case .question where precedence < Precedence.ternary: return try parseTernary(left)
        default: break
        }
        if let found = binaryOperator() {
            guard found.precedence > precedence else { return nil }
            for _ in 0..<found.width { advance() }
            if found.isComparison, let result = try parseQuantified(left, found.function) { return result }
            if found.joins { return try parseJoined(left, found) }
            return try parseBinary(left, found)
        }
        return try parseTest(left, above: precedence)
    }

    private mutating func parseBinary(
        _ left: Expression, _ found: BinaryOperator
    ) throws(ParseFailure) -> Expression {
        let right = try parseExpression(above: found.precedence)
        try grow()
        let form: FunctionForm = OperatorSymbol.binary(found.function) == nil ? .call : .operator
        return .function(FunctionCall(name: found.function, arguments: [left, right], form: form))
    }

    /// `a AND b AND c` as one call. `||` has no operator form of its own: it is `concat(…)`.
    private mutating func parseJoined(
        _ left: Expression, _ found: BinaryOperator
    ) throws(ParseFailure) -> Expression {
        var operands = [left, try parseExpression(above: found.precedence)]
        while let next = binaryOperator(), next.function == found.function {
            for _ in 0..<next.width { advance() }
            operands.append(try parseExpression(above: found.precedence))
        }
        try grow()
        let form: FunctionForm = found.function == "concat" ? .call : .operator
        return .function(FunctionCall(name: found.function, arguments: operands, form: form))
    }

    private mutating func parseTernary(_ condition: Expression) throws(ParseFailure) -> Expression {
        advance()
        let yes = try parseExpression(above: Precedence.lowest)
        try expect(.colon, "Colon")
        let no = try parseExpression(above: Precedence.ternary - 1)
        try grow()
        return .call("if", [condition, yes, no])
    }

    /// `IS NULL` and its like, `BETWEEN`, `AT TIME ZONE`.
    private mutating func parseTest(_ left: Expression, above precedence: Int) throws(ParseFailure) -> Expression? {
        switch token.word {
        case "IS" where precedence < Precedence.test: return try parseIs(left)
        case "BETWEEN" where precedence < Precedence.between: return try parseBetween(left)
        case "NOT" where precedence < Precedence.between && ahead(1).word == "BETWEEN": return try parseBetween(left)
        case "AT" where precedence < Precedence.negation && ahead(1).word == "TIME" && ahead(2).word == "ZONE":
            _ = accept("AT", "TIME", "ZONE")
            let zone = try parseExpression(above: Precedence.element)
            try grow()
            return .call("toTimeZone", [left, zone])
        default:
            noteOperators()
            return nil
        }
    }

    private mutating func parseIs(_ left: Expression) throws(ParseFailure) -> Expression? {
        let isNegated = ahead(1).word == "NOT"
        let width = isNegated ? 3 : 2
        let name: String
        var arguments = [left]
        switch ahead(width - 1).word {
        case "NULL", "UNKNOWN": name = isNegated ? "isNotNull" : "isNull"
        case "TRUE", "FALSE":
            name = isNegated ? "isDistinctFrom" : "isNotDistinctFrom"
            arguments.append(.literal(.bool(ahead(width - 1).word == "TRUE")))
        default: return nil
        }
        for _ in 0..<width { advance() }
        try grow()
        return .function(FunctionCall(name: name, arguments: arguments, form: .operator))
    }

    private mutating func parseBetween(_ left: Expression) throws(ParseFailure) -> Expression {
        let isNegated = accept("NOT")
        try expect("BETWEEN")
        let low = try parseExpression(above: Precedence.between)
        try expect("AND")
        let high = try parseExpression(above: Precedence.between)
        try grow()
        try grow()
        func compare(_ name: String, _ bound: Expression) -> Expression {
            .function(FunctionCall(name: name, arguments: [left, bound], form: .operator))
        }
        let bounds =
            isNegated
            ? [compare("less", low), compare("greater", high)]
            : [compare("greaterOrEquals", low), compare("lessOrEquals", high)]
        return .function(FunctionCall(name: isNegated ? "or" : "and", arguments: bounds, form: .operator))
    }
}

// MARK: postfixes

extension Parser {
    private mutating func parseArrayElement(of array: Expression) throws(ParseFailure) -> Expression {
        advance()
        let position = try parseElement()
        try expect(.closingSquare, "ClosingSquareBracket")
        try grow()
        return .function(FunctionCall(name: "arrayElement", arguments: [array, position], form: .operator))
    }

    /// `x.1` with the operator, `x.name` as a call, as ClickHouse does.
    private mutating func parseTupleElement(of tuple: Expression) throws(ParseFailure) -> Expression {
        advance()
        if token.kind == .number, let position = unsignedNumber(token) {
            advance()
            try grow()
            let arguments = [tuple, .literal(.unsigned(position))]
            return .function(FunctionCall(name: "tupleElement", arguments: arguments, form: .operator))
        }
        guard isAtName else { throw mismatch("identifier") }
        let name = try parseName()
        try grow()
        return .call("tupleElement", [tuple, .string(name)])
    }

    /// `x::Type`
    mutating func parseCast(of value: Expression) throws(ParseFailure) -> Expression {
        advance()
        let type = try parseType()
        try grow()
        return .call("CAST", [value, .string(type.canonicalText)])
    }

    /// `x = ANY (SELECT …)` and its like, in the forms ClickHouse gives them. `nil` when no quantifier follows.
    private mutating func parseQuantified(
        _ left: Expression, _ function: String
    ) throws(ParseFailure) -> Expression? {
        let isAll = token.word == "ALL"
        guard isAll || token.word == "ANY" || token.word == "SOME", ahead(1).kind == .openingRound,
            ahead(2).word == "SELECT" || ahead(2).word == "WITH" || ahead(2).kind == .openingRound
        else { return nil }
        let saved = index
        advance()
        guard let query = try parseSubquery() else {
            index = saved
            return nil
        }
        try grow()
        func call(_ name: String, _ aggregate: String?) -> Expression {
            var inner = query
            if let aggregate {
                let value = Expression.call(aggregate, [.columns(ColumnsMatcher(.all))])
                let source = TableSource.table(TableElement(.subquery(query)))
                inner = .select(SelectQuery(projection: [value], from: source))
            }
            return .function(FunctionCall(name: name, arguments: [left, .subquery(inner)], form: .operator))
        }
        switch function {
        case "equals": return call("in", isAll ? "singleValueOrNull" : nil)
        case "notEquals": return call("notIn", isAll ? nil : "singleValueOrNull")
        case "less", "lessOrEquals": return call(function, isAll ? "min" : "max")
        case "greater", "greaterOrEquals": return call(function, isAll ? "max" : "min")
        default: return nil
        }
    }
}
