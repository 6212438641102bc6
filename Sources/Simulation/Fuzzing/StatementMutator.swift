/// Makes other statements out of a statement: mostly such as a parser takes.
struct StatementMutator {
    private typealias Token = StatementTokens.Token

    /// Statements whose parts may be moved into others.
    let donors: [String]
    /// Names of functions that may be called.
    let functions: [String]
    private let isFunction: Set<String>

    init(donors: [String], functions: [String]) {
        self.donors = donors
        self.functions = functions
        isFunction = Set(functions)
    }

    func mutate(_ statement: String, _ random: inout SeededRandom) -> String {
        var tokens = StatementTokens.split(statement)
        for _ in 0...[0, 0, 0, 1, 1, 2, 4][random.below(7)] { change(&tokens, &random) }
        return tokens.map(\.text).joined()
    }

    /// A call of a random function with random arguments, perhaps over a few rows.
    func call(_ random: inout SeededRandom) -> String {
        let rows = random.below(4)
        let calls = (0...random.below(2)).map { _ in expression(depth: 1 + random.below(2), &random) }.joined(
            separator: ", ")
        return rows == 0 ? "SELECT \(calls)" : "SELECT \(calls) FROM numbers(\(rows * rows))"
    }

    private func expression(depth: Int, _ random: inout SeededRandom) -> String {
        guard depth > 0, !functions.isEmpty, !random.isLucky(1, of: 3) else {
            var value = self.value(&random)
            if random.isLucky(1, of: 4) { value = "materialize(\(value))" }
            if random.isLucky(1, of: 6) { value = "CAST(\(value), '\(quoted(pick(EdgeValues.types, &random)))')" }
            return value
        }
        let arguments = (0..<[0, 1, 1, 1, 2, 2, 2, 3, 3, 4][random.below(10)]).map { _ in
            expression(depth: depth - 1, &random)
        }
        return "\(pick(functions, &random))(\(arguments.joined(separator: ", ")))"
    }

    private func quoted(_ text: String) -> String { text.split(separator: "'").joined(separator: "\\'") }

    private func value(_ random: inout SeededRandom) -> String {
        switch random.below(5) {
        case 0, 1: pick(EdgeValues.numbers, &random)
        case 2: pick(EdgeValues.strings, &random)
        default: pick(EdgeValues.others, &random)
        }
    }

    private func pick<Element>(_ choices: [Element], _ random: inout SeededRandom) -> Element {
        choices[random.below(choices.count)]
    }

    private func change(_ tokens: inout [Token], _ random: inout SeededRandom) {
        let places = tokens.indices.filter { tokens[$0].kind != .space }
        guard !places.isEmpty else { return tokens.append(Token(kind: .word, text: value(&random))) }
        // Values first: with other words it seldom is a statement any more.
        let values = places.filter { tokens[$0].kind == .number || tokens[$0].kind == .string }
        let place = pick(values.isEmpty || random.isLucky(1, of: 2) ? places : values, &random)
        switch random.below(14) {
        case 0...4: tokens[place].text = replacement(of: tokens[place], &random)
        case 5: tokens[place] = Token(kind: .word, text: value(&random))
        case 6: tokens.remove(at: place)
        case 7: tokens.removeSubrange(place..<min(place + 1 + random.below(8), tokens.count))
        case 8:
            let end = min(place + 1 + random.below(10), tokens.count)
            tokens.insert(contentsOf: Array(tokens[place..<end]), at: pick(places, &random))
        case 9: tokens.swapAt(place, pick(places, &random))
        case 10: tokens.insert(Token(kind: .word, text: " \(pick(EdgeValues.clauses, &random)) "), at: place)
        case 11: splice(&tokens, at: place, &random)
        case 12: wrap(&tokens, at: place, &random)
        default:
            tokens[place].text = pick(EdgeValues.types, &random)
        }
    }

    /// Another token of the same sort, so that the statement may still be one.
    private func replacement(of token: Token, _ random: inout SeededRandom) -> String {
        switch token.kind {
        case .number: return pick(EdgeValues.numbers, &random)
        case .string where token.text.hasPrefix("'"):
            return random.isLucky(2, of: 3) ? pick(EdgeValues.strings, &random) : value(&random)
        case .sign:
            return pick(
                ["+", "-", "*", "/", "%", "=", "<", ">", "(", ")", "[", "]", ",", ".", ":", "{", "}", "|", ";"], &random
            )
        case .word where isFunction.contains(token.text): return pick(functions, &random)
        default:
            let others = StatementTokens.split(pick(donors, &random)).filter { $0.kind == token.kind }
            return others.isEmpty ? value(&random) : pick(others, &random).text
        }
    }

    private func splice(_ tokens: inout [Token], at place: Int, _ random: inout SeededRandom) {
        let others = StatementTokens.split(pick(donors, &random))
        let start = random.below(others.count)
        let end = min(start + 1 + random.below(20), others.count)
        if start < end { tokens.insert(contentsOf: Array(others[start..<end]), at: place) }
    }

    private func wrap(_ tokens: inout [Token], at place: Int, _ random: inout SeededRandom) {
        let (before, after): (String, String)
        switch random.below(6) {
        case 0: (before, after) = ("CAST(", ", '\(quoted(pick(EdgeValues.types, &random)))')")
        case 1: (before, after) = ("[", "]")
        case 2: (before, after) = (String(repeating: "(", count: random.below(400)), "")
        case 3 where !functions.isEmpty:
            (before, after) = (pick(functions, &random) + "(", ", \(value(&random)))")
        case 4: (before, after) = ("materialize(", ")")
        default: (before, after) = (functions.isEmpty ? "(" : pick(functions, &random) + "(", ")")
        }
        tokens[place].text = before + tokens[place].text + after
    }
}
