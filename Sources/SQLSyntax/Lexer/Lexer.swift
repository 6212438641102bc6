/// Cuts the bytes of SQL into tokens, one at a time: what follows an `INSERT`'s head is never looked at.
///
/// Comments and white space are skipped: `-- …`, `# …`, `#!…`, `/* … */` (nested), also Unicode spaces.
package struct Lexer: Sendable {
    package let text: [UInt8]
    /// The next byte to look at.
    package private(set) var position: Int
    /// Tokens that end beyond this byte are `errorMaxQuerySizeExceeded`.
    private let sizeLimit: Int
    private var previous: Token.Kind = .semicolon

    /// Starts at byte `from` of `text` and stops after at most `sizeMax` bytes of SQL.
    package init(_ text: [UInt8], from: Int = 0, sizeMax: Int = Int.max) {
        self.text = text
        position = min(max(from, 0), text.count)
        let (limit, isTooBig) = position.addingReportingOverflow(max(sizeMax, 0))
        sizeLimit = isTooBig ? Int.max : limit
    }

    /// The next token; `endOfStream` (an empty range) again and again at the end.
    package mutating func next() -> Token {
        if let problem = skipSpaceAndComments() { return problem }
        let begin = position
        guard begin < text.count else { return Token(kind: .endOfStream, begin: begin, end: begin) }
        let kind = scan()
        if position > sizeLimit {
            position = text.count
            return Token(kind: .errorMaxQuerySizeExceeded, begin: min(begin, sizeLimit), end: text.count)
        }
        previous = kind
        let word = kind == .word ? uppercased(begin..<position) : ""
        return Token(kind: kind, begin: begin, end: position, word: word)
    }

    private func byte(_ offset: Int = 0) -> UInt8 {
        let at = position &+ offset
        return at < text.count ? text[at] : 0
    }

    private func uppercased(_ range: Range<Int>) -> String {
        String(decoding: text[range].lazy.map { 97 <= $0 && $0 <= 122 ? $0 & 0xDF : $0 }, as: UTF8.self)
    }
}

// MARK: space and comments

extension Lexer {
    private mutating func skipSpaceAndComments() -> Token? {
        while position < text.count {
            switch byte() {
            case UInt8(ascii: " "), 9...13:
                position += 1
            case UInt8(ascii: "-") where byte(1) == UInt8(ascii: "-"):
                skipLine()
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                skipLine()
            case UInt8(ascii: "#") where byte(1) == UInt8(ascii: " ") || byte(1) == UInt8(ascii: "!"):
                skipLine()
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
                let begin = position
                guard skipBlockComment() else {
                    return Token(kind: .errorCommentNotClosed, begin: begin, end: text.count)
                }
            case 0xC2, 0xE2, 0xE3, 0xEF:
                let width = unicodeSpaceWidth()
                if width == 0 { return nil }
                position += width
            default:
                return nil
            }
        }
        return nil
    }

    private mutating func skipLine() {
        while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
    }

    private mutating func skipBlockComment() -> Bool {
        var level = 0
        while position < text.count {
            if byte() == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "*") {
                level += 1
                position += 2
            } else if byte() == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
                level -= 1
                position += 2
                if level == 0 { return true }
            } else {
                position += 1
            }
        }
        return false
    }

    /// The bytes of a no-break space, a typographic space, an ideographic space or a byte order mark; 0 for anything
    /// else.
    private func unicodeSpaceWidth() -> Int {
        switch (byte(), byte(1), byte(2)) {
        case (0xC2, 0xA0, _), (0xC2, 0x85, _): 2
        case (0xE2, 0x80, 0x80...0x8D), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): 3
        case (0xE2, 0x81, 0x9F), (0xE2, 0x81, 0xA0), (0xE3, 0x80, 0x80), (0xEF, 0xBB, 0xBF): 3
        default: 0
        }
    }
}

// MARK: tokens

extension Lexer {
    private mutating func scan() -> Token.Kind {
        let first = byte()
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return scanNumber()
        case UInt8(ascii: "'"):
            return scanQuoted(UInt8(ascii: "'"), as: .string, orElse: .errorSingleQuoteNotClosed)
        case UInt8(ascii: "\""):
            return scanQuoted(UInt8(ascii: "\""), as: .quotedIdentifier, orElse: .errorDoubleQuoteNotClosed)
        case UInt8(ascii: "`"):
            return scanQuoted(UInt8(ascii: "`"), as: .quotedIdentifier, orElse: .errorBackQuoteNotClosed)
        case UInt8(ascii: "$"):
            return scanDollar()
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            return byte(1) == UInt8(ascii: "'") ? scanEncodedString(.hexString) : scanWord()
        case UInt8(ascii: "b"), UInt8(ascii: "B"):
            return byte(1) == UInt8(ascii: "'") ? scanEncodedString(.binaryString) : scanWord()
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            return scanWord()
        case UInt8(ascii: "."):
            return scanDot()
        case 0xE2:
            return scanTypographic()
        default:
            return scanOperator(first)
        }
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9") }

