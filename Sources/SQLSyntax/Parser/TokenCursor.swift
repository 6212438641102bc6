import Errors

/// Looking at tokens and taking them.
extension Parser {
    var token: Token { tokens[index] }

    mutating func advance() {
        if tokens[index].kind == .endOfStream { return }
        index += 1
        load(index)
    }

    private mutating func load(_ target: Int) {
        while tokens.count <= target { tokens.append(lexer.next()) }
    }

    /// The token `offset` places ahead.
    mutating func ahead(_ offset: Int) -> Token {
        load(index + offset)
        return tokens[index + offset]
    }

    /// The mistake that a rule sees at the current token.
    mutating func mismatch(_ wanted: String) -> ParseFailure {
        note(wanted)
        return .mismatch
    }

    mutating func note(_ wanted: String) { note(wanted, at: index) }

    /// Notes what a rule wanted at a token further on.
    mutating func note(_ wanted: String, at index: Int) {
        if index < furthest { return }
        if index > furthest {
            furthest = index
            expected.removeAll(keepingCapacity: true)
        }
        if !expected.contains(wanted) { expected.append(wanted) }
    }

    // MARK: words

    mutating func at(_ word: String) -> Bool {
        if tokens[index].word == word { return true }
        note(word)
        return false
    }

    mutating func at(_ first: String, _ second: String) -> Bool {
        guard tokens[index].word == first else {
            note(first + " " + second)
            return false
        }
        if ahead(1).word == second { return true }
        note(second, at: index + 1)
        return false
    }

    mutating func accept(_ word: String) -> Bool {
        guard at(word) else { return false }
        advance()
        return true
    }

    mutating func accept(_ first: String, _ second: String) -> Bool {
        guard at(first, second) else { return false }
        advance()
        advance()
        return true
    }

    mutating func accept(_ first: String, _ second: String, _ third: String) -> Bool {
        if tokens[index].word == first, ahead(1).word == second, ahead(2).word == third {
            advance()
            advance()
            advance()
            return true
        }
        note("\(first) \(second) \(third)")
        return false
    }

    mutating func expect(_ word: String) throws(ParseFailure) {
        guard accept(word) else { throw .mismatch }
    }

    mutating func expect(_ first: String, _ second: String) throws(ParseFailure) {
        guard accept(first, second) else { throw .mismatch }
    }

    // MARK: punctuation

    mutating func accept(_ kind: Token.Kind) -> Bool {
        guard tokens[index].kind == kind else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind, _ name: String) throws(ParseFailure) {
        guard tokens[index].kind == kind else { throw mismatch(name) }
        advance()
    }

    mutating func expectOpening() throws(ParseFailure) { try expect(.openingRound, "OpeningRoundBracket") }

    mutating func expectClosing() throws(ParseFailure) { try expect(.closingRound, "ClosingRoundBracket") }

    // MARK: text

    func text(of token: Token) -> String { String(decoding: lexer.text[token.begin..<token.end], as: UTF8.self) }

    /// Whether the current token can be a name.
    var isAtName: Bool { token.kind == .word || token.kind == .quotedIdentifier }

    mutating func isNameAhead() -> Bool { ahead(1).kind == .word || ahead(1).kind == .quotedIdentifier }

    /// Tries a rule; puts everything back when it fails, unless the failure is final.
    mutating func attempt<Result>(
        _ rule: (inout Parser) throws(ParseFailure) -> Result
    ) throws(ParseFailure) -> Result? {
        let (savedIndex, savedDepth, savedDeepest, savedSize) = (index, depth, deepest, treeSize)
        do throws(ParseFailure) {
            return try rule(&self)
        } catch {
            if case .final = error { throw error }
            (index, depth, deepest, treeSize) = (savedIndex, savedDepth, savedDeepest, savedSize)
            return nil
        }
    }

    // MARK: limits

    /// Goes one rule deeper; `leave` takes it back. Not taken back on failure: `attempt` does that.
    mutating func enter(_ units: Int) throws(ParseFailure) {
        depth += units
        guard depth > options.limits.parserDepthMax else { return }
        let limit = options.limits.parserDepthMax
        throw .final(
            QueryError(
                .tooDeepRecursion,
                "Maximum parse depth (\(limit)) exceeded. Consider rising max_parser_depth parameter."))
    }

    mutating func leave(_ units: Int) { depth -= units }

    /// Counts one expression above those finished since `deepest` was 0.
    mutating func grow() throws(ParseFailure) {
        deepest += 1
        treeSize += 1
        if deepest * 2 > options.limits.treeDepthMax {
            throw .final(
                QueryError(.tooDeepAst, "AST is too deep. Maximum: \(options.limits.treeDepthMax)."))
        }
        if treeSize > options.limits.treeSizeMax {
            throw .final(QueryError(.tooBigAst, "AST is too big. Maximum: \(options.limits.treeSizeMax)."))
        }
    }
}
