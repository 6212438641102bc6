import Errors

/// Which statement it is, and what may follow any of them.
extension Parser {
    /// A statement with its output clauses, up to `;` or the end.
    mutating func parseStatementToEnd() throws(ParseFailure) -> ParsedStatement {
        var parsed = ParsedStatement(try parseAnyStatement())
        if parsed.hasInlineData {
            parsed.end = inlineDataBegin()
            return parsed
        }
        try parseOutput(&parsed)
        if token.kind == .semicolon {
            parsed.end = token.end
        } else {
            try expect(.endOfStream, "end of query")
            parsed.end = token.begin
        }
        return parsed
    }

    /// `INTO OUTFILE …`, `FORMAT name`, `SETTINGS …`
    private mutating func parseOutput(_ parsed: inout ParsedStatement) throws(ParseFailure) {
        if accept("INTO", "OUTFILE") {
            let begin = token.begin
            _ = try parseString()
            _ = accept("APPEND") || accept("TRUNCATE")
            if accept("AND", "STDOUT") {}
            if accept("COMPRESSION") {
                _ = try parseString()
                if accept("LEVEL") { _ = try parseUnsigned() }
            }
            parsed.outfile = Parser.joined(tokens[..<index].filter { $0.begin >= begin }, in: lexer.text)
        }
        if accept("FORMAT") { parsed.format = try parseName() }
        if accept("SETTINGS") { parsed.settings = try parseSettings() }
    }

    /// The first byte of an `INSERT`'s data: after `VALUES`, or on the line after `FORMAT name`.
    ///
    /// - Source: `InsertQuery` of ClickHouse: blanks, then at most one line end, are not data.
    private func inlineDataBegin() -> Int {
        let text = lexer.text
        let last = tokens[index - 1]
        var at = last.end
        if last.word == "VALUES" || token.kind == .semicolon { return at }
        while at < text.count, [UInt8(ascii: " "), UInt8(ascii: "\t"), 12].contains(text[at]) { at += 1 }
        if at < text.count, text[at] == UInt8(ascii: "\r") { at += 1 }
        if at < text.count, text[at] == UInt8(ascii: "\n") { at += 1 }
        return at
    }

    /// A statement without output clauses.
    mutating func parseAnyStatement() throws(ParseFailure) -> Statement {
        if token.kind == .openingRound { return .select(try parseUnion()) }
        switch token.word {
        case "SELECT", "FROM": return .select(try parseUnion())
        case "WITH": return try parseWithStatement()
        case "INSERT": return .insert(try parseInsert())
        case "CREATE", "ATTACH", "REPLACE": return try parseCreate()
        case "DROP", "DETACH", "TRUNCATE", "UNDROP": return try parseDropStatement()
        case "RENAME", "EXCHANGE": return .rename(try parseRename())
        case "ALTER": return try parseAlterStatement()
        default: return try parseOtherStatement()
        }
    }

    private mutating func parseOtherStatement() throws(ParseFailure) -> Statement {
        switch token.word {
        case "EXISTS": return .exists(try parseExistsStatement())
        case "SHOW": return .show(try parseShow())
        case "DESCRIBE", "DESC": return try parseDescribe()
        case "USE":
            advance()
            if token.word == "DATABASE", isNameAhead() { advance() }
            return .use(try parseName())
        case "SET": return try parseSet()
        case "EXPLAIN": return .explain(try parseExplain())
        case "DELETE": return .delete(try parseDelete())
        case "UPDATE": return .update(try parseUpdate())
        case "OPTIMIZE": return .optimize(try parseOptimize())
        case "SYSTEM": return .system(try parseSystem())
        case "KILL": return .kill(try parseKill())
        case "CHECK": return try parseCheck()
        case "BACKUP", "RESTORE": return .backup(try parseBackup())
        default: return try parseWordsStatement()
        }
    }

