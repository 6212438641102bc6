/// Functions whose parentheses hold more than a list: `CAST(x AS T)`, `EXTRACT(DAY FROM x)`, `TRIM(BOTH 'x' FROM y)` …
extension Parser {
    /// The call of a function with its own grammar, from its `(` on; `nil` when it is written like any other.
    /// Returns `nil` only before it has parsed an argument: arguments are never parsed twice.
    mutating func parseSpecialCall(_ word: String) throws(ParseFailure) -> Expression? {
        switch word {
        case "CAST": return try parseCastCall()
        case "EXTRACT": return try parseExtract()
        case "SUBSTRING": return try parseSubstring()
        case "OVERLAY": return try parseOverlay()
        case "POSITION": return try parsePosition()
        case "EXISTS": return try parseExists()
        case "TRIM", "LTRIM", "RTRIM": return try parseTrim(word)
        case "DATE_ADD", "DATEADD", "TIMESTAMP_ADD", "TIMESTAMPADD": return try parseDateArithmetic("plus")
        case "DATE_SUB", "DATESUB", "TIMESTAMP_SUB", "TIMESTAMPSUB": return try parseDateArithmetic("minus")
        case "DATE_DIFF", "DATEDIFF", "TIMESTAMP_DIFF", "TIMESTAMPDIFF": return try parseDateDifference()
        default: return nil
        }
    }

    /// A call with the name ClickHouse gives it, which may go on as a window function or take an array element.
    private mutating func finish(_ name: String, _ arguments: [Expression]) throws(ParseFailure) -> Expression {
        try expectClosing()
        try grow()
        return .call(name, arguments)
    }

    /// The same for a list whose first elements are already taken.
    private mutating func finishList(_ name: String, _ first: [Expression]) throws(ParseFailure) -> Expression {
        var arguments = first
        while accept(.comma) { arguments.append(try parseElement()) }
        return try finish(name, arguments)
    }

    private mutating func parseCastCall() throws(ParseFailure) -> Expression? {
        try expectOpening()
        var value = try parseExpression(above: Precedence.lowest)
        if isAtName, token.word != "AS", ahead(1).word == "AS" {
            value = .aliased(value, name: try parseName())
        } else if token.word == "AS", ahead(1).kind == .word || ahead(1).kind == .quotedIdentifier,
            ahead(2).word == "AS" || ahead(2).kind == .comma
        {
            advance()
            value = .aliased(value, name: try parseName())
        }
        if accept("AS") {
            let type = try parseType()
            return try finish("CAST", [value, .string(type.canonicalText)])
        }
        guard accept(.comma) else {
            note("AS")
            throw mismatch("Comma")
        }
        let arguments = [value] + (try parseElements())
        return try finish("CAST", arguments)
    }

    private mutating func parseExtract() throws(ParseFailure) -> Expression? {
        guard ahead(1).kind == .word, ahead(2).word == "FROM" else { return nil }
        advance()
        let part = token.word
        advance()
        advance()
        let time = try parseElement()
        switch part {
        case "EPOCH": return try finish("toUnixTimestamp", [time])
        case "DOW": return try finish("toDayOfWeek", [time, .literal(.unsigned(2))])
        case "ISODOW": return try finish("toDayOfWeek", [time])
        case "DOY": return try finish("toDayOfYear", [time])
        case "ISOYEAR": return try finish("toISOYear", [time])
        case "DECADE": return try finish("intDiv", [.call("toYear", [time]), .literal(.unsigned(10))])
        case "CENTURY": return try finish("plus", Parser.ordinal(of: time, years: 100))
        case "MILLENNIUM": return try finish("plus", Parser.ordinal(of: time, years: 1000))
        default:
            guard let unit = IntervalUnit(word: part) else {
                index -= 1
                throw mismatch("interval unit")
            }
            let extraction = unit.extraction
            return try finish(extraction.name, [time] + extraction.arguments)
        }
    }

