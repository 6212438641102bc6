import Errors
import SQLSyntax

/// `CREATE INDEX name ON t (x) TYPE …` and `DROP INDEX name ON t`: the ALTER TABLE that they stand for.
struct IndexStatement {
    private let tokens: [(token: Token, text: String)]
    private let isDropping: Bool

    /// `nil` for every other statement.
    init?(_ words: WordsStatement) {
        guard words.name == "CREATE INDEX" || words.name == "DROP INDEX" else { return nil }
        isDropping = words.name == "DROP INDEX"
        var found: [(Token, String)] = []
        var lexer = Lexer(Array(words.text.utf8))
        while true {
            let token = lexer.next()
            if token.kind == .endOfStream || token.begin == token.end { break }
            found.append((token, String(decoding: lexer.text[token.begin..<token.end], as: UTF8.self)))
        }
        tokens = found.map { (token: $0.0, text: $0.1) }
    }

    func alteration() throws(QueryError) -> Alter {
        let words = tokens.map(\.token.word)
        guard let index = words.firstIndex(of: "INDEX"), let on = words.firstIndex(of: "ON"), index < on else {
            throw QueryError(.syntaxError, "Syntax error: an index is created and dropped ON a table")
        }
        let rest = tokens[(on + 1)...]
        let end =
            isDropping
            ? rest.endIndex
            : rest.firstIndex { $0.token.kind == .openingRound || $0.token.word == "TYPE" } ?? rest.endIndex
        let table = text(rest[..<end])
        // The condition IF [NOT] EXISTS stands before the name in both.
        let name = text(tokens[(index + 1)..<on])
        let sql =
            isDropping
            ? "ALTER TABLE \(table) DROP INDEX \(name)" : "ALTER TABLE \(table) ADD INDEX \(name) \(text(rest[end...]))"
        guard case .alter(var alter) = try Parser.parseStatement(sql).statement else {
            throw QueryError(.syntaxError, "Syntax error: \(sql) is no ALTER")
        }
        // The parentheses around what is indexed belong to the statement.
        if case .addIndex(var index, let ifNotExists, let place)? = alter.commands.first {
            switch index.expression {
            case .identifier(var identifier):
                identifier.isParenthesized = false
                index.expression = .identifier(identifier)
            case .function(var call):
                call.isParenthesized = false
                index.expression = .function(call)
            default: break
            }
            alter.commands = [.addIndex(index, ifNotExists: ifNotExists, place: place)]
        }
        return alter
    }

    private func text(_ tokens: ArraySlice<(token: Token, text: String)>) -> String {
        tokens.map(\.text).joined(separator: " ")
    }
}
