/// Columns, indexes, constraints and projections of a table.
extension Parser {
    /// The elements in the parentheses after a table's name, and `PRIMARY KEY` if it stands among them.
    mutating func parseTableStructure() throws(ParseFailure) -> (structure: TableStructure, primaryKey: Expression?) {
        var structure = TableStructure()
        var key: Expression?
        while token.kind != .closingRound {
            if let index = try parseIndexElement() {
                structure.indexes.append(index)
            } else if token.word == "CONSTRAINT" {
                advance()
                structure.constraints.append(try parseConstraintDeclaration())
            } else if token.word == "PROJECTION" {
                advance()
                structure.projections.append(try parseProjectionDeclaration())
            } else if accept("PRIMARY", "KEY") {
                key = try parseExpression(above: Precedence.lowest)
            } else {
                structure.columns.append(try parseColumnDeclaration(requiresType: true))
            }
            if !accept(.comma) {
                note("Comma")
                break
            }
        }
        let keys = structure.columns.filter(\.isPrimaryKey)
        if key == nil, !keys.isEmpty { key = .call("tuple", keys.map { .name($0.name) }) }
        for index in structure.columns.indices { structure.columns[index].isPrimaryKey = false }
        return (structure, key)
    }

    private mutating func parseIndexElement() throws(ParseFailure) -> IndexDeclaration? {
        guard token.word == "INDEX" else { return nil }
        advance()
        return try parseIndexDeclaration()
    }

    // MARK: columns

    /// A column of a table; without a requirement for a type or default also of `MODIFY COLUMN`.
    mutating func parseColumnDeclaration(requiresType: Bool) throws(ParseFailure) -> ColumnDeclaration {
        var name = try parseName()
        while accept(.dot) { name += "." + (try parseName()) }
        var column = ColumnDeclaration(name: name, type: nil)
        if isAtColumnType() {
            column.type = try parseType()
            if accept("COLLATE") { column.collation = try parseName() }
        }
        try parseNullModifier(&column)
        try parseColumnDefault(&column)
        try parseNullModifier(&column)
        if requiresType, column.type == nil, column.defaultKind == nil { throw mismatch("data type") }
        try parseColumnSuffixes(&column)
        return column
    }

    /// Whether a type begins here and not a clause of a column without type.
    private mutating func isAtColumnType() -> Bool {
        guard isAtName else { return false }
        switch token.word {
        case "DEFAULT", "MATERIALIZED", "ALIAS", "EPHEMERAL", "AUTO_INCREMENT", "COMMENT", "CODEC", "TTL", "FIRST",
            "AFTER", "REMOVE", "SETTINGS", "STATISTICS", "MODIFY", "RESET":
            return false
        case "PRIMARY": return ahead(1).word != "KEY"
        case "NOT", "NULL": return false
        default: return true
        }
    }

    private mutating func parseNullModifier(_ column: inout ColumnDeclaration) throws(ParseFailure) {
        if accept("NOT", "NULL") {
            column.nullModifier = .notNull
        } else if accept("NULL") {
            column.nullModifier = .null
        }
    }

    private mutating func parseColumnDefault(_ column: inout ColumnDeclaration) throws(ParseFailure) {
        if accept("DEFAULT") {
            column.defaultKind = .default
        } else if accept("MATERIALIZED") {
            column.defaultKind = .materialized
        } else if accept("ALIAS") {
            column.defaultKind = .alias
        } else if accept("EPHEMERAL") {
            column.defaultKind = .ephemeral
            if isAtColumnEnd() { return }
        } else if accept("AUTO_INCREMENT") {
            column.defaultKind = .autoIncrement
            return
        } else {
            return
        }
        column.defaultExpression = try parseExpression(above: Precedence.lowest)
    }

    private mutating func isAtColumnEnd() -> Bool {
        switch token.kind {
        case .comma, .closingRound, .endOfStream, .semicolon: true
        case .word: ["COMMENT", "CODEC", "TTL", "FIRST", "AFTER"].contains(token.word)
        default: false
        }
    }

    private mutating func parseColumnSuffixes(_ column: inout ColumnDeclaration) throws(ParseFailure) {
        while true {
            if token.word == "COMMENT", ahead(1).kind == .string {
                advance()
                column.comment = try parseString()
            } else if token.word == "CODEC", ahead(1).kind == .openingRound {
                advance()
                column.codec = try parseFunctionList()
            } else if token.word == "STATISTICS", ahead(1).kind == .openingRound {
                advance()
                column.statistics = try parseFunctionList()
            } else if token.word == "TTL" {
                advance()
                column.timeToLive = try parseExpression(above: Precedence.lowest)
            } else if token.word == "PRIMARY", ahead(1).word == "KEY" {
                _ = accept("PRIMARY", "KEY")
                column.isPrimaryKey = true
            } else if token.word == "SETTINGS", ahead(1).kind == .openingRound {
                advance()
                advance()
                column.settings = try parseSettings()
                try expectClosing()
            } else if token.word == "COLLATE" {
                advance()
                column.collation = try parseName()
            } else {
                note("COMMENT")
                note("CODEC")
                note("TTL")
                return
            }
        }
    }

    /// `(name, name(arguments), …)`, as codecs and statistics are written.
    mutating func parseFunctionList() throws(ParseFailure) -> [FunctionCall] {
        try expectOpening()
        var calls: [FunctionCall] = []
        repeat { calls.append(try parseNamedCall()) } while accept(.comma)
        try expectClosing()
        return calls
    }

    /// `name` or `name(arguments)`
    mutating func parseNamedCall() throws(ParseFailure) -> FunctionCall {
        var call = FunctionCall(name: try parseName(), arguments: [])
        guard accept(.openingRound) else { return call }
        while token.kind != .closingRound {
            call.arguments.append(try parseElement())
            if !accept(.comma) { break }
        }
        try expectClosing()
        return call
    }

    // MARK: indexes, constraints, projections

    /// `name expression TYPE type [GRANULARITY n]`
    mutating func parseIndexDeclaration() throws(ParseFailure) -> IndexDeclaration {
        let name = try parseName()
        let expression = try parseExpression(above: Precedence.lowest)
        try expect("TYPE")
        let type = try parseNamedCall()
        let granularity = accept("GRANULARITY") ? try parseUnsigned() : 1
        return IndexDeclaration(name: name, expression: expression, type: type, granularity: granularity)
    }

    /// `name CHECK expression`, after the word `CONSTRAINT`.
    mutating func parseConstraintDeclaration() throws(ParseFailure) -> ConstraintDeclaration {
        let name = try parseName()
        let isAssume = accept("ASSUME")
        if !isAssume { try expect("CHECK") }
        let expression = try parseExpression(above: Precedence.lowest)
        return ConstraintDeclaration(name: name, kind: isAssume ? .assume : .check, expression: expression)
    }

    /// `name (SELECT …)`, after the word `PROJECTION`.
    mutating func parseProjectionDeclaration() throws(ParseFailure) -> ProjectionDeclaration {
        let name = try parseName()
        try expectOpening()
        let query = try parseSelect()
        try expectClosing()
        return ProjectionDeclaration(name: name, query: query)
    }
}
