/// A table's engine and its clauses.
extension Parser {
    /// The clauses may come in any order; each at most once.
    mutating func parseStorage(_ storage: inout TableStorage) throws(ParseFailure) {
        while true {
            if storage.engine == nil, accept("ENGINE") {
                _ = accept(.equals)
                storage.engine = try parseEngine()
            } else if storage.partitionBy == nil, accept("PARTITION", "BY") {
                storage.partitionBy = try parseExpression(above: Precedence.lowest)
            } else if storage.primaryKey == nil, accept("PRIMARY", "KEY") {
                storage.primaryKey = try parseExpression(above: Precedence.lowest)
            } else if storage.orderBy == nil, accept("ORDER", "BY") {
                storage.orderBy = try parseExpression(above: Precedence.lowest)
            } else if storage.sampleBy == nil, accept("SAMPLE", "BY") {
                storage.sampleBy = try parseExpression(above: Precedence.lowest)
            } else if storage.timeToLive.isEmpty, accept("TTL") {
                storage.timeToLive = try parseTimeToLiveElements()
            } else if storage.settings.isEmpty, accept("SETTINGS") {
                storage.settings = try parseSettings()
            } else {
                return
            }
        }
    }

    /// `ENGINE = Name(arguments)`, after the sign. Some engines' arguments are like a table function's.
    mutating func parseEngine() throws(ParseFailure) -> FunctionCall {
        let name = try parseName()
        guard token.kind == .openingRound else { return FunctionCall(name: name, arguments: []) }
        return try parseTableFunction(named: name)
    }

    // MARK: TTL

    mutating func parseTimeToLiveElements() throws(ParseFailure) -> [TimeToLiveElement] {
        var elements: [TimeToLiveElement] = []
        repeat { elements.append(try parseTimeToLiveElement()) } while accept(.comma)
        return elements
    }

    private mutating func parseTimeToLiveElement() throws(ParseFailure) -> TimeToLiveElement {
        let expression = try parseExpression(above: Precedence.lowest)
        var element = TimeToLiveElement(expression: expression, action: try parseTimeToLiveAction())
        if accept("WHERE") { element.where = try parseExpression(above: Precedence.lowest) }
        return element
    }

    private mutating func parseTimeToLiveAction() throws(ParseFailure) -> TimeToLiveElement.Action {
        if accept("DELETE") { return .delete }
        if accept("TO", "DISK") {
            let ifExists = acceptIfExists()
            return .toDisk(try parseString(), ifExists: ifExists)
        }
        if accept("TO", "VOLUME") {
            let ifExists = acceptIfExists()
            return .toVolume(try parseString(), ifExists: ifExists)
        }
        if accept("RECOMPRESS") {
            try expect("CODEC")
            return .recompress(try parseFunctionList())
        }
        guard accept("GROUP", "BY") else { return .delete }
        let keys = try parseTimeToLiveKeys()
        return .groupBy(keys, set: accept("SET") ? try parseAssignments() : [])
    }

    private mutating func parseTimeToLiveKeys() throws(ParseFailure) -> [Expression] {
        var keys = [try parseExpression(above: Precedence.lowest)]
        while accept(.comma) { keys.append(try parseExpression(above: Precedence.lowest)) }
        return keys
    }

    /// `a = 1, b = b + 1`; a comma that another assignment does not follow is left.
    mutating func parseAssignments() throws(ParseFailure) -> [Assignment] {
        var assignments = [try parseAssignment()]
        while token.kind == .comma {
            guard ahead(1).kind == .word || ahead(1).kind == .quotedIdentifier, ahead(2).kind == .equals else { break }
            advance()
            assignments.append(try parseAssignment())
        }
        return assignments
    }

    private mutating func parseAssignment() throws(ParseFailure) -> Assignment {
        let column = try parseName()
        try expect(.equals, "Equals")
        return Assignment(column: column, expression: try parseExpression(above: Precedence.lowest))
    }
}
