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

    func hasMacros(_ context: MacroContext) -> Bool {
        tokens.indices.contains { index in
            let token = tokens[index]
            switch token.kind {
            case .word:
                guard let name = dollarName(of: token) else { return false }
                return name.hasPrefix("__") || context.variables[name] != nil
                    || MacroRegistry.altinityExpression(named: name) != nil
                    || MacroRegistry.altinityStatement(named: name) != nil
            case .dollar: return braced(at: index) != nil
            case .string: return MacroString(text[token.begin..<token.end]).mayHaveMacros(context)
            default: return false
            }
        }
    }

    /// The name behind the dollar sign.
    private func dollarName(of token: Token) -> String? {
        guard token.kind == .word, token.end - token.begin > 1, text[token.begin] == UInt8(ascii: "$") else {
            return nil
        }
        return String(decoding: text[(token.begin + 1)..<token.end], as: UTF8.self)
    }

    /// What stands in the braces behind the dollar sign at a token, and the first token behind them.
    private func braced(at index: Int) -> (content: String, next: Int)? {
        guard index + 2 < tokens.count, tokens[index].kind == .dollar, tokens[index + 1].kind == .openingCurly,
            tokens[index + 1].begin == tokens[index].end,
            let closing = tokens[(index + 2)...].firstIndex(where: { $0.kind == .closingCurly })
        else { return nil }
        let content = text[tokens[index + 1].end..<tokens[closing].begin]
        return (String(decoding: content, as: UTF8.self), closing + 1)
    }

    /// The statement macro that a token names.
    private func statement(of token: Token) -> StatementMacro? {
        guard let name = dollarName(of: token) else { return nil }
        return name.hasPrefix("__")
            ? MacroRegistry.statement(named: String(name.dropFirst(2))) : MacroRegistry.altinityStatement(named: name)
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
            } else if let (replacement, next) = try replacement(at: index - 1, context) {
                result += replacement.utf8
                index = next
            } else {
                result += text[token.begin..<token.end]
            }
            done = tokens[index - 1].end
        }
        return result
    }

    /// What the variable or macro at a token stands for; `nil` when there is none.
    private func replacement(at index: Int, _ context: MacroContext) throws(QueryError) -> (String, next: Int)? {
        if let (content, next) = braced(at: index) {
            return try MacroVariable(content).expanded(context, isInString: false).map { ($0, next) }
        }
        guard let name = dollarName(of: tokens[index]) else { return nil }
        if let values = context.variables[name] { return (try MacroVariable.literals(values), index + 1) }
        if name.hasPrefix("__") {
            let name = String(name.dropFirst(2))
            guard let macro = MacroRegistry.expression(named: name) else { throw MacroText.unknown(name) }
            return try replacement(of: macro, at: index + 1, context)
        }
        guard let macro = MacroRegistry.altinityExpression(named: name) else { return nil }
        return try replacement(of: macro, at: index + 1, context)
    }

    /// - Parameter index: the token behind the macro's name.
    private func replacement(
        of macro: Macro, at index: Int, _ context: MacroContext
    ) throws(QueryError) -> (String, next: Int) {
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
        let wanted = written(macro.argumentCounts)
        throw QueryError(
            .badArguments, "Macro $__\(macro.name): expected \(wanted) argument(s), received \(count)")
    }

    private static func written(_ counts: ClosedRange<Int>) -> String {
        counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) to \(counts.upperBound)"
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
        guard let index = try statementIndex(), let macro = statement(of: tokens[index]) else { return nil }
        let call = call(at: index + 1)
        let count = call?.arguments.count ?? 0
        guard let call, macro.argumentCounts.contains(count) else {
            let wanted = Self.written(macro.argumentCounts)
            throw QueryError(
                .badArguments, "Macro $__\(macro.name): expected \(wanted) argument(s), received \(count)")
        }
        let tail = try MacroTail(of: macro.name, tokens[call.next...], in: text)
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
            guard let name = statement(of: token)?.name else { continue }
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
