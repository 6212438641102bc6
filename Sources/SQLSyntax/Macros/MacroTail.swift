import Errors

/// What follows a statement macro, cut at its clauses: `FROM t WHERE a ORDER BY b LIMIT 5`.
struct MacroTail {
    /// With `FROM`, joins and `PREWHERE`.
    var from = ""
    /// Without the word `WHERE`.
    var condition: String?
    var groupBy: String?
    var having: String?
    var orderBy: String?
    var limit: String?
    var settings: String?

    private static let clauses = ["WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "SETTINGS"]

    /// - Parameter tokens: everything after the macro's arguments.
    init(of macro: String, _ tokens: ArraySlice<Token>, in text: [UInt8]) throws(QueryError) {
        var tokens = tokens
        while let last = tokens.last, last.kind == .semicolon || last.kind == .endOfStream {
            tokens = tokens.dropLast()
        }
        guard tokens.first?.word == "FROM" else {
            throw QueryError(.badArguments, "$__\(macro) must be followed by a FROM clause")
        }
        var begins: [(clause: Int, at: Int)] = []
        var level = 0
        for at in tokens.indices {
            switch tokens[at].kind {
            case .openingRound, .openingSquare, .openingCurly: level += 1
            case .closingRound, .closingSquare, .closingCurly: level -= 1
            case .word where level == 0:
                let next = at + 1 < tokens.endIndex ? tokens[at + 1].word : ""
                guard let clause = Self.clause(tokens[at].word, next), !begins.contains(where: { $0.clause == clause })
                else { continue }
                if let last = begins.last, last.clause > clause {
                    throw QueryError(
                        .badArguments,
                        "$__\(macro): \(Self.clauses[clause]) must appear before \(Self.clauses[last.clause])")
                }
                begins.append((clause, at))
            default: break
            }
        }
        func words(_ range: Range<Int>) -> String {
            range.isEmpty
                ? ""
                : String(
                    decoding: text[tokens[range.lowerBound].begin..<tokens[range.upperBound - 1].end], as: UTF8.self)
        }
        from = words(tokens.startIndex..<(begins.first?.at ?? tokens.endIndex))
        for (index, begin) in begins.enumerated() {
            let end = index + 1 < begins.count ? begins[index + 1].at : tokens.endIndex
            if begin.clause == 0 {
                condition = words((begin.at + 1)..<end)
            } else {
                set(begin.clause, words(begin.at..<end))
            }
        }
    }

    private static func clause(_ word: String, _ next: String) -> Int? {
        switch word {
        case "WHERE": 0
        case "GROUP": next == "BY" ? 1 : nil
        case "HAVING": 2
        case "ORDER": next == "BY" ? 3 : nil
        case "LIMIT": 4
        case "SETTINGS": 5
        default: nil
        }
    }

    private mutating func set(_ clause: Int, _ text: String) {
        switch clause {
        case 1: groupBy = text
        case 2: having = text
        case 3: orderBy = text
        case 4: limit = text
        default: settings = text
        }
    }

    /// `WHERE $__timeFilter(column) AND (condition)`
    func filtered(by column: String) -> String {
        let filter = "WHERE $__timeFilter(\(column))"
        guard let condition, !condition.isEmpty else { return filter }
        return filter + " AND (\(condition))"
    }
}
