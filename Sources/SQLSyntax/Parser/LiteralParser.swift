import Errors

/// Numbers and strings.
extension Parser {
    /// The number at the current token. Whole numbers beyond 64 bits and everything with a point or exponent are
    /// Float64.
    mutating func parseNumber(isNegative: Bool) throws(ParseFailure) -> Literal {
        guard token.kind == .number, let literal = Parser.number(text(of: token), isNegative: isNegative) else {
            throw mismatch("number")
        }
        advance()
        return literal
    }

    /// The value of a number token that is a whole number without sign.
    func unsignedNumber(_ token: Token) -> UInt64? {
        guard case .unsigned(let value)? = Parser.number(text(of: token), isNegative: false) else { return nil }
        return value
    }

    /// A whole number without sign, as granularities and counts are written.
    mutating func parseUnsigned() throws(ParseFailure) -> UInt64 {
        guard token.kind == .number, let value = unsignedNumber(token) else { throw mismatch("unsigned integer") }
        advance()
        return value
    }

    /// The bytes of the string at the current token, of whatever kind.
    mutating func parseStringBytes() throws(ParseFailure) -> [UInt8] {
        switch token.kind {
        case .string, .heredoc, .hexString, .binaryString:
            guard let bytes = QuotedText.bytes(of: token, in: lexer.text) else { throw mismatch("string literal") }
            advance()
            return bytes
        default: throw mismatch("string literal")
        }
    }

    mutating func parseString() throws(ParseFailure) -> String {
        String(decoding: try parseStringBytes(), as: UTF8.self)
    }

    /// A literal with its sign: what settings and type arguments take.
    mutating func parseLiteral() throws(ParseFailure) -> Literal {
        switch token.kind {
        case .minus, .plus:
            let isNegative = token.kind == .minus
            advance()
            if isNegative, token.word == "INF" || token.word == "INFINITY" {
                advance()
                return .float(-.infinity)
            }
            return try parseNumber(isNegative: isNegative)
        case .number: return try parseNumber(isNegative: false)
        case .word:
            let literal: Literal
            switch token.word {
            case "NULL": literal = .null
            case "TRUE": literal = .bool(true)
            case "FALSE": literal = .bool(false)
            case "INF", "INFINITY": literal = .float(.infinity)
            case "NAN": literal = .float(.nan)
            default: throw mismatch("literal")
            }
            advance()
            return literal
        default: return .string(try parseStringBytes())
        }
    }
}

// MARK: the value of a number's text

extension Parser {
    static func number(_ text: String, isNegative: Bool) -> Literal? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "_") }
        let marker = digits.count > 2 && digits[0] == UInt8(ascii: "0") ? digits[1] | 0x20 : 0
        if marker == UInt8(ascii: "x") { return hexNumber(digits, isNegative: isNegative) }
        if marker == UInt8(ascii: "b") { return whole(digits.dropFirst(2), radix: 2, isNegative: isNegative) }
        if digits.allSatisfy({ Lexer.isDigit($0) }), let value = whole(digits[...], radix: 10, isNegative: isNegative) {
            return value
        }
        var spelled = String(decoding: digits, as: UTF8.self)
        if spelled.hasPrefix(".") { spelled = "0" + spelled }
        if let point = spelled.firstIndex(of: ".") {
            let after = spelled.index(after: point)
            if after == spelled.endIndex || spelled[after] == "e" || spelled[after] == "E" {
                spelled.insert("0", at: after)
            }
        }
        guard let value = Double(spelled) else { return nil }
        return .float(isNegative ? -value : value)
    }

    private static func whole(_ digits: ArraySlice<UInt8>, radix: Int, isNegative: Bool) -> Literal? {
        guard let value = UInt64(String(decoding: digits, as: UTF8.self), radix: radix) else { return nil }
        if !isNegative || value == 0 { return .unsigned(value) }
        if value <= UInt64(Int64.max) { return .signed(-Int64(value)) }
        return value == UInt64(Int64.max) + 1 ? .signed(.min) : .float(-Double(value))
    }

    private static func hexNumber(_ digits: [UInt8], isNegative: Bool) -> Literal? {
        if let value = whole(digits.dropFirst(2), radix: 16, isNegative: isNegative) { return value }
        var spelled = String(decoding: digits, as: UTF8.self)
        if !spelled.contains("p"), !spelled.contains("P") { spelled += "p0" }
        guard let value = Double(spelled.replacing(".p", with: ".0p").replacing(".P", with: ".0P")) else { return nil }
        return .float(isNegative ? -value : value)
    }
}
