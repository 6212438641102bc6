/// One token: a range of the text's bytes and what it is.
package struct Token: Sendable, Hashable {
    package enum Kind: UInt8, Sendable, Hashable {
        /// Bare words: keywords, names, `$name`.
        case word
        /// `` `a` `` and `"a"`
        case quotedIdentifier
        case number
        /// `'a'`, `x'41'`, `b'01000001'`, `$tag$a$tag$`
        case string, hexString, binaryString, heredoc
        case openingRound, closingRound, openingSquare, closingSquare, openingCurly, closingCurly
        case comma, semicolon, dot, asterisk, dollar, plus, minus, slash, percent, arrow, question, colon, doubleColon
        case equals, notEquals, less, greater, lessOrEquals, greaterOrEquals, spaceship, concatenation, pipe
        case at, doubleAt, caret
        /// `~`, `!~`, `~*`, `!~*`
        case tilde, notTilde, tildeAsterisk, notTildeAsterisk
        case endOfStream
        case errorUnrecognized, errorSingleQuoteNotClosed, errorDoubleQuoteNotClosed, errorBackQuoteNotClosed
        case errorCommentNotClosed, errorSingleExclamationMark, errorWrongNumber, errorMaxQuerySizeExceeded
    }

    package let kind: Kind
    package let begin: Int
    package let end: Int
    /// The word in capitals; empty for other kinds and for words that are not ASCII letters, digits, `_` and `$`.
    package let word: String

    package init(kind: Kind, begin: Int, end: Int, word: String = "") {
        self.kind = kind
        self.begin = begin
        self.end = end
        self.word = word
    }
}

extension Token.Kind {
    /// What ClickHouse says when a text stops making tokens here; `nil` for proper tokens.
    var problem: String? {
        switch self {
        case .errorUnrecognized: "Unrecognized token"
        case .errorSingleQuoteNotClosed: "Single quoted string is not closed"
        case .errorDoubleQuoteNotClosed: "Double quoted string is not closed"
        case .errorBackQuoteNotClosed: "Back quoted string is not closed"
        case .errorCommentNotClosed: "Multiline comment is not closed"
        case .errorSingleExclamationMark: "Exclamation mark can only occur in !=, !~ and !~* operators"
        case .errorWrongNumber: "Wrong number"
        case .errorMaxQuerySizeExceeded:
            "Max query size exceeded (can be increased with the `max_query_size` setting)"
        default: nil
        }
    }
}
