import Columns
import Errors

/// `like` in its forms.
protocol LikeFunction: ScalarFunction {
    static var ignoresCase: Bool { get }
    static var isNegated: Bool { get }
}

extension LikeFunction {
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
        let strings = arguments[0].strings
        var mask: [UInt8]
        if let pattern = arguments[1].constantBytes {
            mask = try LikeMatcher(pattern, ignoringCase: ignoresCase).matchRows(strings)
        } else {
            mask = []
            let patterns = arguments[1].strings
            var last: (pattern: [UInt8], matcher: LikeMatcher)?
            for row in 0..<rowCount {
                let pattern = Array(patterns[row])
                let known = last.flatMap { $0.pattern == pattern ? $0.matcher : nil }
                let matcher = if let known { known } else { try LikeMatcher(pattern, ignoringCase: ignoresCase) }
                last = (pattern, matcher)
                let single = StringColumn(ends: [strings.range(of: row).count], bytes: Array(strings[row]))
                mask.append(contentsOf: matcher.matchRows(single))
            }
        }
        if isNegated { for row in mask.indices { mask[row] ^= 1 } }
        return .uint8(mask)
    }
}

enum Like: LikeFunction {
    static let name = "like"
    static let ignoresCase = false
    static let isNegated = false
    static let documentation = FunctionDocumentation(
        "1 if the string matches the pattern, in which % stands for any text and _ for one character.",
        example: "like('ClickHouse', '%House')", "1")
}

enum NotLike: LikeFunction {
    static let name = "notLike"
    static let ignoresCase = false
    static let isNegated = true
    static let documentation = FunctionDocumentation(
        "1 if the string does not match the pattern.", example: "notLike('ClickHouse', '%House%')", "0")
}

enum ILike: LikeFunction {
    static let name = "ilike"
    static let ignoresCase = true
    static let isNegated = false
    static let documentation = FunctionDocumentation(
        "1 if the string matches the pattern in any case.", example: "ilike('ClickHouse', '%house%')", "1")
}

enum NotILike: LikeFunction {
    static let name = "notILike"
    static let ignoresCase = true
    static let isNegated = true
    static let documentation = FunctionDocumentation(
        "1 if the string does not match the pattern in any case.", example: "notILike('ClickHouse', 'c%')", "0")
}
