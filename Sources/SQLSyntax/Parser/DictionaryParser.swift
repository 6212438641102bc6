/// `CREATE DICTIONARY`.
extension Parser {
    /// What follows the word DICTIONARY.
    mutating func parseCreateDictionary(_ action: CreateTable.Action) throws(ParseFailure) -> CreateDictionary {
        let ifNotExists = acceptIfNotExists()
        var dictionary = CreateDictionary(action: action, name: try parseTableName())
        dictionary.ifNotExists = ifNotExists
        if accept("UUID") { dictionary.uuid = try parseString() }
        dictionary.cluster = try parseCluster()
        if token.kind == .openingRound {
            advance()
            repeat { dictionary.attributes.append(try parseAttribute()) } while accept(.comma)
            try expectClosing()
        }
        while try parseClause(of: &dictionary) { try grow() }
        return dictionary
    }

    private mutating func parseAttribute() throws(ParseFailure) -> CreateDictionary.Attribute {
        var attribute = CreateDictionary.Attribute(name: try parseName(), type: try parseType())
        while true {
            if accept("DEFAULT") {
                attribute.defaultValue = try parseExpression(above: Precedence.lowest)
            } else if accept("EXPRESSION") {
                attribute.expression = try parseExpression(above: Precedence.lowest)
            } else if accept("HIERARCHICAL") {
                attribute.isHierarchical = true
            } else if accept("INJECTIVE") {
                attribute.isInjective = true
            } else if accept("IS_OBJECT_ID") {
                attribute.isObjectIdentifier = true
            } else {
                return attribute
            }
        }
    }

    /// One clause, if there is one.
    private mutating func parseClause(of dictionary: inout CreateDictionary) throws(ParseFailure) -> Bool {
        if accept("PRIMARY", "KEY") {
            let isList = accept(.openingRound)
            repeat { dictionary.primaryKey.append(try parseName()) } while accept(.comma)
            if isList { try expectClosing() }
        } else if accept("SOURCE") {
            dictionary.source = try parsePartInParentheses()
        } else if accept("LAYOUT") {
            dictionary.layout = try parsePartInParentheses()
        } else if accept("LIFETIME") {
            try expectOpening()
            if token.kind == .number {
                dictionary.lifetime = (0, try parseUnsigned())
            } else {
                let (min, max) = try parseBounds { (parser) throws(ParseFailure) in try parser.parseUnsigned() }
                dictionary.lifetime = (min, max)
            }
            try expectClosing()
        } else if accept("RANGE") {
            try expectOpening()
            let (min, max) = try parseBounds { (parser) throws(ParseFailure) in try parser.parseName() }
            dictionary.rangeMin = min
            dictionary.rangeMax = max
            try expectClosing()
        } else if accept("SETTINGS") {
            try expectOpening()
            dictionary.settings = try parseSettings()
            try expectClosing()
        } else if accept("COMMENT") {
            dictionary.comment = try parseString()
        } else {
            return false
        }
        return true
    }

    /// `MIN a MAX b`, in either order.
    private mutating func parseBounds<Bound>(
        _ parse: (inout Parser) throws(ParseFailure) -> Bound
    ) throws(ParseFailure) -> (min: Bound, max: Bound) {
        if accept("MAX") {
            let max = try parse(&self)
            try expect("MIN")
            return (try parse(&self), max)
        }
        try expect("MIN")
        let min = try parse(&self)
        try expect("MAX")
        return (min, try parse(&self))
    }

    private mutating func parsePartInParentheses() throws(ParseFailure) -> CreateDictionary.Part {
        try expectOpening()
        let part = try parsePart(named: try parseName())
        try expectClosing()
        return part
    }

    private mutating func parsePart(named name: String) throws(ParseFailure) -> CreateDictionary.Part {
        var part = CreateDictionary.Part(name: name.uppercased(), parameters: [])
        try enter(2)
        try expectOpening()
        while token.kind != .closingRound {
            let key = try parseName().uppercased()
            let value: CreateDictionary.ParameterValue
            if token.kind == .openingRound {
                value = .part(try parsePart(named: key))
            } else if token.kind == .word || token.kind == .quotedIdentifier {
                value = .word(try parseName())
            } else {
                value = .literal(try parseLiteral())
            }
            part.parameters.append(CreateDictionary.Parameter(name: key, value: value))
            try grow()
        }
        try expectClosing()
        leave(2)
        return part
    }
}
