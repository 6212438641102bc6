/// What stands between operators: literals, names, calls, parentheses, and the constructs that begin with a keyword.
extension Parser {
    /// An operand with its prefix operators, and casts of literals, which take the literal's text.
    mutating func parsePrefixed(above precedence: Int) throws(ParseFailure) -> Expression {
        switch token.kind {
        case .minus: return try parseNegation()
        case .plus:
            advance()
            return try parseExpression(above: Precedence.negation)
        case .number, .string, .hexString, .binaryString, .heredoc: return try parseLiteralOperand()
        case .word where token.word == "NOT": return try parseNot()
        case .word, .quotedIdentifier: return try parseWordOperand(above: precedence)
        case .openingRound: return try parseParenthesized(above: precedence)
        case .openingSquare: return try parseArray()
        case .asterisk:
            advance()
            return try parseMatcher(.all, qualifier: nil)
        case .openingCurly: return try parseParameter()
        case .doubleAt: return try parseGlobalVariable()
        default: throw mismatch("expression")
        }
    }

    private mutating func parseNegation() throws(ParseFailure) -> Expression {
        let minus = index
        advance()
        if token.kind == .number {
            let text = text(of: token)
            let literal = try parseNumber(isNegative: true)
            if token.kind == .doubleColon { return try parseCast(of: .string("-" + text)) }
            try grow()
            if token.kind != .openingSquare, token.kind != .dot { return .literal(literal) }
            index = minus + 1
        }
        if let literal = negatedWord() {
            advance()
            try grow()
            return .literal(literal)
        }
        let operand = try parseExpression(above: Precedence.negation)
        try grow()
        return .function(FunctionCall(name: "negate", arguments: [operand], form: .operator))
    }

    /// `inf` and `nan` after a minus sign.
    private mutating func negatedWord() -> Literal? {
        guard token.kind == .word, ahead(1).kind != .openingRound, ahead(1).kind != .dot else { return nil }
        switch token.word {
        case "INF", "INFINITY": return .float(-.infinity)
        case "NAN": return .float(.nan)
        default: return nil
        }
    }

    private mutating func parseNot() throws(ParseFailure) -> Expression {
        advance()
        let operand = try parseExpression(above: Precedence.not - 1)
        try grow()
        return .function(FunctionCall(name: "not", arguments: [operand], form: .operator))
    }

    private mutating func parseLiteralOperand() throws(ParseFailure) -> Expression {
        if token.kind == .number {
            let text = text(of: token)
            let literal = try parseNumber(isNegative: false)
            if token.kind == .doubleColon { return try parseCast(of: .string(text)) }
            try grow()
            return .literal(literal)
        }
        let bytes = try parseStringBytes()
        try grow()
        return .literal(.string(bytes))
    }

    /// `(…)`: a lambda's parameters, a subquery, one expression in parentheses, or a tuple.
    private mutating func parseParenthesized(above precedence: Int) throws(ParseFailure) -> Expression {
        if precedence == Precedence.lowest, let names = lambdaParameters() { return try parseLambda(names) }
        if mayBeSubquery(), let query = try parseSubquery() {
            try grow()
            return .subquery(query)
        }
        try enter(4)
        let begin = index
        advance()
        let (elements, hasTrailingComma) = try parseCollection(until: .closingRound)
        leave(4)
        if elements.count == 1, !hasTrailingComma { return Parser.parenthesized(elements[0]) }
        if let text = literalCollectionText(elements, from: begin) { return try parseCast(of: .string(text)) }
        try grow()
        let form: FunctionForm = elements.count > 1 ? .operator : .call
        return .function(FunctionCall(name: "tuple", arguments: elements, form: form))
    }

    /// The expression with a note for the printer that it stood in parentheses.
    private static func parenthesized(_ expression: Expression) -> Expression {
        switch expression {
        case .function(var call):
            call.isParenthesized = true
            return .function(call)
        case .identifier(var identifier):
            identifier.isParenthesized = true
            return .identifier(identifier)
        default: return expression
        }
    }

    private mutating func parseArray() throws(ParseFailure) -> Expression {
        let begin = index
        advance()
        let (elements, _) = try parseCollection(until: .closingSquare)
        if let text = literalCollectionText(elements, from: begin) { return try parseCast(of: .string(text)) }
        try grow()
        return .function(FunctionCall(name: "array", arguments: elements, form: .operator))
    }

    /// Elements up to the closing bracket, which is taken, too. Literals do not count: `IN (1, 2, …)` may have
    /// millions.
    private mutating func parseCollection(
        until closing: Token.Kind
    ) throws(ParseFailure) -> (elements: [Expression], hasTrailingComma: Bool) {
        let outerIn = refusesIn
        refusesIn = false
        defer { refusesIn = outerIn }
        var elements: [Expression] = []
        while !accept(closing) {
            elements.append(try parseElement())
            if elements[elements.count - 1].isPlainLiteral { treeSize -= 1 }
            if accept(closing) { return (elements, false) }
            let name = closing == .closingRound ? "ClosingRoundBracket" : "ClosingSquareBracket"
            guard accept(.comma) else {
                note("Comma")
                throw mismatch(name)
            }
        }
        return (elements, true)
    }

    /// The source text of a collection that `::` follows and that has only literals in it; `nil` otherwise.
    private mutating func literalCollectionText(_ elements: [Expression], from begin: Int) -> String? {
        guard token.kind == .doubleColon, elements.allSatisfy({ $0.isCastableLiteral }) else { return nil }
        let range = tokens[begin].begin..<tokens[index - 1].end
        return String(decoding: lexer.text[range], as: UTF8.self)
    }

    /// `@@name`
    private mutating func parseGlobalVariable() throws(ParseFailure) -> Expression {
        advance()
        var name = try parseName()
        while accept(.dot) { name += "." + (try parseName()) }
        try grow()
        return .call("globalVariable", [.string(name)])
    }

    /// `{name:Type}`
    private mutating func parseParameter() throws(ParseFailure) -> Expression {
        if let name = try parseIdentifierParameter() { return try parseIdentifier(startingWith: name) }
        advance()
        let name = try parseName()
        try expect(.colon, "Colon")
        let type = try parseType()
        try expect(.closingCurly, "ClosingCurlyBrace")
        try grow()
        return .parameter(QueryParameter(name: name, type: type))
    }
}

extension Expression {
    /// A literal or a collection of them.
    fileprivate var isPlainLiteral: Bool {
        switch self {
        case .literal: true
        case .function(let call):
            call.form == .operator && (call.name == "tuple" || call.name == "array")
                && call.arguments.allSatisfy(\.isPlainLiteral)
        default: false
        }
    }

    /// A number or string, or a collection of them: what `::` takes by its text.
    fileprivate var isCastableLiteral: Bool {
        switch self {
        case .literal(let literal):
            switch literal {
            case .null, .bool: false
            case .float(let value): value.isFinite
            default: true
            }
        case .function(let call):
            call.form == .operator && (call.name == "tuple" || call.name == "array")
                && call.arguments.allSatisfy(\.isCastableLiteral)
        default: false
        }
    }
}
