/// `SHOW`, `DESCRIBE`, `EXPLAIN`.
extension Parser {
    mutating func parseShow() throws(ParseFailure) -> Show {
        try expect("SHOW")
        switch token.word {
        case "DATABASES", "SCHEMAS":
            advance()
            return try finishShow(.databases)
        case "CREATE": return try parseShowCreate()
        case "PROCESSLIST":
            advance()
            return Show(object: .processlist)
        case "SETTING":
            advance()
            return Show(object: .setting(try parseName()))
        case "FUNCTIONS":
            advance()
            return try finishShow(.functions)
        case "ENGINES":
            advance()
            return Show(object: .engines)
        case "MERGES":
            advance()
            return try finishShow(.merges)
        case "CLUSTERS", "CLUSTER":
            advance()
            return try finishShow(.clusters)
        case "DICTIONARIES":
            advance()
            return try finishShow(.dictionaries)
        case "GRANTS", "USERS", "ROLES", "CURRENT", "ENABLED", "ACCESS", "QUOTA", "QUOTAS", "POLICIES", "PROFILES",
            "PRIVILEGES", "ROW", "NAMED", "FILESYSTEM":
            return try parseShowAccess(token.word)
        default: return try parseShowTables()
        }
    }

    private mutating func parseShowTables() throws(ParseFailure) -> Show {
        if accept("CHANGED", "SETTINGS") { return try finishShow(.settings(isChangedOnly: true)) }
        if token.word == "SETTINGS", ahead(1).word != "PROFILES" {
            advance()
            return try finishShow(.settings(isChangedOnly: false))
        }
        if token.word == "SETTINGS" { return try parseShowAccess("SETTINGS PROFILES") }
        let isExtended = accept("EXTENDED")
        let isFull = accept("FULL")
        let isTemporary = accept("TEMPORARY")
        if accept("TABLES") { return try finishShow(.tables(isFull: isFull, isTemporary: isTemporary)) }
        if accept("COLUMNS") || accept("FIELDS") {
            let name = try parseShownTable()
            return try finishShow(.columns(name, isExtended: isExtended, isFull: isFull))
        }
        if accept("INDEX") || accept("INDEXES") || accept("INDICES") || accept("KEYS") {
            return try finishShow(.indexes(try parseShownTable(), isExtended: isExtended))
        }
        if isAtName, !isExtended, !isFull, !isTemporary {
            let kinds = ["DATABASE", "TABLE", "VIEW", "DICTIONARY"]
            if kinds.contains(token.word), isNameAhead() { return try parseShowCreate(hasCreate: false) }
        }
        throw mismatch("TABLES")
    }

    /// `FROM t`, `IN db.t`
    private mutating func parseShownTable() throws(ParseFailure) -> TableName {
        guard accept("FROM") || accept("IN") else { throw .mismatch }
        return try parseTableName()
    }

    /// `FROM db`, `LIKE 'x'`, `WHERE …`, `LIMIT n`
    private mutating func finishShow(_ object: Show.Object) throws(ParseFailure) -> Show {
        var show = Show(object: object)
        switch object {
        case .tables, .columns, .indexes, .dictionaries:
            if accept("FROM") || accept("IN") { show.database = try parseName() }
        default: break
        }
        show.filter = try parseNameFilter()
        if show.filter == nil, accept("WHERE") { show.where = try parseExpression(above: Precedence.lowest) }
        if accept("LIMIT") { show.limit = try parseExpression(above: Precedence.lowest) }
        return show
    }

    private mutating func parseShowCreate(hasCreate: Bool = true) throws(ParseFailure) -> Show {
        if hasCreate { try expect("CREATE") }
        switch token.word {
        case "USER", "ROLE", "QUOTA", "ROW", "POLICY", "SETTINGS", "PROFILE", "ROLES", "USERS", "QUOTAS", "POLICIES":
            return try parseShowAccess("CREATE " + token.word)
        case "DATABASE" where isNameAhead():
            advance()
            return Show(object: .createDatabase(try parseName()))
        case "VIEW" where isNameAhead():
            advance()
            return Show(object: .createView(try parseTableName()))
        case "DICTIONARY" where isNameAhead():
            advance()
            return Show(object: .createDictionary(try parseTableName()))
        case "TEMPORARY" where isNameAhead():
            advance()
            _ = accept("TABLE")
            return Show(object: .createTemporaryTable(try parseTableName()))
        case "TABLE" where isNameAhead():
            advance()
            return Show(object: .createTable(try parseTableName()))
        default: return Show(object: .createTable(try parseTableName()))
        }
    }

    private mutating func parseShowAccess(_ name: String) throws(ParseFailure) -> Show {
        let words = try parseWords(named: name)
        return Show(object: .access(name, text: words.text))
    }

    mutating func parseDescribe() throws(ParseFailure) -> Statement {
        advance()
        if token.word == "TABLE", ahead(1).kind != .dot, ahead(1).kind != .endOfStream, ahead(1).word != "FORMAT" {
            advance()
        }
        var element = try parseTableElement()
        element.isFinal = false
        return .describe(element)
    }

    /// `EXPLAIN [kind] [setting = value, …] statement`
    mutating func parseExplain() throws(ParseFailure) -> Explain {
        try expect("EXPLAIN")
        let kind = parseExplainKind()
        var settings: [SettingChange] = []
        if token.kind == .word, ahead(1).kind == .equals { settings = try parseSettings() }
        try enter(10)
        let statement = try parseAnyStatement()
        leave(10)
        return Explain(kind: kind, settings: settings, statement: statement)
    }

    private mutating func parseExplainKind() -> Explain.Kind {
        if accept("AST") { return .ast }
        if accept("SYNTAX") { return .syntax }
        if accept("QUERY", "TREE") { return .queryTree }
        if accept("PLAN") { return .plan }
        if accept("PIPELINE") { return .pipeline }
        if accept("ESTIMATE") || accept("QUERY", "ESTIMATE") { return .estimate }
        if accept("TABLE", "OVERRIDE") { return .tableOverride }
        if accept("CURRENT", "TRANSACTION") { return .currentTransaction }
        return .plan
    }
}

extension Explain.Kind {
    /// The words after `EXPLAIN`.
    package var words: String {
        switch self {
        case .plan: ""
        case .ast: "AST"
        case .syntax: "SYNTAX"
        case .queryTree: "QUERY TREE"
        case .pipeline: "PIPELINE"
        case .estimate: "ESTIMATE"
        case .tableOverride: "TABLE OVERRIDE"
        case .currentTransaction: "CURRENT TRANSACTION"
        }
    }
}
