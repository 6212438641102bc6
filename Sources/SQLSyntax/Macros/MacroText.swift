import Errors

/// A text with macros, cut into tokens.
struct MacroText {
    private let text: [UInt8]
    private var tokens: [Token] = []
    /// Where the SQL ends: the begin of an `INSERT`'s data, of something that is no token, or the end of the text.
    private var end: Int

    init(_ text: [UInt8]) {
        self.text = text
        end = text.count
        var lexer = Lexer(text)
        while true {
            let token = lexer.next()
            if token.kind.problem != nil {
                end = token.begin
                return
            }
            if token.kind == .endOfStream { return }
            tokens.append(token)
            if tokens[0].word == "INSERT", token.word == "VALUES" || token.word == "FORMAT" {
                end = token.end
                return
            }
        }
    }

    /// A call found in the tokens: `arguments` are ranges of tokens, `next` is the first token behind it.
    private struct Call {
        let arguments: [Range<Int>]
        let next: Int
    }

    var hasMacros: Bool {
        tokens.contains { token in
            switch token.kind {
            case .word: macroName(of: token) != nil
            case .string: text[token.begin..<token.end].contains(UInt8(ascii: "$"))
            default: false
            }
        }
    }

    /// The name without `$__`.
    private func macroName(of token: Token) -> String? {
        guard token.kind == .word, token.end - token.begin > 3, text[token.begin] == UInt8(ascii: "$"),
            text[token.begin + 1] == UInt8(ascii: "_"), text[token.begin + 2] == UInt8(ascii: "_")
        else { return nil }
        return String(decoding: text[(token.begin + 3)..<token.end], as: UTF8.self)
    }

    // MARK: expression macros

    /// The text with every macro replaced and comments blanked.
    func expanded(_ context: MacroContext) throws(QueryError) -> [UInt8] {
        let last = tokens.last?.end ?? 0
        return try expanded(0..<tokens.count, from: 0, context) + blanked(last..<end) + text[end...]
    }

