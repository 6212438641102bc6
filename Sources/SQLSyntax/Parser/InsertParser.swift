import Errors

/// `INSERT`
extension Parser {
    mutating func parseInsert() throws(ParseFailure) -> Insert {
        try expect("INSERT")
        try expect("INTO")
        var insert = Insert(target: .table(TableName(table: "")), source: .format("Values"))
        if token.word == "FUNCTION" || token.word == "TABLE" && ahead(1).word == "FUNCTION", isAtFunctionTarget() {
            _ = accept("TABLE")
            advance()
            let name = try parseName()
            insert.target = .function(try parseTableFunction(named: name))
            if accept("PARTITION", "BY") { insert.partitionBy = try parseExpression(above: Precedence.lowest) }
        } else {
            if token.word == "TABLE", isNameAhead(), !isAtInsertClause(1) { advance() }
            insert.target = .table(try parseTableName())
        }
        if token.kind == .openingRound, !mayBeSubquery() {
            advance()
            while token.kind != .closingRound {
                insert.columns.append(try parseExpression(above: Precedence.lowest))
                if !accept(.comma) { break }
            }
            try expectClosing()
        }
        try parseInsertSource(&insert)
        return insert
    }

    private mutating func isAtFunctionTarget() -> Bool {
        let offset = token.word == "TABLE" ? 2 : 1
        let name = ahead(offset).kind
        return (name == .word || name == .quotedIdentifier) && ahead(offset + 1).kind == .openingRound
    }

    private mutating func isAtInsertClause(_ offset: Int) -> Bool {
        switch ahead(offset).word {
        case "VALUES", "FORMAT", "SELECT", "SETTINGS", "FROM": true
        default: false
        }
    }

    private mutating func parseInsertSource(_ insert: inout Insert) throws(ParseFailure) {
        if accept("FROM", "INFILE") {
            insert.source = .infile(try parseString())
            if accept("COMPRESSION") { _ = try parseString() }
            if accept("SETTINGS") { insert.settings = try parseSettings() }
            if accept("FORMAT") { _ = try parseName() }
            return
        }
        if accept("SETTINGS") { insert.settings = try parseSettings() }
        if token.word == "VALUES" {
            advance()
            insert.source = .format("Values")
        } else if accept("FORMAT") {
            let name = try parseName()
            if token.kind == .semicolon {
                throw .final(
                    .init(
                        .syntaxError,
                        "You have excessive ';' symbol before data for INSERT.\nHere is the position: "
                            + "\(token.begin + 1)"))
            }
            insert.source = .format(name)
        } else if at("SELECT") || at("WITH") || at("FROM") || token.kind == .openingRound {
            insert.source = .select(try parseUnion())
        } else {
            throw mismatch("end of query")
        }
    }
}
