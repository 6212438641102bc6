/// `ALTER TABLE`
extension Parser {
    mutating func parseAlterStatement() throws(ParseFailure) -> Statement {
        let object = ahead(1).word
        if object != "TABLE", object != "TEMPORARY" {
            switch object {
            case "USER", "ROLE", "QUOTA", "ROW", "POLICY", "SETTINGS", "PROFILE", "NAMED", "DATABASE", "LIVE":
                return .words(try parseWords(named: "ALTER " + object))
            default:
                advance()
                throw mismatch("TABLE")
            }
        }
        advance()
        let isTemporary = accept("TEMPORARY")
        try expect("TABLE")
        var alter = Alter(table: try parseTableName(), commands: [])
        alter.isTemporary = isTemporary
        alter.cluster = try parseCluster()
        repeat {
            let isParenthesized = accept(.openingRound)
            alter.commands.append(try parseAlterCommand())
            if isParenthesized { try expectClosing() }
        } while accept(.comma)
        if accept("SETTINGS") { alter.settings = try parseSettings() }
        return .alter(alter)
    }

    private mutating func parseAlterCommand() throws(ParseFailure) -> AlterCommand {
        switch token.word {
        case "ADD": return try parseAdd()
        case "DROP": return try parseDropCommand()
        case "CLEAR": return try parseClear()
        case "MODIFY", "ALTER": return try parseModify()
        case "RENAME": return try parseRenameColumn()
        case "COMMENT": return try parseCommentColumn()
        case "MATERIALIZE": return try parseMaterialize()
        case "REMOVE": return try parseRemove()
        case "RESET":
            advance()
            try expect("SETTING")
            return .resetSetting(try parseSettingNames())
        case "UPDATE":
            advance()
            let assignments = try parseAssignments()
            let partition = try parseInPartition()
            try expect("WHERE")
            return .update(assignments, partition: partition, where: try parseExpression(above: Precedence.lowest))
        case "DELETE":
            advance()
            let partition = try parseInPartition()
            try expect("WHERE")
            return .delete(partition: partition, where: try parseExpression(above: Precedence.lowest))
        default: return try parsePartitionCommand()
        }
    }

    // MARK: ADD

    private mutating func parseAdd() throws(ParseFailure) -> AlterCommand {
        advance()
        if accept("INDEX") {
            let ifNotExists = acceptIfNotExists()
            let index = try parseIndexDeclaration()
            return .addIndex(index, ifNotExists: ifNotExists, place: try parsePlace())
        }
        if accept("CONSTRAINT") {
            let ifNotExists = acceptIfNotExists()
            return .addConstraint(try parseConstraintDeclaration(), ifNotExists: ifNotExists)
        }
        if accept("PROJECTION") {
            let ifNotExists = acceptIfNotExists()
            let projection = try parseProjectionDeclaration()
            return .addProjection(projection, ifNotExists: ifNotExists, place: try parsePlace())
        }
        if at("STATISTICS") { return try parseStatisticsCommand("ADD") }
        try expect("COLUMN")
        let ifNotExists = acceptIfNotExists()
        let column = try parseColumnDeclaration(requiresType: true)
        return .addColumn(column, ifNotExists: ifNotExists, place: try parsePlace())
    }

    private mutating func parsePlace() throws(ParseFailure) -> AlterPlace? {
        if accept("FIRST") { return .first }
        guard accept("AFTER") else { return nil }
        return .after(try parseDottedName())
    }

    private mutating func parseDottedName() throws(ParseFailure) -> String {
        var name = try parseName()
        while accept(.dot) { name += "." + (try parseName()) }
        return name
    }

    private mutating func parseStatisticsCommand(_ verb: String) throws(ParseFailure) -> AlterCommand {
        try expect("STATISTICS")
        let begin = index
        while token.kind != .endOfStream, token.kind != .semicolon, token.kind != .closingRound {
            if token.kind.problem != nil { throw mismatch("end of query") }
            if token.kind == .comma, ahead(1).word == "ADD" || ahead(1).word == "DROP" { break }
            advance()
        }
        return .statistics(verb, text: Parser.joined(Array(tokens[begin..<index]), in: lexer.text))
    }

    // MARK: DROP, CLEAR, MATERIALIZE

    private mutating func parseDropCommand() throws(ParseFailure) -> AlterCommand {
        advance()
        if accept("COLUMN") {
            let ifExists = acceptIfExists()
            return .dropColumn(try parseDottedName(), ifExists: ifExists)
        }
        if accept("INDEX") {
            let ifExists = acceptIfExists()
            return .dropIndex(try parseName(), ifExists: ifExists)
        }
        if accept("CONSTRAINT") {
            let ifExists = acceptIfExists()
            return .dropConstraint(try parseName(), ifExists: ifExists)
        }
        if accept("PROJECTION") {
            let ifExists = acceptIfExists()
            return .dropProjection(try parseName(), ifExists: ifExists)
        }
        if at("STATISTICS") { return try parseStatisticsCommand("DROP") }
        if accept("DETACHED") { return .dropDetachedPartition(try parsePartition()) }
        return .dropPartition(try parsePartition())
    }