    private func expanded(
        _ range: Range<Int>, from begin: Int, _ context: MacroContext
    ) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        var done = begin
        var index = range.lowerBound
        while index < range.upperBound {
            let token = tokens[index]
            result += blanked(done..<token.begin)
            index += 1
            if token.kind == .string {
                result += try MacroString(text[token.begin..<token.end]).expanded(context)
            } else if let name = macroName(of: token) {
                let (replacement, next) = try replacement(of: name, at: index, context)
                result += replacement.utf8
                index = next
            } else {
                result += text[token.begin..<token.end]
            }
            done = tokens[index - 1].end
        }
        return result
    }

    /// - Parameter index: the token behind the macro's name.
    private func replacement(
        of name: String, at index: Int, _ context: MacroContext
    ) throws(QueryError) -> (String, next: Int) {
        guard let macro = MacroRegistry.expression(named: name) else { throw MacroText.unknown(name) }
        let isAdjacent = index < tokens.count && tokens[index].begin == tokens[index - 1].end
        let takesArguments = macro.argumentCounts.upperBound > 0
        guard takesArguments || isAdjacent, let call = call(at: index), takesArguments || call.arguments.isEmpty else {
            try MacroText.check(0, of: macro)
            return (try macro.expansion([], context), index)
        }
        try MacroText.check(call.arguments.count, of: macro)
        var arguments: [String] = []
        for range in call.arguments {
            let begin = range.isEmpty ? 0 : tokens[range.lowerBound].begin
            arguments.append(String(decoding: try expanded(range, from: begin, context), as: UTF8.self))
        }
        return (try macro.expansion(arguments, context), call.next)
    }

    /// The arguments in the parentheses at a token; `nil` when none open there or they never close.
    private func call(at index: Int) -> Call? {
        guard index < tokens.count, tokens[index].kind == .openingRound else { return nil }
        var arguments: [Range<Int>] = []
        var level = 0
        var begin = index + 1
        for at in (index + 1)..<max(index + 1, tokens.count) {
            switch tokens[at].kind {
            case .openingRound, .openingSquare, .openingCurly: level += 1
            case .closingRound where level == 0:
                if at > begin || !arguments.isEmpty { arguments.append(begin..<at) }
                return Call(arguments: arguments, next: at + 1)
            case .closingRound, .closingSquare, .closingCurly: level -= 1
            case .comma where level == 0:
                arguments.append(begin..<at)
                begin = at + 1
            default: break
            }
        }
        return nil
    }

    static func check(_ count: Int, of macro: Macro) throws(QueryError) {
        if macro.argumentCounts.contains(count) { return }
        let (least, most) = (macro.argumentCounts.lowerBound, macro.argumentCounts.upperBound)
        let wanted = least == most ? "\(least)" : "\(least) to \(most)"
        throw QueryError(
            .badArguments, "Macro $__\(macro.name): expected \(wanted) argument(s), received \(count)")
    }

    static func unknown(_ name: String) -> QueryError {
        let known = MacroRegistry.expressions.map { "$__" + $0.name } + MacroRegistry.statements.map { "$__" + $0.name }
        return QueryError(
            .unknownFunction, "Unknown macro $__\(name). The server knows: \(known.joined(separator: ", "))")
    }

    /// The space between tokens, comments replaced by as many spaces.
    private func blanked(_ range: Range<Int>) -> [UInt8] {
        text[range].map { 9...13 ~= $0 || $0 == UInt8(ascii: " ") ? $0 : UInt8(ascii: " ") }
    }

    // MARK: statement macros

    /// The text with its statement macro written out; `nil` when it has none.
    func expandedStatement(_ context: MacroContext) throws(QueryError) -> [UInt8]? {
        guard let index = try statementIndex(), let name = macroName(of: tokens[index]),
            let macro = MacroRegistry.statement(named: name)
        else { return nil }
        let call = call(at: index + 1)
        let count = call?.arguments.count ?? 0
        guard let call, count == 3 else {
            throw QueryError(.badArguments, "Macro $__\(name): expected 3 argument(s), received \(count)")
        }
        let tail = try MacroTail(of: name, tokens[call.next...], in: text)
        let arguments = call.arguments.map { argument($0) }
        let statement = try macro.expansion(arguments, tail, context)
        return Array(text[..<tokens[index].begin]) + Array(statement.utf8)
    }

    /// The token of the one statement macro.
    private func statementIndex() throws(QueryError) -> Int? {
        var level = 0
        var found: Int?
        for (index, token) in tokens.enumerated() {
            switch token.kind {
            case .openingRound: level += 1
            case .closingRound: level -= 1
            default: break
            }
            guard let name = macroName(of: token), MacroRegistry.statement(named: name) != nil else { continue }
            if level > 0 {
                throw QueryError(
                    .badArguments, "$__\(name) must be at the top level of the query, not inside a subquery")
            }
            if found != nil {
                throw QueryError(.badArguments, "Only one statement macro is allowed per query: $__\(name)")
            }
            found = index
        }
        return found
    }

    /// The argument, its last `AS name` apart.
    private func argument(_ range: Range<Int>) -> MacroArgument {
        var level = 0
        var alias: Int?
        for index in range {
            switch tokens[index].kind {
            case .openingRound, .openingSquare: level += 1
            case .closingRound, .closingSquare: level -= 1
            case .word where level == 0 && tokens[index].word == "AS": alias = index
            default: break
            }
        }
        func words(_ range: Range<Int>) -> String {
            if range.isEmpty { return "" }
            let bytes = text[tokens[range.lowerBound].begin..<tokens[range.upperBound - 1].end]
            return String(decoding: bytes, as: UTF8.self)
        }
        guard let alias, alias > range.lowerBound else { return MacroArgument(expression: words(range), alias: nil) }
        return MacroArgument(
            expression: words(range.lowerBound..<alias), alias: words((alias + 1)..<range.upperBound))
    }
}
