/// `*`, `COLUMNS(…)` and the transformers after them.
extension Parser {
    /// From the word `COLUMNS` on.
    mutating func parseColumns(qualifier: Identifier?) throws(ParseFailure) -> Expression {
        try expect("COLUMNS")
        try expectOpening()
        if token.kind == .string {
            let pattern = try parseString()
            try expectClosing()
            return try parseMatcher(.regularExpression(pattern), qualifier: qualifier)
        }
        var names: [Identifier] = []
        repeat {
            var parts = [try parseName()]
            while accept(.dot) { parts.append(try parseName()) }
            names.append(Identifier(parts))
        } while accept(.comma)
        try expectClosing()
        return try parseMatcher(.list(names), qualifier: qualifier)
    }

    /// The transformers after a pattern that is already taken.
    mutating func parseMatcher(
        _ pattern: ColumnsMatcher.Pattern, qualifier: Identifier?
    ) throws(ParseFailure) -> Expression {
        var matcher = ColumnsMatcher(pattern, qualifier: qualifier)
        while let transformer = try parseTransformer() { matcher.transformers.append(transformer) }
        try grow()
        return .columns(matcher)
    }

    private mutating func parseTransformer() throws(ParseFailure) -> ColumnsTransformer? {
        switch token.word {
        case "APPLY":
            advance()
            return try parseApply()
        case "EXCEPT":
            return try attempt { (parser) throws(ParseFailure) in try parser.parseExcept() }
        case "REPLACE":
            advance()
            return try parseReplace()
        default: return nil
        }
    }

    /// `EXCEPT (a, b)`, `EXCEPT a`, `EXCEPT('re')`; not the `EXCEPT` between two queries.
    private mutating func parseExcept() throws(ParseFailure) -> ColumnsTransformer {
        try expect("EXCEPT")
        if token.word == "SELECT" || (token.kind == .openingRound && ahead(1).word == "SELECT") {
            throw mismatch("identifier")
        }
        let isStrict = accept("STRICT")
        let isList = accept(.openingRound)
        if token.kind == .string {
            let pattern = try parseString()
            if isList { try expectClosing() }
            return .exceptMatching(pattern)
        }
        var names: [String] = []
        repeat {
            var name = try parseName()
            while accept(.dot) { name += "." + (try parseName()) }
            names.append(name)
        } while isList && accept(.comma)
        if isList { try expectClosing() }
        return .except(names, isStrict: isStrict)
    }

    private mutating func parseReplace() throws(ParseFailure) -> ColumnsTransformer {
        let isStrict = accept("STRICT")
        let isList = accept(.openingRound)
        var replacements: [ColumnsTransformer.Replacement] = []
        repeat {
            let expression = try parseExpression(above: Precedence.lowest)
            try expect("AS")
            replacements.append(.init(name: try parseName(), expression: expression))
        } while isList && accept(.comma)
        if isList { try expectClosing() }
        return .replace(replacements, isStrict: isStrict)
    }

    private mutating func parseApply() throws(ParseFailure) -> ColumnsTransformer {
        let isList = accept(.openingRound)
        let function = try parseExpression(above: Precedence.lowest)
        var prefix: String?
        if isList {
            if accept(.comma) { prefix = try parseString() }
            try expectClosing()
        }
        switch function {
        case .lambda(let lambda): return .applyLambda(lambda, prefix: prefix)
        case .identifier(let identifier):
            return .applyFunction(name: identifier.name, parameters: nil, prefix: prefix)
        case .function(let call) where call.parameters == nil && call.form == .call:
            return .applyFunction(name: call.name, parameters: call.arguments, prefix: prefix)
        default: throw mismatch("function name or lambda")
        }
    }
}
