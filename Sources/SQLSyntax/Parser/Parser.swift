import Errors

/// Reads SQL of ClickHouse's dialect into the syntax tree. Recursive descent with operator precedence over lazy tokens.
///
/// Errors: 62 for text that is not SQL (ClickHouse's own message form), 306 and 167 for nesting beyond the limits,
/// 168 for trees beyond the size limit, 456 for a `{name:Identifier}` without value.
package struct Parser {
    var lexer: Lexer
    let options: ParserOptions
    /// The tokens read so far; `tokens[index]` is the current one and always there.
    var tokens: [Token]
    var index = 0

    /// The last token that any rule looked at in vain, and what those rules wanted there.
    var furthest = 0
    var expected: [String] = []

    /// Nesting of the rules, in the units of `ParserLimits.parserDepthMax`.
    var depth = 0
    /// The depth of the deepest expression finished since the enclosing one began.
    var deepest = 0
    var treeSize = 0
    /// Tokens where a rule with a second reading was tried and failed: not tried again, so that nothing is exponential.
    var failedAttempts: Set<Int> = []
    /// `IN` ends the expression: inside `POSITION(a IN b)`.
    var refusesIn = false

    init(_ text: [UInt8], from: Int = 0, options: ParserOptions = ParserOptions()) {
        lexer = Lexer(text, from: from, sizeMax: options.limits.querySizeMax)
        self.options = options
        tokens = [lexer.next()]
    }
}

/// Why a rule did not apply.
enum ParseFailure: Error {
    /// The text is not what the rule wants; `Parser.furthest` and `expected` say what and where.
    case mismatch
    /// Nothing else can help: a limit, or a value that does not exist.
    case final(QueryError)
}

// MARK: entries

extension Parser {
    /// The one statement of `text`. Code 62 when there is none, or another one after it.
    package static func parseStatement(
        _ text: [UInt8], options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> ParsedStatement {
        guard let parsed = try parseNextStatement(text, from: 0, options: options) else {
            throw QueryError(.syntaxError, "Empty query")
        }
        if parsed.hasInlineData { return parsed }
        var rest = Lexer(text, from: parsed.end)
        var token = rest.next()
        while token.kind == .semicolon { token = rest.next() }
        if token.kind != .endOfStream {
            let message = SyntaxErrorMessage(text: text, start: 0, token: token, expected: [])
            throw QueryError(.syntaxError, message.text(problem: "Syntax error (Multi-statements are not allowed)"))
        }
        return parsed
    }

    package static func parseStatement(
        _ text: String, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> ParsedStatement {
        try parseStatement(Array(text.utf8), options: options)
    }

    /// The statement that begins at byte `from`, for texts of several: go on at its `end`. `nil` when only space is
    /// left.
    package static func parseNextStatement(
        _ text: [UInt8], from: Int, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> ParsedStatement? {
        var parser = Parser(text, from: from, options: options)
        while parser.token.kind == .semicolon { parser.advance() }
        if parser.token.kind == .endOfStream { return nil }
        return try parser.reporting { (parser) throws(ParseFailure) in try parser.parseStatementToEnd() }
    }

    /// One expression, an alias allowed.
    package static func parseExpression(
        _ text: String, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> Expression {
        try whole(text, options) { (parser) throws(ParseFailure) in try parser.parseElement() }
    }

    /// Expressions with commas between them; none for an empty text.
    package static func parseExpressionList(
        _ text: String, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> [Expression] {
        try whole(text, options) { (parser) throws(ParseFailure) in
            parser.token.kind == .endOfStream ? [] : try parser.parseElements()
        }
    }

    /// A data type: `Map(String, Array(Nullable(UInt8)))`.
    package static func parseDataType(
        _ text: String, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> DataTypeExpression {
        try whole(text, options) { (parser) throws(ParseFailure) in try parser.parseType() }
    }

    /// What stands in the parentheses of `CREATE TABLE`: `a UInt8 DEFAULT 1, INDEX …`.
    package static func parseColumnsDeclaration(
        _ text: String, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> TableStructure {
        try whole(text, options) { (parser) throws(ParseFailure) in
            parser.token.kind == .endOfStream ? TableStructure() : try parser.parseTableStructure().structure
        }
    }

    /// The elements of a table's `TTL`, as its stored metadata has them.
    package static func parseTimeToLive(
        _ text: String, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> [TimeToLiveElement] {
        try whole(text, options) { (parser) throws(ParseFailure) in try parser.parseTimeToLiveElements() }
    }

    /// `SELECT …` with unions, without `FORMAT`.
    package static func parseSelect(
        _ text: String, options: ParserOptions = ParserOptions()
    ) throws(QueryError) -> SelectUnion {
        try whole(text, options) { (parser) throws(ParseFailure) in try parser.parseUnion() }
    }

    private static func whole<Result>(
        _ text: String, _ options: ParserOptions, _ rule: (inout Parser) throws(ParseFailure) -> Result
    ) throws(QueryError) -> Result {
        var parser = Parser(Array(text.utf8), options: options)
        return try parser.reporting { (parser) throws(ParseFailure) in
            let result = try rule(&parser)
            try parser.expect(.endOfStream, "end of query")
            return result
        }
    }

    /// Runs a rule and puts its failure into ClickHouse's words.
    private mutating func reporting<Result>(
        _ rule: (inout Parser) throws(ParseFailure) -> Result
    ) throws(QueryError) -> Result {
        do throws(ParseFailure) {
            return try rule(&self)
        } catch {
            switch error {
            case .final(let error): throw error
            case .mismatch: throw syntaxError()
            }
        }
    }

    private mutating func syntaxError() -> QueryError {
        furthest = max(furthest, index)
        let token = tokens[min(furthest, tokens.count - 1)]
        let begin = tokens.first?.begin ?? 0
        var message = SyntaxErrorMessage(text: lexer.text, start: 0, token: token, expected: expected)
        if token.kind.problem == nil { message.findUnmatchedParenthesis(from: begin) }
        return QueryError(.syntaxError, message.text(problem: token.kind.problem))
    }
}

extension ParsedStatement {
    /// Whether the bytes from `end` on are an `INSERT`'s data and not SQL.
    package var hasInlineData: Bool {
        var inner = statement
        while case .explain(let explain) = inner { inner = explain.statement }
        if case .insert(let insert) = inner, case .format = insert.source { return true }
        return false
    }
}
