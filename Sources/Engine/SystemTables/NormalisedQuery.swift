import Columns
import SQLSyntax

/// A query without its constants: what `normalizeQuery` writes and `normalized_query_hash` groups by.
enum NormalisedQuery {
    /// ClickHouse's number: of the query's tokens, of which lists of constants are one.
    static func hash(_ sql: String, keepsNames: Bool = false) -> UInt64 {
        var hash = SipHash()
        var constantCount = 0
        var lastIsComma = false
        visit(sql) { token, text in
            if token.isConstant {
                if constantCount == 0 { hash.append(UInt8(0)) }
                constantCount += 1
                lastIsComma = false
                return
            }
            if token.kind == .comma {
                if constantCount > 0 {
                    lastIsComma = true
                    return
                }
            } else {
                if constantCount > 1 { hash.append(UInt8(0)) }
                if lastIsComma { hash.append(UInt8(ascii: ",")) }
                constantCount = 0
                lastIsComma = false
            }
            if !keepsNames, isReplaceable(token, in: text) {
                hash.append(UInt8(1))
            } else {
                hash.append(text[token.begin..<token.end].span)
            }
        }
        return hash.value64
    }

    /// The query with `?` for each constant, `?..` for a list of them, and `` `?` `` for names with many digits.
    static func text(_ sql: String, keepsNames: Bool) -> String {
        var result: [UInt8] = []
        var constantCount = 0
        var lastIsComma = false
        var end = 0
        visit(sql) { token, text in
            let isSpaced = token.begin > end && end > 0
            end = token.end
            if token.isConstant {
                if constantCount == 0 {
                    if isSpaced { result.append(32) }
                    result.append(UInt8(ascii: "?"))
                }
                constantCount += 1
                lastIsComma = false
                return
            }
            if token.kind == .comma, constantCount > 0 {
                lastIsComma = true
                return
            }
            if constantCount > 1 { result += "..".utf8 }
            if constantCount > 0, lastIsComma { result.append(UInt8(ascii: ",")) }
            constantCount = 0
            lastIsComma = false
            if isSpaced { result.append(32) }
            if !keepsNames, isReplaceable(token, in: text) {
                result += "`?`".utf8
            } else {
                result += text[token.begin..<token.end]
            }
        }
        if constantCount > 1 { result += "..".utf8 }
        return String(decoding: result, as: UTF8.self)
    }

    private static func visit(_ sql: String, _ body: (Token, [UInt8]) -> Void) {
        var lexer = Lexer(Array(sql.utf8))
        while true {
            let token = lexer.next()
            if token.kind == .endOfStream || token.begin == token.end { return }
            body(token, lexer.text)
        }
    }

    /// Names with more than two digits, or with other characters than letters, digits and `_`; no functions.
    private static func isReplaceable(_ token: Token, in text: [UInt8]) -> Bool {
        switch token.kind {
        case .quotedIdentifier: break
        case .word where token.end >= text.count || text[token.end] != UInt8(ascii: "("): break
        default: return false
        }
        var name = text[token.begin..<token.end]
        if token.kind == .quotedIdentifier { name = name.dropFirst().dropLast() }
        var digitCount = 0
        for byte in name {
            let isLetter = (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_")
            if (48...57).contains(byte) {
                digitCount += 1
                if digitCount > 2 { return true }
            } else if !isLetter {
                return true
            }
        }
        return false
    }
}

extension Token {
    fileprivate var isConstant: Bool {
        switch kind {
        case .number, .string, .hexString, .binaryString, .heredoc: true
        default: false
        }
    }
}
