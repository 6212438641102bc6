import Errors

/// Operands that begin with a word or a quoted name.
extension Parser {
    mutating func parseWordOperand(above precedence: Int) throws(ParseFailure) -> Expression {
        if token.kind == .word {
            if let literal = wordLiteral() {
                advance()
                try grow()
                return .literal(literal)
            }
            if let special = try parseKeywordOperand() { return special }
        }
        let next = ahead(1).kind
        if next == .arrow, precedence == Precedence.lowest { return try parseLambda([try parseName()]) }
        if next == .openingRound { return try parseCall() }
        return try parseIdentifier(startingWith: try parseName())
    }

    /// `NULL`, `true`, `inf` and their like, where they are not the beginning of something else.
    private mutating func wordLiteral() -> Literal? {
        let literal: Literal
        switch token.word {
        case "NULL": literal = .null
        case "TRUE": literal = .bool(true)
        case "FALSE": literal = .bool(false)
        case "INF", "INFINITY": literal = .float(.infinity)
        case "NAN": literal = .float(.nan)
        default: return nil
        }
        switch ahead(1).kind {
        case .dot, .openingRound, .arrow: return nil
        default: return literal
        }
    }

    /// `CASE`, `INTERVAL`, `DATE '…'`, `COLUMNS(…)`; `nil` where the word is only a name.
    private mutating func parseKeywordOperand() throws(ParseFailure) -> Expression? {
        switch token.word {
        case "CASE": return try parseOnce { (parser) throws(ParseFailure) in try parser.parseCase() }
        case "INTERVAL": return try parseOnce { (parser) throws(ParseFailure) in try parser.parseInterval() }
        case "DATE": return try parseTypedLiteral(function: "toDate")
        case "TIMESTAMP": return try parseTypedLiteral(function: "toDateTime")
        case "COLUMNS" where ahead(1).kind == .openingRound:
            return try attempt { (parser) throws(ParseFailure) in try parser.parseColumns(qualifier: nil) }
        case "DISTINCT", "ALL", "TOP", "SELECT", "FROM", "WHERE":
            return try refuseReserved()
        default: return nil
        }
    }

    /// Words that begin a clause cannot be operands unless they are called or have a part after them.
    private mutating func refuseReserved() throws(ParseFailure) -> Expression? {
        switch token.word {
        case "SELECT", "FROM", "WHERE":
            if ahead(1).kind == .openingRound || ahead(1).kind == .dot { return nil }
            throw mismatch("expression")
        default: return nil
        }
    }

    /// Tries a rule at a token only once: whoever comes back after a failure gets `nil` without work.
    private mutating func parseOnce(
        _ rule: (inout Parser) throws(ParseFailure) -> Expression
    ) throws(ParseFailure) -> Expression? {
        let begin = index
        if failedAttempts.contains(begin) { return nil }
        if let result = try attempt(rule) { return result }
        failedAttempts.insert(begin)
        return nil
    }

    /// `DATE '2020-01-01'`
    private mutating func parseTypedLiteral(function: String) throws(ParseFailure) -> Expression? {
        guard ahead(1).kind == .string else { return nil }
        advance()
        let bytes = try parseStringBytes()
        try grow()
        return .call(function, [.literal(.string(bytes))])
    }

    /// The parameters' names if a lambda begins at the current parenthesis: `(x, y) ->`. Takes them and the arrow's
    /// left.
    mutating func lambdaParameters() -> [String]? {
        var offset = 1
        var names: [Token] = []
        while true {
            let next = ahead(offset)
            if next.kind == .closingRound { break }
            guard next.kind == .word || next.kind == .quotedIdentifier else { return nil }
            names.append(next)
            offset += 1
            if ahead(offset).kind == .comma {
                offset += 1
            } else if ahead(offset).kind != .closingRound {
                return nil
            }
        }
        guard ahead(offset + 1).kind == .arrow else { return nil }
        index += offset + 1
        return names.map { name(of: $0) }
    }

    /// The body of a lambda, from its arrow.
    mutating func parseLambda(_ parameters: [String]) throws(ParseFailure) -> Expression {
        try expect(.arrow, "Arrow")
        let body = try parseExpression(above: Precedence.lowest)
        try grow()
        return .lambda(Lambda(parameters: parameters, body: body))
    }

    // MARK: names

    /// The text of a word or quoted name.
    func name(of token: Token) -> String {
        if token.kind == .word { return text(of: token) }
        return String(decoding: QuotedText.bytes(of: token, in: lexer.text) ?? [], as: UTF8.self)
    }

    /// One name, quoted or not.
    mutating func parseName() throws(ParseFailure) -> String {
        guard isAtName else {
            if let name = try parseIdentifierParameter() { return name }
            throw mismatch("identifier")
        }
        let name = name(of: token)
        if name.isEmpty { throw mismatch("identifier") }
        advance()
        return name
    }

    /// The value of `{name:Identifier}`; `nil` when something else stands here.
    mutating func parseIdentifierParameter() throws(ParseFailure) -> String? {
        guard token.kind == .openingCurly, ahead(2).kind == .colon, ahead(3).word == "IDENTIFIER",
            ahead(4).kind == .closingCurly
        else { return nil }
        let name = name(of: ahead(1))
        guard let value = options.identifierParameters[name] else {
            throw .final(.init(.unknownQueryParameter, "Query parameter `\(name)` was not set"))
        }
        for _ in 0..<5 { advance() }
        return value
    }

    /// The parts of a name after its first one; also `t.*` and `t.COLUMNS(…)`.
    mutating func parseIdentifier(startingWith first: String) throws(ParseFailure) -> Expression {
        var parts = [first]
        while token.kind == .dot || token.kind == .openingSquare {
            guard try parsePart(&parts) else { break }
            if token.kind == .dot, ahead(1).kind == .asterisk {
                advance()
                advance()
                return try parseMatcher(.all, qualifier: Identifier(parts))
            }
            if token.kind == .dot, ahead(1).word == "COLUMNS", ahead(2).kind == .openingRound {
                advance()
                return try parseColumns(qualifier: Identifier(parts))
            }
        }
        try grow()
        if token.kind == .openingRound { return try parseCall(named: parts.joined(separator: ".")) }
        return .identifier(Identifier(parts))
    }

    /// One more part: `.name`, `.^name` and `.:type` of JSON, `[]` between JSON names. False when none follows.
    private mutating func parsePart(_ parts: inout [String]) throws(ParseFailure) -> Bool {
        if token.kind == .openingSquare {
            guard ahead(1).kind == .closingSquare else { return false }
            var type = "JSON"
            while token.kind == .openingSquare, ahead(1).kind == .closingSquare {
                type = "Array(\(type))"
                advance()
                advance()
            }
            parts.append(":" + type)
            return true
        }
        let next = ahead(1)
        switch next.kind {
        case .word, .quotedIdentifier:
            if next.word == "COLUMNS", ahead(2).kind == .openingRound { return true }
            advance()
            parts.append(try parseName())
            return true
        case .openingCurly:
            advance()
            parts.append(try parseName())
            return true
        case .caret, .colon:
            advance()
            advance()
            parts.append((next.kind == .caret ? "^" : ":") + (try parseName()))
            return true
        case .asterisk: return true
        default: return false
        }
    }
}
