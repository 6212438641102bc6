/// ClickHouse's text for SQL that does not parse.
///
/// `Syntax error: failed at position 15 (3) (line 2, col 5): 3 4. Expected one of: …`
struct SyntaxErrorMessage {
    let text: [UInt8]
    /// The byte that is position 1.
    let start: Int
    let token: Token
    let expected: [String]
    private var unmatched: String?
    private var restBegin: Int?

    /// How much of the text and of a token is shown.
    private static let shownBytesMax = 160

    init(text: [UInt8], start: Int, token: Token, expected: [String]) {
        self.text = text
        self.start = start
        self.token = token
        self.expected = expected
    }

    func text(problem: String?) -> String {
        var result = ""
        switch problem {
        case .some(let problem) where token.kind.problem != nil: result = problem + ": Syntax error"
        case .some(let problem): result = problem
        case .none: result = "Syntax error"
        }
        result += ": failed at position \(token.begin - start + 1) (\(tokenText))\(lineAndColumn): "
        result += cut(text[min(restBegin ?? token.begin, text.count)...])
        if let unmatched { return result + unmatched }
        if expected.isEmpty || token.kind.problem != nil { return result }
        if expected.count == 1 { return result + "Expected \(expected[0])." }
        return result + "Expected one of: \(expected.joined(separator: ", "))."
    }

    private var tokenText: String {
        if token.kind == .endOfStream { return "end of query" }
        let bytes = text[min(token.begin, text.count)..<min(token.end, text.count)]
        if bytes.count <= Self.shownBytesMax { return String(decoding: bytes, as: UTF8.self) }
        return String(decoding: bytes.prefix(Self.shownBytesMax), as: UTF8.self) + "..."
    }

    /// The text with a full stop after it, or its beginning with three.
    private func cut(_ bytes: ArraySlice<UInt8>) -> String {
        if bytes.count <= Self.shownBytesMax { return String(decoding: bytes, as: UTF8.self) + ". " }
        return String(decoding: bytes.prefix(Self.shownBytesMax), as: UTF8.self) + "... "
    }

    /// Said only beyond the first line.
    private var lineAndColumn: String {
        let before = text[min(start, token.begin)..<min(token.begin, text.count)]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let lineBegin = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex
        return line == 1 ? "" : " (line \(line), col \(token.begin - lineBegin + 1))"
    }

    /// Looks for a bracket without its other half, which says more than a list of expected words.
    mutating func findUnmatchedParenthesis(from begin: Int) {
        var lexer = Lexer(text, from: begin)
        var open: [Token] = []
        while true {
            let next = lexer.next()
            if next.begin > token.begin || next.kind == .endOfStream || next.kind.problem != nil { break }
            switch next.kind {
            case .openingRound, .openingSquare, .openingCurly: open.append(next)
            case .closingRound, .closingSquare, .closingCurly:
                guard let last = open.popLast() else {
                    return tell(next, "\(quoted(next)) has no matching opening bracket")
                }
                if next.kind.rawValue != last.kind.rawValue + 1 {
                    return tell(next, "\(quoted(next)) does not match \(quoted(last))")
                }
            default: break
            }
        }
        guard token.kind == .endOfStream, let last = open.last else { return }
        restBegin = last.begin
        unmatched = "Unmatched parentheses: \(quoted(last)) is never closed."
    }

    private mutating func tell(_ token: Token, _ what: String) {
        guard token.begin == self.token.begin else { return }
        unmatched = "Unmatched parentheses: \(what)."
    }

    private func quoted(_ token: Token) -> String {
        "'\(String(decoding: text[token.begin..<token.end], as: UTF8.self))' at position \(token.begin - start + 1)"
    }
}
