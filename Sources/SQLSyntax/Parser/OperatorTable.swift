/// The operators of SQL, the function that each one is, and how tightly it binds.
enum Precedence {
    static let lowest = 0
    static let ternary = 2
    static let or = 3
    static let and = 4
    static let not = 5
    static let test = 6
    static let between = 7
    static let comparison = 8
    static let concatenation = 10
    static let sum = 11
    static let product = 12
    static let negation = 13
    static let element = 14
}

/// An operator between two operands.
struct BinaryOperator {
    let function: String
    let precedence: Int
    /// How many tokens it takes.
    let width: Int
    /// Several in a row are one call with all the operands.
    var joins = false
    var isComparison = false
}

extension Parser {
    /// The operator that begins at the current token, if any.
    mutating func binaryOperator() -> BinaryOperator? {
        if token.kind == .word { return wordOperator() }
        return symbolOperator(token.kind)
    }

    private func symbolOperator(_ kind: Token.Kind) -> BinaryOperator? {
        func compare(_ function: String) -> BinaryOperator {
            BinaryOperator(function: function, precedence: Precedence.comparison, width: 1, isComparison: true)
        }
        switch kind {
        case .plus: return BinaryOperator(function: "plus", precedence: Precedence.sum, width: 1)
        case .minus: return BinaryOperator(function: "minus", precedence: Precedence.sum, width: 1)
        case .asterisk: return BinaryOperator(function: "multiply", precedence: Precedence.product, width: 1)
        case .slash: return BinaryOperator(function: "divide", precedence: Precedence.product, width: 1)
        case .percent: return BinaryOperator(function: "modulo", precedence: Precedence.product, width: 1)
        case .concatenation:
            return BinaryOperator(function: "concat", precedence: Precedence.concatenation, width: 1, joins: true)
        case .equals: return compare("equals")
        case .notEquals: return compare("notEquals")
        case .less: return compare("less")
        case .greater: return compare("greater")
        case .lessOrEquals: return compare("lessOrEquals")
        case .greaterOrEquals: return compare("greaterOrEquals")
        case .spaceship: return compare("isNotDistinctFrom")
        case .tilde: return compare("match")
        case .notTilde: return compare("notMatch")
        case .tildeAsterisk: return compare("matchCaseInsensitive")
        case .notTildeAsterisk: return compare("notMatchCaseInsensitive")
        default: return nil
        }
    }

    private mutating func wordOperator() -> BinaryOperator? {
        switch token.word {
        case "OR": return BinaryOperator(function: "or", precedence: Precedence.or, width: 1, joins: true)
        case "AND": return BinaryOperator(function: "and", precedence: Precedence.and, width: 1, joins: true)
        case "MOD": return BinaryOperator(function: "modulo", precedence: Precedence.product, width: 1)
        case "DIV": return BinaryOperator(function: "intDiv", precedence: Precedence.product, width: 1)
        case "LIKE": return comparison("like", 1)
        case "ILIKE": return comparison("ilike", 1)
        case "REGEXP": return comparison("match", 1)
        case "IN": return refusesIn || isAtInPartition() ? nil : comparison("in", 1)
        case "NOT":
            switch ahead(1).word {
            case "LIKE": return comparison("notLike", 2)
            case "ILIKE": return comparison("notILike", 2)
            case "IN": return comparison("notIn", 2)
            default:
                for word in ["BETWEEN", "LIKE", "ILIKE", "IN"] { note(word, at: index + 1) }
                return nil
            }
        case "GLOBAL":
            if ahead(1).word == "IN" { return comparison("globalIn", 2) }
            return ahead(1).word == "NOT" && ahead(2).word == "IN" ? comparison("globalNotIn", 3) : nil
        case "IS": return distinctFromOperator()
        default: return nil
        }
    }

    /// `IN PARTITION …` of a mutation is no operator.
    private mutating func isAtInPartition() -> Bool {
        guard ahead(1).word == "PARTITION" else { return false }
        switch ahead(2).kind {
        case .number, .string, .openingRound, .word, .quotedIdentifier, .openingCurly: return true
        default: return false
        }
    }

    private func comparison(_ function: String, _ width: Int) -> BinaryOperator {
        BinaryOperator(function: function, precedence: Precedence.comparison, width: width)
    }

    private mutating func distinctFromOperator() -> BinaryOperator? {
        if ahead(1).word == "DISTINCT", ahead(2).word == "FROM" {
            return BinaryOperator(function: "isDistinctFrom", precedence: Precedence.test, width: 3)
        }
        if ahead(1).word == "NOT", ahead(2).word == "DISTINCT", ahead(3).word == "FROM" {
            return BinaryOperator(function: "isNotDistinctFrom", precedence: Precedence.test, width: 4)
        }
        return nil
    }

    /// Names for the list of expected tokens, where an operator could have stood.
    mutating func noteOperators() {
        if index < furthest { return }
        for name in Self.operatorNames { note(name) }
    }

    private static let operatorNames = [
        "token", "DoubleColon", "OR", "AND", "IS NOT DISTINCT FROM", "IS DISTINCT FROM", "IS NOT UNKNOWN", "IS UNKNOWN",
        "IS NOT FALSE", "IS FALSE", "IS NOT TRUE", "IS TRUE", "IS NULL", "IS NOT NULL", "BETWEEN", "NOT BETWEEN",
        "LIKE", "ILIKE", "NOT LIKE", "NOT ILIKE", "REGEXP", "IN", "NOT IN", "GLOBAL IN", "GLOBAL NOT IN",
        "AT TIME ZONE", "MOD", "DIV",
    ]
}