    private mutating func scanWord() -> Token.Kind {
        while Lexer.isWordByte(byte()) || byte() == UInt8(ascii: "$") { position += 1 }
        return .word
    }

    /// `$tag$ … $tag$`, `$name`, or a lone `$`.
    private mutating func scanDollar() -> Token.Kind {
        var end = position + 1
        while end < text.count, Lexer.isWordByte(text[end]) { end += 1 }
        if end < text.count, text[end] == UInt8(ascii: "$") {
            let tag = text[position...end]
            var at = end + 1
            while at + tag.count <= text.count {
                if text[at] == UInt8(ascii: "$"), text[at..<(at + tag.count)] == tag {
                    position = at + tag.count
                    return .heredoc
                }
                at += 1
            }
        }
        if Lexer.isWordByte(byte(1)) { return scanWord() }
        position += 1
        return .dollar
    }

    private mutating func scanQuoted(_ quote: UInt8, as kind: Token.Kind, orElse problem: Token.Kind) -> Token.Kind {
        position += 1
        while position < text.count {
            let current = text[position]
            if current == UInt8(ascii: "\\") {
                position += 2
            } else if current == quote {
                position += 1
                if byte() != quote || position >= text.count { return kind }
                position += 1
            } else {
                position += 1
            }
        }
        position = text.count
        return problem
    }

    private mutating func scanEncodedString(_ kind: Token.Kind) -> Token.Kind {
        position += 2
        while position < text.count {
            position += 1
            if text[position - 1] == UInt8(ascii: "'") { return kind }
        }
        return .errorSingleQuoteNotClosed
    }

    /// `.5` is a number unless it follows something that can have elements: `a.5` is an element of `a`.
    private mutating func scanDot() -> Token.Kind {
        let followsValue: Bool =
            switch previous {
            case .word, .quotedIdentifier, .number, .closingRound, .closingSquare: true
            default: false
            }
        if !followsValue, Lexer.isDigit(byte(1)) { return scanNumber() }
        position += 1
        return .dot
    }

    /// `‘text’`, `“name”` and the minus sign of text processors.
    private mutating func scanTypographic() -> Token.Kind {
        switch (byte(1), byte(2)) {
        case (0x88, 0x92):
            position += 3
            return .minus
        case (0x80, 0x98):
            return scanTypographicQuote(closing: 0x99, as: .string, orElse: .errorSingleQuoteNotClosed)
        case (0x80, 0x9C):
            return scanTypographicQuote(closing: 0x9D, as: .quotedIdentifier, orElse: .errorDoubleQuoteNotClosed)
        default:
            return scanUnrecognized()
        }
    }

    private mutating func scanTypographicQuote(
        closing: UInt8, as kind: Token.Kind, orElse problem: Token.Kind
    ) -> Token.Kind {
        position += 3
        while position < text.count {
            if byte() == 0xE2, byte(1) == 0x80, byte(2) == closing {
                position += 3
                return kind
            }
            position += 1
        }
        return problem
    }

    private mutating func scanUnrecognized() -> Token.Kind {
        position += 1
        while position < text.count, text[position] & 0xC0 == 0x80 { position += 1 }
        return .errorUnrecognized
    }
}

// MARK: numbers and operators

extension Lexer {
    private mutating func scanDigits(_ isDigit: (UInt8) -> Bool) {
        while isDigit(byte()) || (byte() == UInt8(ascii: "_") && isDigit(byte(1))) { position += 1 }
    }

    /// A number; a word when letters follow it (`12abc`); only its whole part after a point (`a.1.2`).
    private mutating func scanNumber() -> Token.Kind {
        let begin = position
        if previous == .dot {
            while Lexer.isDigit(byte()) { position += 1 }
            return Lexer.isWordByte(byte()) ? scanWord() : .number
        }
        let marker = byte(1) | 0x20
        if byte() == UInt8(ascii: "0"), marker == UInt8(ascii: "x") || marker == UInt8(ascii: "b") {
            scanPrefixedNumber(isHex: marker == UInt8(ascii: "x"))
        } else {
            scanDecimalNumber()
        }
        guard Lexer.isWordByte(byte()) else { return .number }
        position = begin
        while Lexer.isWordByte(byte()) || byte() == UInt8(ascii: "$") { position += 1 }
        if byte() == UInt8(ascii: "."), text[begin..<position].allSatisfy({ Lexer.isDigit($0) }) {
            return .errorWrongNumber
        }
        return .word
    }

