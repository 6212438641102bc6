/// Data types.
extension Parser {
    mutating func parseType() throws(ParseFailure) -> DataTypeExpression {
        try enter(2)
        let isQuoted = token.kind == .quotedIdentifier
        var type = DataTypeExpression(name: isQuoted ? try parseName() : try parseTypeName())
        if token.kind == .openingRound {
            advance()
            type.arguments = try parseTypeArguments(of: type.name)
            try expectClosing()
        }
        if !isQuoted { parseTypeSuffix(&type) }
        treeSize += 1
        leave(2)
        return type
    }

    /// The words of a type's name: one, or several that belong together in standard SQL.
    private mutating func parseTypeName() throws(ParseFailure) -> String {
        guard token.kind == .word else { throw mismatch("data type") }
        let first = token.word
        let spelling = text(of: token)
        advance()
        switch first {
        case "NATIONAL":
            if accept("CHARACTER", "LARGE", "OBJECT") { return "NATIONAL CHARACTER LARGE OBJECT" }
            if accept("CHARACTER", "VARYING") { return "NATIONAL CHARACTER VARYING" }
            if accept("CHAR", "VARYING") { return "NATIONAL CHAR VARYING" }
            if accept("CHARACTER") { return "NATIONAL CHARACTER" }
            if accept("CHAR") { return "NATIONAL CHAR" }
        case "BINARY", "CHARACTER", "CHAR", "NCHAR":
            if accept("LARGE", "OBJECT") { return first + " LARGE OBJECT" }
            if accept("VARYING") { return first + " VARYING" }
        case "DOUBLE":
            if accept("PRECISION") { return "DOUBLE PRECISION" }
        default: break
        }
        return spelling
    }

    /// `INT UNSIGNED`, `BIGINT(20) SIGNED`: MySQL's words after the name.
    private mutating func parseTypeSuffix(_ type: inout DataTypeExpression) {
        switch type.name.uppercased() {
        case "TINYINT", "SMALLINT", "MEDIUMINT", "INT", "INTEGER", "BIGINT", "INT1":
            if accept("SIGNED") {
                type.name = type.name.uppercased() + " SIGNED"
            } else if accept("UNSIGNED") {
                type.name = type.name.uppercased() + " UNSIGNED"
            }
        default: break
        }
    }

    private mutating func parseTypeArguments(of name: String) throws(ParseFailure) -> [DataTypeExpression.Argument] {
        var arguments: [DataTypeExpression.Argument] = []
        while token.kind != .closingRound {
            arguments.append(try parseTypeArgument(of: name, isFirst: arguments.isEmpty))
            if !accept(.comma) {
                note("Comma")
                break
            }
        }
        return arguments
    }

    private mutating func parseTypeArgument(
        of name: String, isFirst: Bool
    ) throws(ParseFailure) -> DataTypeExpression.Argument {
        switch token.kind {
        case .string where ahead(1).kind == .equals:
            let bytes = try parseStringBytes()
            advance()
            switch try parseLiteral() {
            case .unsigned(let value):
                guard let signed = Int64(exactly: value) else { throw mismatch("number") }
                return .enumPair(name: bytes, value: signed)
            case .signed(let value): return .enumPair(name: bytes, value: value)
            default: throw mismatch("number")
            }
        case .string, .number, .minus, .plus: return .literal(try parseLiteral())
        default: break
        }
        if name.hasSuffix("AggregateFunction"), isFirst || !isAtElementName() { return try parseAggregateArgument() }
        if name.uppercased() == "JSON" || name.uppercased() == "DYNAMIC" { return try parseObjectArgument() }
        if isAtElementName() {
            let element = try parseName()
            return .named(element, try parseType())
        }
        return .type(try parseType())
    }

    /// Whether a name stands before a type: `a UInt8`.
    private mutating func isAtElementName() -> Bool {
        guard isAtName else { return false }
        let next = ahead(1)
        guard next.kind == .word || next.kind == .quotedIdentifier else { return false }
        if token.kind == .quotedIdentifier { return true }
        let (first, second) = (token.word, next.word)
        switch first {
        case "DOUBLE": return second != "PRECISION"
        case "NATIONAL": return second != "CHARACTER" && second != "CHAR"
        case "BINARY", "CHARACTER", "CHAR", "NCHAR": return second != "LARGE" && second != "VARYING"
        default: return second != "SIGNED" && second != "UNSIGNED"
        }
    }

    /// `sum`, `quantiles(0.5, 0.9)`: the function of an aggregate's state. Types of its arguments look the same without
    /// parameters that are literals.
    private mutating func parseAggregateArgument() throws(ParseFailure) -> DataTypeExpression.Argument {
        guard ahead(1).kind == .openingRound else { return .type(try parseType()) }
        let called = try attempt { (parser) throws(ParseFailure) in
            let name = try parser.parseName()
            try parser.expectOpening()
            var call = FunctionCall(name: name, arguments: [])
            while parser.token.kind != .closingRound {
                call.arguments.append(.literal(try parser.parseLiteral()))
                if !parser.accept(.comma) { break }
            }
            try parser.expectClosing()
            return call
        }
        if let called, !called.arguments.isEmpty, !Self.isTypeWithLiterals(called.name) { return .function(called) }
        if let called, called.arguments.isEmpty { return .function(called) }
        if let called { return .type(Self.type(called)) }
        return .type(try parseType())
    }

    /// Types that may have only literals as arguments, which an aggregate function's name cannot be taken for.
    private static func isTypeWithLiterals(_ name: String) -> Bool {
        switch name {
        case "FixedString", "DateTime", "DateTime64", "Time64", "Decimal", "Decimal32", "Decimal64", "Decimal128",
            "Decimal256", "Object", "String":
            true
        default: false
        }
    }

    private static func type(_ call: FunctionCall) -> DataTypeExpression {
        DataTypeExpression(name: call.name, arguments: call.arguments.compactMap { $0.literal.map { .literal($0) } })
    }

    /// `path Type`, `SKIP path`, `SKIP REGEXP 're'`, `max_dynamic_paths = 10`
    private mutating func parseObjectArgument() throws(ParseFailure) -> DataTypeExpression.Argument {
        if ahead(1).kind == .equals {
            let name = try parseName()
            advance()
            return .setting(name, try parseLiteral())
        }
        if token.word == "SKIP", ahead(1).word == "REGEXP", ahead(2).kind == .string {
            advance()
            advance()
            return .skipMatching(try parseString())
        }
        if token.word == "SKIP", ahead(1).kind == .word || ahead(1).kind == .quotedIdentifier {
            advance()
            return .skip(path: try parsePath())
        }
        let path = try parsePath()
        return .named(path, try parseType())
    }

    private mutating func parsePath() throws(ParseFailure) -> String {
        var path = try parseName()
        while accept(.dot) { path += "." + (try parseName()) }
        return path
    }
}
