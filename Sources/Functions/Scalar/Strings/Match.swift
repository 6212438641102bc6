import Columns
import Errors

/// `match` in its forms: does a regular expression occur in a string?
protocol MatchFunction: ScalarFunction {
    static var ignoresCase: Bool { get }
    static var isNegated: Bool { get }
}

extension MatchFunction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        if !arguments[0].type.isEnum { try checkStrings(name, arguments, 0) }
        try checkStrings(name, arguments, 1)
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var mask = try matches(arguments[0].strings, arguments[1])
        if isNegated { for row in mask.indices { mask[row] ^= 1 } }
        return .uint8(mask)
    }

    private static func matches(_ strings: StringColumn, _ pattern: TypedColumn) throws(QueryError) -> [UInt8] {
        let flags: RegularExpression.Flags = ignoresCase ? [.dotMatchesNewline, .caseless] : .dotMatchesNewline
        if let text = pattern.constantBytes {
            let isASCII = text.allSatisfy { $0 < 0x80 }
            if RegularExpression.isPlainText(text), !ignoresCase { return SubstringSearch(text).containsRows(strings) }
            if RegularExpression.isPlainText(text), isASCII {
                let lowered = StringColumn(ends: strings.ends, bytes: asciiLowered(strings.bytes))
                return SubstringSearch(asciiLowered(text)).containsRows(lowered)
            }
            return try RegularExpression(text, flags).matchRows(strings)
        }
        var patterns = try PatternRows(pattern, flags)
        var mask = [UInt8](repeating: 0, count: strings.count)
        var groups: [Int64] = []
        for row in mask.indices {
            let expression = try patterns.expression(at: row)
            let isFound = expression.match(strings.bytes, strings.range(of: row), from: 0, groups: &groups)
            mask[row] = isFound ? 1 : 0
        }
        return mask
    }
}

enum Match: MatchFunction {
    static let name = "match"
    static let aliases = ["REGEXP_MATCHES"]
    static let isCaseInsensitive = true
    static let ignoresCase = false
    static let isNegated = false
    static let documentation = FunctionDocumentation(
        "1 if the regular expression occurs in the string.", example: "match('abc123', '[0-9]+')", "1")
}

enum NotMatch: MatchFunction {
    static let name = "notMatch"
    static let ignoresCase = false
    static let isNegated = true
    static let documentation = FunctionDocumentation(
        "1 if the regular expression does not occur in the string.", example: "notMatch('abc', '[0-9]+')", "1")
}

enum MatchCaseInsensitive: MatchFunction {
    static let name = "matchCaseInsensitive"
    static let ignoresCase = true
    static let isNegated = false
    static let documentation = FunctionDocumentation(
        "1 if the regular expression occurs in the string in any case.",
        example: "matchCaseInsensitive('ABC', 'b')", "1")
}

enum NotMatchCaseInsensitive: MatchFunction {
    static let name = "notMatchCaseInsensitive"
    static let ignoresCase = true
    static let isNegated = true
    static let documentation = FunctionDocumentation(
        "1 if the regular expression does not occur in the string in any case.",
        example: "notMatchCaseInsensitive('ABC', 'b')", "0")
}

/// `countMatches` in its forms: how often does a regular expression occur, without overlaps?
protocol CountMatchesFunction: ScalarFunction {
    static var ignoresCase: Bool { get }
}

extension CountMatchesFunction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkPatternCall(name, arguments, count: 2...2)
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let flags: RegularExpression.Flags = ignoresCase ? [.dotMatchesNewline, .caseless] : .dotMatchesNewline
        var patterns = try PatternRows(arguments[1], flags)
        var counts = [UInt64](repeating: 0, count: rowCount)
        var groups: [Int64] = [0, 0]
        for row in 0..<rowCount {
            let expression = try patterns.expression(at: row)
            let range = strings.range(of: row)
            var position = 0
            while position < range.count, expression.match(strings.bytes, range, from: position, groups: &groups) {
                if groups[1] > groups[0] {
                    counts[row] += 1
                    position = Int(groups[1])
                } else {
                    position = Int(groups[1]) + 1
                }
            }
        }
        return .uint64(counts)
    }
}

enum CountMatches: CountMatchesFunction {
    static let name = "countMatches"
    static let ignoresCase = false
    static let documentation = FunctionDocumentation(
        "The number of matches of a regular expression that do not overlap.",
        example: "countMatches('foobar', 'o|b')", "3")
}

enum CountMatchesCaseInsensitive: CountMatchesFunction {
    static let name = "countMatchesCaseInsensitive"
    static let ignoresCase = true
    static let documentation = FunctionDocumentation(
        "The number of matches of a regular expression in any case.",
        example: "countMatchesCaseInsensitive('AaBb', 'a')", "2")
}