    /// The operands of `(year - 1) DIV years + 1`.
    private static func ordinal(of time: Expression, years: UInt64) -> [Expression] {
        let one = Expression.literal(.unsigned(1))
        let yearsBefore = Expression.call("minus", [.call("toYear", [time]), one])
        return [.call("intDiv", [yearsBefore, .literal(.unsigned(years))]), one]
    }

    private mutating func parseSubstring() throws(ParseFailure) -> Expression? {
        if ahead(1).kind == .closingRound { return nil }
        try expectOpening()
        let text = try parseElement()
        guard accept("FROM") else { return try finishList("substring", [text]) }
        var arguments = [text, try parseElement()]
        if accept("FOR") { arguments.append(try parseElement()) }
        return try finish("substring", arguments)
    }

    private mutating func parseOverlay() throws(ParseFailure) -> Expression? {
        if ahead(1).kind == .closingRound { return nil }
        try expectOpening()
        let text = try parseElement()
        guard accept("PLACING") else { return try finishList("overlay", [text]) }
        var arguments = [text, try parseElement()]
        try expect("FROM")
        arguments.append(try parseElement())
        if accept("FOR") { arguments.append(try parseElement()) }
        return try finish("overlay", arguments)
    }

    private mutating func parsePosition() throws(ParseFailure) -> Expression? {
        if ahead(1).kind == .closingRound { return nil }
        try expectOpening()
        refusesIn = true
        let needle = try parseElement()
        refusesIn = false
        guard accept("IN") else { return try finishList("position", [needle]) }
        let haystack = try parseElement()
        return try finish("position", [haystack, needle])
    }

    private mutating func parseExists() throws(ParseFailure) -> Expression? {
        guard let query = try parseSubquery() else {
            advance()
            throw mismatch("SELECT query")
        }
        try grow()
        return .call("exists", [.subquery(query)])
    }

    private mutating func parseTrim(_ word: String) throws(ParseFailure) -> Expression? {
        if ahead(1).kind == .closingRound { return nil }
        try expectOpening()
        var name = word == "TRIM" ? "trimBoth" : word == "LTRIM" ? "trimLeft" : "trimRight"
        if word == "TRIM", ahead(1).kind != .openingRound, ahead(1).kind != .comma, ahead(1).kind != .closingRound,
            token.word == "BOTH" || token.word == "LEADING" || token.word == "TRAILING"
        {
            name = token.word == "BOTH" ? "trimBoth" : token.word == "LEADING" ? "trimLeft" : "trimRight"
            advance()
            let characters = try parseElement()
            try expect("FROM")
            return try finish(name, [try parseElement(), characters])
        }
        return try finish(name, try parseElements())
    }

    /// `dateAdd(DAY, 1, x)`, `dateAdd(x, INTERVAL 1 DAY)`
    private mutating func parseDateArithmetic(_ function: String) throws(ParseFailure) -> Expression? {
        try expectOpening()
        if let unit = IntervalUnit(word: token.word), ahead(1).kind == .comma {
            advance()
            advance()
            let count = try parseElement()
            try expect(.comma, "Comma")
            let time = try parseElement()
            try grow()
            return try finish(function, [time, .call(unit.intervalFunction, [count])])
        }
        if token.kind == .closingRound { return nil }
        return try finish(function, try parseElements())
    }

    /// `dateDiff(DAY, a, b)`, `dateDiff('day', a, b)`
    private mutating func parseDateDifference() throws(ParseFailure) -> Expression? {
        try expectOpening()
        var arguments: [Expression] = []
        if let unit = IntervalUnit(word: token.word), ahead(1).kind == .comma {
            advance()
            advance()
            arguments.append(.string(unit.rawValue.lowercased()))
        }
        if token.kind == .closingRound { return nil }
        arguments += try parseElements()
        return try finish("dateDiff", arguments)
    }
}
