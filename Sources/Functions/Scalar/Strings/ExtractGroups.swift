import Columns
import Errors

/// Functions that give the groups of a constant regular expression's matches.
protocol GroupsFunction: ScalarFunction {}

extension GroupsFunction {
    static var constants: ConstantRule { .seen }
    /// What may be refused is the pattern, which is constant.
    static var toleratesEveryValue: Bool { true }

    static func checkCall(_ arguments: [Argument]) throws(QueryError) {
        try checkPatternCall(name, arguments, count: 2...2)
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant string")
        }
    }

    static func expression(_ arguments: [TypedColumn]) throws(QueryError) -> RegularExpression {
        let pattern = arguments[1].strings.bytesOfFirstRow
        guard !pattern.isEmpty else {
            throw QueryError(.badArguments, "Length of 'needle' argument must be greater than 0.")
        }
        let expression = try RegularExpression(pattern, .dotMatchesNewline)
        guard expression.groupCount > 0 else {
            throw QueryError(
                .badArguments, "There are no groups in regexp: \(String(decoding: pattern, as: UTF8.self))")
        }
        return expression
    }

    /// The groups of every match in one row, match by match, as ranges of the column's bytes.
    static func matches(
        _ expression: RegularExpression, _ strings: StringColumn, _ row: Int, limit: Int
    ) throws(QueryError) -> [[Range<Int>]] {
        var result: [[Range<Int>]] = []
        var groups = expression.groupRoom
        let range = strings.range(of: row)
        var position = 0
        while position < range.count || limit == 1, result.count < limit,
            expression.match(strings.bytes, range, from: position, groups: &groups)
        {
            guard result.count < 1_000_000 else {
                throw QueryError(.tooLargeArraySize, "Too many matches per row (> 1000000) in function \(name)")
            }
            result.append(
                (1...expression.groupCount).map { group in
                    let start = max(groups[2 * group], 0)
                    let end = max(groups[2 * group + 1], start)
                    return range.lowerBound + Int(start)..<range.lowerBound + Int(end)
                })
            position = Int(max(groups[1], groups[0] + 1))
        }
        return result
    }
}

enum ExtractAllGroupsVertical: GroupsFunction {
    static let name = "extractAllGroupsVertical"
    static let aliases = ["extractAllGroups"]
    static let documentation = FunctionDocumentation(
        "The groups of all matches of a regular expression: an array per match.",
        example: "extractAllGroupsVertical('a=1, b=2', '(\\\\w)=(\\\\d)')", "[['a','1'],['b','2']]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkCall(arguments)
        return .array(.array(.string))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let expression = try expression(arguments)
        var pieces = StringPieces(strings)
        var ends: [Int] = []
        var matchCount = 0
        for row in 0..<rowCount {
            for match in try matches(expression, strings, row, limit: Int.max) {
                for group in match { pieces.append(group) }
                pieces.endRow()
                matchCount += 1
            }
            ends.append(matchCount)
        }
        return .array(ArrayColumn(ends: ends, elements: pieces.column))
    }
}

enum ExtractAllGroupsHorizontal: GroupsFunction {
    static let name = "extractAllGroupsHorizontal"
    static let documentation = FunctionDocumentation(
        "The groups of all matches of a regular expression: an array per group.",
        example: "extractAllGroupsHorizontal('a=1, b=2', '(\\\\w)=(\\\\d)')", "[['a','b'],['1','2']]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkCall(arguments)
        return .array(.array(.string))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let expression = try expression(arguments)
        var pieces = StringPieces(strings)
        for row in 0..<rowCount {
            let found = try matches(expression, strings, row, limit: Int.max)
            for group in 0..<expression.groupCount {
                for match in found { pieces.append(match[group]) }
                pieces.endRow()
            }
        }
        let ends = (0..<rowCount).map { ($0 + 1) * expression.groupCount }
        return .array(ArrayColumn(ends: ends, elements: pieces.column))
    }
}

enum ExtractGroups: GroupsFunction {
    static let name = "extractGroups"
    static let documentation = FunctionDocumentation(
        "The groups of the first match of a regular expression.",
        example: "extractGroups('a=1, b=2', '(\\\\w)=(\\\\d)')", "['a','1']")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkCall(arguments)
        return .array(.string)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let expression = try expression(arguments)
        var pieces = StringPieces(strings)
        for row in 0..<rowCount {
            for match in try matches(expression, strings, row, limit: 1) { for group in match { pieces.append(group) } }
            pieces.endRow()
        }
        return pieces.column
    }
}