    /// `WITH … SELECT`, or `WITH … INSERT INTO t SELECT`, whose `WITH` belongs to the query.
    private mutating func parseWithStatement() throws(ParseFailure) -> Statement {
        let begin = index
        let query = try attempt { (parser) throws(ParseFailure) in try parser.parseUnion() }
        if let query { return .select(query) }
        guard let insertAt = topLevelWord("INSERT", from: begin) else { throw .mismatch }
        index = insertAt
        var insert = try parseInsert()
        let afterInsert = index
        if case .format = insert.source {
            // Data follow, which the names of WITH mean nothing to.
            index = begin
            _ = try parseWithClause()
            guard index == insertAt else { throw mismatch("INSERT INTO") }
            index = afterInsert
            return .insert(insert)
        }
        guard case .select(.select(var query)) = insert.source else { throw mismatch("SELECT query") }
        index = begin
        let head = try parseWithClause()
        guard index == insertAt else { throw mismatch("INSERT INTO") }
        index = afterInsert
        query.with = head.with + query.with
        query.isRecursive = query.isRecursive || head.isRecursive
        insert.source = .select(.select(query))
        return .insert(insert)
    }

    /// The index of the first token that is `word` outside of all brackets.
    private mutating func topLevelWord(_ word: String, from begin: Int) -> Int? {
        var level = 0
        index = begin
        defer { index = begin }
        while token.kind != .endOfStream, token.kind != .semicolon, token.kind.problem == nil {
            switch token.kind {
            case .openingRound, .openingSquare, .openingCurly: level += 1
            case .closingRound, .closingSquare, .closingCurly: level -= 1
            default: if level == 0, token.word == word { return index }
            }
            advance()
        }
        return nil
    }

    private mutating func parseSet() throws(ParseFailure) -> Statement {
        if ahead(1).word == "ROLE" || ahead(1).word == "DEFAULT" && ahead(2).word == "ROLE" {
            return .words(try parseWords(named: "SET ROLE"))
        }
        if ahead(1).word == "TRANSACTION" { return .words(try parseWords(named: "SET TRANSACTION")) }
        advance()
        return .set(try parseSettings())
    }

    // MARK: statements known by their first words

    private mutating func parseWordsStatement() throws(ParseFailure) -> Statement {
        switch token.word {
        case "GRANT", "REVOKE", "COMMIT", "ROLLBACK", "WATCH", "MOVE", "EXECUTE", "COPY":
            return .words(try parseWords(named: token.word))
        case "BEGIN": return .words(try parseWords(named: "BEGIN TRANSACTION"))
        case "START" where ahead(1).word == "TRANSACTION": return .words(try parseWords(named: "BEGIN TRANSACTION"))
        default: throw mismatch("Query")
        }
    }

    /// Takes everything up to the end of the statement.
    mutating func parseWords(named name: String) throws(ParseFailure) -> WordsStatement {
        let begin = index
        while token.kind != .endOfStream, token.kind != .semicolon {
            if token.kind.problem != nil { throw mismatch("end of query") }
            advance()
        }
        return WordsStatement(name: name, text: Parser.joined(Array(tokens[begin..<index]), in: lexer.text))
    }

    /// The tokens with one space between them, except where the text had none.
    static func joined(_ tokens: [Token], in text: [UInt8]) -> String {
        var result: [UInt8] = []
        var end: Int?
        for token in tokens {
            if let end, end < token.begin { result.append(UInt8(ascii: " ")) }
            result += text[token.begin..<token.end]
            end = token.end
        }
        return String(decoding: result, as: UTF8.self)
    }

    // MARK: parts shared by statements

    /// `table` or `database.table`
    mutating func parseTableName() throws(ParseFailure) -> TableName {
        let first = try parseName()
        guard accept(.dot) else { return TableName(table: first) }
        return TableName(database: first, table: try parseName())
    }

    /// `ON CLUSTER name`
    mutating func parseCluster() throws(ParseFailure) -> String? {
        guard accept("ON", "CLUSTER") else { return nil }
        return token.kind == .string ? try parseString() : try parseName()
    }

    mutating func acceptIfExists() -> Bool { accept("IF", "EXISTS") }

    mutating func acceptIfNotExists() -> Bool { accept("IF", "NOT", "EXISTS") }
}
