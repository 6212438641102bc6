/// Calls of functions: `name(parameters)(DISTINCT arguments) FILTER (WHERE …) RESPECT NULLS OVER …`.
extension Parser {
    /// A call that begins with a name and `(`.
    mutating func parseCall() throws(ParseFailure) -> Expression {
        let isBare = token.kind == .word
        let word = token.word
        let begin = index
        let name = try parseName()
        let outerIn = refusesIn
        refusesIn = false
        defer { refusesIn = outerIn }
        if isBare, let special = try parseSpecialCall(word) { return special }
        index = begin + 1
        return try parseCall(named: isBare && word == "GROUPING" ? "grouping" : name)
    }

    /// A call from its `(` on.
    mutating func parseCall(named name: String) throws(ParseFailure) -> Expression {
        try expectOpening()
        var call = FunctionCall(name: name, arguments: [])
        var isDistinct = try parseDistinct()
        call.arguments = try parseArguments(of: name)
        try expectClosing()
        if token.kind == .openingRound, !isDistinct {
            advance()
            call.parameters = call.arguments
            isDistinct = try parseDistinct()
            call.arguments = try parseArguments(of: name)
            try expectClosing()
        }
        if isDistinct { call.name += "Distinct" }
        try parseCallSuffixes(&call)
        try grow()
        return .function(call)
    }

    private mutating func parseDistinct() throws(ParseFailure) -> Bool {
        if accept("DISTINCT") { return true }
        let next = ahead(1).kind
        if token.word == "ALL", next != .comma, next != .closingRound, next != .dot, next != .openingRound { advance() }
        return false
    }

    /// Arguments up to the closing parenthesis. Only `view(SELECT …)` and its like take a query without its own
    /// parentheses.
    private mutating func parseArguments(of name: String) throws(ParseFailure) -> [Expression] {
        var arguments: [Expression] = []
        if token.kind == .closingRound { return arguments }
        let begin = index
        let outerDeepest = deepest
        deepest = 0
        repeat { arguments.append(try parseElement()) } while accept(.comma)
        deepest = max(deepest, outerDeepest)
        if index - begin == arguments.count * 2 - 1, arguments.count > 1 {
            treeSize -= arguments.count { if case .literal = $0 { true } else { false } }
        }
        return arguments
    }

    /// What may follow the arguments' closing parenthesis.
    mutating func parseCallSuffixes(_ call: inout FunctionCall) throws(ParseFailure) {
        if token.word == "FILTER", ahead(1).kind == .openingRound {
            advance()
            advance()
            try expect("WHERE")
            let condition = try parseElement()
            try expectClosing()
            call.name += "If"
            if call.arguments == [.columns(ColumnsMatcher(.all))] { call.arguments = [] }
            call.arguments.append(condition)
        }
        if accept("RESPECT", "NULLS") {
            call.nulls = .respect
        } else if accept("IGNORE", "NULLS") {
            call.nulls = .ignore
        }
        guard token.word == "OVER" else { return }
        if ahead(1).kind == .openingRound || ahead(1).kind == .word || ahead(1).kind == .quotedIdentifier {
            advance()
            call.window = try parseWindowReference()
        }
    }
}