    private mutating func scanPrefixedNumber(isHex: Bool) {
        let isDigit: (UInt8) -> Bool = isHex ? { hexDigitValue($0) != nil } : { $0 == 48 || $0 == 49 }
        guard isDigit(byte(2)) else { return }
        position += 2
        scanDigits(isDigit)
        guard isHex else { return }
        if byte() == UInt8(ascii: ".") {
            position += 1
            scanDigits(isDigit)
        }
        if byte() | 0x20 == UInt8(ascii: "p") { scanExponent() }
    }

    private mutating func scanDecimalNumber() {
        scanDigits(Lexer.isDigit)
        if byte() == UInt8(ascii: ".") {
            position += 1
            scanDigits(Lexer.isDigit)
        }
        if byte() | 0x20 == UInt8(ascii: "e") { scanExponent() }
    }

    /// The exponent when digits follow its letter; otherwise the letter is not part of the number.
    private mutating func scanExponent() {
        let sign = byte(1) == UInt8(ascii: "+") || byte(1) == UInt8(ascii: "-") ? 1 : 0
        guard Lexer.isDigit(byte(1 + sign)) else { return }
        position += 1 + sign
        scanDigits(Lexer.isDigit)
    }

    private mutating func scanOperator(_ first: UInt8) -> Token.Kind {
        let (kind, width) = operatorKind(first)
        guard width > 0 else { return scanUnrecognized() }
        position += width
        return kind
    }

    private func operatorKind(_ first: UInt8) -> (Token.Kind, Int) {
        let second = byte(1)
        switch first {
        case UInt8(ascii: "("): return (.openingRound, 1)
        case UInt8(ascii: ")"): return (.closingRound, 1)
        case UInt8(ascii: "["): return (.openingSquare, 1)
        case UInt8(ascii: "]"): return (.closingSquare, 1)
        case UInt8(ascii: "{"): return (.openingCurly, 1)
        case UInt8(ascii: "}"): return (.closingCurly, 1)
        case UInt8(ascii: ","): return (.comma, 1)
        case UInt8(ascii: ";"): return (.semicolon, 1)
        case UInt8(ascii: "*"): return (.asterisk, 1)
        case UInt8(ascii: "+"): return (.plus, 1)
        case UInt8(ascii: "-"): return second == UInt8(ascii: ">") ? (.arrow, 2) : (.minus, 1)
        case UInt8(ascii: "/"): return (.slash, 1)
        case UInt8(ascii: "%"): return (.percent, 1)
        case UInt8(ascii: "?"): return (.question, 1)
        case UInt8(ascii: "^"): return (.caret, 1)
        case UInt8(ascii: ":"): return second == UInt8(ascii: ":") ? (.doubleColon, 2) : (.colon, 1)
        case UInt8(ascii: "="): return second == UInt8(ascii: "=") ? (.equals, 2) : (.equals, 1)
        case UInt8(ascii: "!"):
            if second == UInt8(ascii: "~") {
                return byte(2) == UInt8(ascii: "*") ? (.notTildeAsterisk, 3) : (.notTilde, 2)
            }
            return second == UInt8(ascii: "=") ? (.notEquals, 2) : (.errorSingleExclamationMark, 1)
        case UInt8(ascii: "~"): return second == UInt8(ascii: "*") ? (.tildeAsterisk, 2) : (.tilde, 1)
        case UInt8(ascii: "<"):
            if second == UInt8(ascii: "=") {
                return byte(2) == UInt8(ascii: ">") ? (.spaceship, 3) : (.lessOrEquals, 2)
            }
            return second == UInt8(ascii: ">") ? (.notEquals, 2) : (.less, 1)
        case UInt8(ascii: ">"): return second == UInt8(ascii: "=") ? (.greaterOrEquals, 2) : (.greater, 1)
        case UInt8(ascii: "|"): return second == UInt8(ascii: "|") ? (.concatenation, 2) : (.pipe, 1)
        case UInt8(ascii: "@"): return second == UInt8(ascii: "@") ? (.doubleAt, 2) : (.at, 1)
        default: return (.errorUnrecognized, 0)
        }
    }
}

/// The value of a hexadecimal digit in either case; `nil` for other bytes.
func hexDigitValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