    private mutating func parseClear() throws(ParseFailure) -> AlterCommand {
        advance()
        if accept("INDEX") {
            let ifExists = acceptIfExists()
            return .clearIndex(try parseName(), ifExists: ifExists, partition: try parseInPartition())
        }
        if accept("PROJECTION") {
            let ifExists = acceptIfExists()
            return .clearProjection(try parseName(), ifExists: ifExists, partition: try parseInPartition())
        }
        if at("STATISTICS") { return try parseStatisticsCommand("CLEAR") }
        try expect("COLUMN")
        let ifExists = acceptIfExists()
        return .clearColumn(try parseDottedName(), ifExists: ifExists, partition: try parseInPartition())
    }

    private mutating func parseMaterialize() throws(ParseFailure) -> AlterCommand {
        advance()
        if accept("COLUMN") { return .materializeColumn(try parseDottedName(), partition: try parseInPartition()) }
        if accept("TTL") { return .materializeTTL(partition: try parseInPartition()) }
        if accept("PROJECTION") {
            let ifExists = acceptIfExists()
            return .materializeProjection(try parseName(), ifExists: ifExists, partition: try parseInPartition())
        }
        if at("STATISTICS") { return try parseStatisticsCommand("MATERIALIZE") }
        try expect("INDEX")
        let ifExists = acceptIfExists()
        return .materializeIndex(try parseName(), ifExists: ifExists, partition: try parseInPartition())
    }

    // MARK: MODIFY and the rest

    private mutating func parseModify() throws(ParseFailure) -> AlterCommand {
        advance()
        if accept("COLUMN") { return try parseModifyColumn() }
        if accept("ORDER", "BY") { return .modifyOrderBy(try parseExpression(above: Precedence.lowest)) }
        if accept("SAMPLE", "BY") { return .modifySampleBy(try parseExpression(above: Precedence.lowest)) }
        if accept("TTL") { return .modifyTTL(try parseTimeToLiveElements()) }
        if accept("SETTING") { return .modifySetting(try parseSettings()) }
        if accept("COMMENT") { return .modifyComment(try parseString()) }
        if accept("QUERY") { return .modifyQuery(try parseUnion()) }
        if accept("REFRESH") { return .modifyRefresh(try parseRefresh()) }
        if at("STATISTICS") { return try parseStatisticsCommand("MODIFY") }
        guard at("DEFINER") || at("SQL", "SECURITY") else { throw mismatch("COLUMN") }
        var definer: String?
        var security: CreateView.Security?
        try parseSecurity(&definer, &security)
        return .modifySecurity(definer: definer, security)
    }

    private mutating func parseModifyColumn() throws(ParseFailure) -> AlterCommand {
        let ifExists = acceptIfExists()
        let begin = index
        let name = try parseDottedName()
        if accept("REMOVE") {
            guard let property = ColumnProperty(rawValue: token.word) else { throw mismatch("DEFAULT") }
            advance()
            return .removeFromColumn(name, ifExists: ifExists, property)
        }
        if accept("MODIFY", "SETTING") {
            return .modifyColumnSetting(name, ifExists: ifExists, try parseSettings())
        }
        if accept("RESET", "SETTING") {
            return .resetColumnSetting(name, ifExists: ifExists, try parseSettingNames())
        }
        if accept("TYPE") {
            var column = ColumnDeclaration(name: name, type: try parseType())
            let codec = token.word == "CODEC" && ahead(1).kind == .openingRound
            if codec {
                advance()
                column.codec = try parseFunctionList()
            }
            return .modifyColumn(column, ifExists: ifExists, place: try parsePlace())
        }
        index = begin
        let column = try parseColumnDeclaration(requiresType: false)
        return .modifyColumn(column, ifExists: ifExists, place: try parsePlace())
    }

    private mutating func parseSettingNames() throws(ParseFailure) -> [String] {
        var names: [String] = []
        repeat { names.append(try parseName()) } while accept(.comma)
        return names
    }

    private mutating func parseRenameColumn() throws(ParseFailure) -> AlterCommand {
        advance()
        try expect("COLUMN")
        let ifExists = acceptIfExists()
        let name = try parseDottedName()
        try expect("TO")
        return .renameColumn(name, to: try parseDottedName(), ifExists: ifExists)
    }

    private mutating func parseCommentColumn() throws(ParseFailure) -> AlterCommand {
        advance()
        try expect("COLUMN")
        let ifExists = acceptIfExists()
        let name = try parseDottedName()
        return .commentColumn(name, ifExists: ifExists, comment: try parseString())
    }

    private mutating func parseRemove() throws(ParseFailure) -> AlterCommand {
        advance()
        if accept("TTL") { return .removeTTL }
        try expect("SAMPLE", "BY")
        return .removeSampleBy
    }
}
