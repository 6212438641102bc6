/// `DROP`, `DETACH`, `TRUNCATE`, `UNDROP`, `RENAME`, `EXCHANGE`, `EXISTS`.
extension Parser {
    mutating func parseDropStatement() throws(ParseFailure) -> Statement {
        let action: Drop.Action
        switch token.word {
        case "DETACH": action = .detach
        case "TRUNCATE": action = .truncate
        case "UNDROP": action = .undrop
        default: action = .drop
        }
        if action == .drop {
            switch ahead(1).word {
            case "USER", "ROLE", "QUOTA", "ROW", "POLICY", "SETTINGS", "PROFILE", "NAMED", "WORKLOAD", "RESOURCE",
                "INDEX":
                return .words(try parseWords(named: "DROP " + ahead(1).word))
            default: break
            }
        }
        advance()
        return .drop(try parseDrop(action))
    }

    private mutating func parseDrop(_ action: Drop.Action) throws(ParseFailure) -> Drop {
        if action == .truncate, accept("ALL", "TABLES", "FROM") { return try parseTruncateAll() }
        if action == .truncate, accept("TABLES", "FROM") { return try parseTruncateAll() }
        let isTemporary = accept("TEMPORARY")
        var drop = Drop(action: action, object: try parseDropObject(action), names: [])
        drop.isTemporary = isTemporary
        drop.ifExists = acceptIfExists()
        if !drop.ifExists { drop.ifEmpty = accept("IF", "EMPTY") }
        switch drop.object {
        case .database, .function: drop.names = [TableName(table: try parseName())]
        default:
            repeat { drop.names.append(try parseTableName()) } while accept(.comma)
        }
        if accept("UUID") { drop.uuid = try parseString() }
        drop.cluster = try parseCluster()
        drop.isPermanent = accept("PERMANENTLY")
        if accept("SYNC") || accept("NO", "DELAY") { drop.isSync = true }
        if accept("SETTINGS") { drop.settings = try parseSettings() }
        return drop
    }

    private mutating func parseDropObject(_ action: Drop.Action) throws(ParseFailure) -> Drop.Object {
        if accept("TABLE") { return .table }
        if accept("VIEW") { return .view }
        if accept("DICTIONARY") { return .dictionary }
        if accept("DATABASE") { return .database }
        if action == .drop, accept("FUNCTION") { return .function }
        if action == .truncate, isAtName { return .table }
        throw .mismatch
    }

    private mutating func parseTruncateAll() throws(ParseFailure) -> Drop {
        var drop = Drop(action: .truncate, object: .allTables, names: [])
        drop.ifExists = acceptIfExists()
        drop.names = [TableName(table: try parseName())]
        drop.filter = try parseNameFilter()
        drop.cluster = try parseCluster()
        return drop
    }

    /// `[NOT] LIKE 'x'`, `[NOT] ILIKE 'x'`
    mutating func parseNameFilter() throws(ParseFailure) -> NameFilter? {
        let isNegated = token.word == "NOT" && (ahead(1).word == "LIKE" || ahead(1).word == "ILIKE")
        if isNegated { advance() }
        if accept("LIKE") { return NameFilter(pattern: try parseString(), isNegated: isNegated) }
        guard accept("ILIKE") else { return nil }
        return NameFilter(pattern: try parseString(), isNegated: isNegated, ignoresCase: true)
    }

    mutating func parseRename() throws(ParseFailure) -> Rename {
        let isExchange = token.word == "EXCHANGE"
        advance()
        let object: Rename.Object
        if accept("DATABASE") {
            object = .database
        } else if accept("DICTIONARY") || accept("DICTIONARIES") {
            object = .dictionary
        } else {
            guard isExchange ? accept("TABLES") : accept("TABLE") else { throw .mismatch }
            object = .table
        }
        var rename = Rename(object: object, isExchange: isExchange, pairs: [])
        rename.ifExists = acceptIfExists()
        repeat {
            let from = try parseTableName()
            try expect(isExchange ? "AND" : "TO")
            rename.pairs.append(.init(from: from, to: try parseTableName()))
        } while accept(.comma)
        rename.cluster = try parseCluster()
        return rename
    }

    mutating func parseExistsStatement() throws(ParseFailure) -> Exists {
        try expect("EXISTS")
        if accept("DATABASE") { return Exists(object: .database, name: TableName(table: try parseName())) }
        let isTemporary = accept("TEMPORARY")
        var object: Exists.Object = isTemporary ? .temporaryTable : .table
        if accept("VIEW") {
            object = .view
        } else if accept("DICTIONARY") {
            object = .dictionary
        } else if token.word == "TABLE", ahead(1).kind == .word || ahead(1).kind == .quotedIdentifier {
            advance()
        }
        return Exists(object: object, name: try parseTableName())
    }
}
