import Columns
import Errors

/// `replaceOne` and `replaceAll`: a text in place of another.
protocol ReplaceTextFunction: ScalarFunction {
    static var replacesAll: Bool { get }
}

extension ReplaceTextFunction {
    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        try checkStrings(name, arguments, 0, 1, 2)
        return .string
    }

    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let needles = arguments[1].strings
        let replacements = arguments[2].strings
        var written = StringColumn()
        written.bytes.reserveCapacity(strings.bytes.count)
        written.ends.reserveCapacity(rowCount)
        var search = SubstringSearch([])
        for row in 0..<rowCount {
            let needle = needles[row]
            if needle.count != search.needle.count || !needle.elementsEqual(search.needle) {
                search = SubstringSearch(Array(needle))
            }
            let range = strings.range(of: row)
            var position = range.lowerBound
            if !needle.isEmpty {
                while let hit = search.firstOffset(in: strings.bytes, from: position, to: range.upperBound) {
                    written.bytes.append(contentsOf: strings.bytes[position..<hit])
                    written.bytes.append(contentsOf: replacements[row])
                    position = hit + needle.count
                    if !replacesAll { break }
                }
            }
            written.bytes.append(contentsOf: strings.bytes[position..<range.upperBound])
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum ReplaceOne: ReplaceTextFunction {
    static let name = "replaceOne"
    static let replacesAll = false
    static let documentation = FunctionDocumentation(
        "The string with the first occurrence of a text replaced by another.",
        example: "replaceOne('aa', 'a', 'b')", "ba")
}

enum ReplaceAll: ReplaceTextFunction {
    static let name = "replaceAll"
    static let aliases = ["replace"]
    static let isCaseInsensitive = true
    static let replacesAll = true
    static let documentation = FunctionDocumentation(
        "The string with all occurrences of a text replaced by another.",
        example: "replaceAll('aa', 'a', 'b')", "bb")
}

/// What a replacement is made of: `\0` to `\9` are groups of the match, all else is text.
private enum ReplacementPart {
    case text([UInt8])
    case group(Int)

    static func parse(_ replacement: [UInt8], groupCount: Int) throws(QueryError) -> [ReplacementPart] {
        var parts: [ReplacementPart] = []
        var text: [UInt8] = []
        var index = 0
        while index < replacement.count {
            let byte = replacement[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < replacement.count,
                replacement[index + 1] &- UInt8(ascii: "0") < 10
            else {
                text.append(byte)
                index += 1
                continue
            }
            let group = Int(replacement[index + 1] &- UInt8(ascii: "0"))
            index += 2
            guard group <= groupCount else {
                throw QueryError(
                    .badArguments,
                    "Substitution '\\\(group)' in replacement argument is invalid, regexp has only \(groupCount) "
                        + "capturing groups")
            }
            if !text.isEmpty { parts.append(.text(text)) }
            text = []
            parts.append(.group(group))
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return parts
    }
}

/// `replaceRegexpOne` and `replaceRegexpAll`.
protocol ReplacePatternFunction: ScalarFunction {
    static var replacesAll: Bool { get }
}

extension ReplacePatternFunction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...3)
        try checkStrings(name, arguments, 0, 1, 2)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        let patterns = arguments[1].strings
        let replacements = arguments[2].strings
        var written = StringColumn()
        written.bytes.reserveCapacity(strings.bytes.count)
        written.ends.reserveCapacity(rowCount)
        var known: (pattern: [UInt8], replacement: [UInt8])?
        var expression: RegularExpression?
        var parts: [ReplacementPart] = []
        for row in 0..<rowCount {
            if known == nil || arguments[1].constantBytes == nil || arguments[2].constantBytes == nil {
                let pair = (Array(patterns[row]), Array(replacements[row]))
                if known.map({ $0 != pair }) ?? true {
                    let compiled = try compile(pair.0)
                    parts = try ReplacementPart.parse(pair.1, groupCount: compiled?.groupCount ?? 9)
                    expression = compiled
                    known = pair
                }
            }
            if let expression {
                try replace(strings, row, expression, parts, &written.bytes)
            } else {
                written.bytes.append(contentsOf: strings[row])
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }

    /// `nil` for the empty pattern, which replaces nothing.
    private static func compile(_ pattern: [UInt8]) throws(QueryError) -> RegularExpression? {
        if pattern.isEmpty { return nil }
        do {
            return try RegularExpression(pattern, .dotMatchesNewline)
        } catch {
            throw QueryError(
                .badArguments, "The pattern argument is not a valid re2 pattern: \(error.message)")
        }
    }

    private static func replace(
        _ strings: StringColumn, _ row: Int, _ expression: RegularExpression, _ parts: [ReplacementPart],
        _ output: inout [UInt8]
    ) throws(QueryError) {
        let range = strings.range(of: row)
        let base = range.lowerBound
        var groups = expression.groupRoom
        var copied = 0
        var position = 0
        while position <= range.count, expression.match(strings.bytes, range, from: position, groups: &groups) {
            let start = Int(groups[0])
            output.append(contentsOf: strings.bytes[base + copied..<base + start])
            for part in parts {
                switch part {
                case .text(let text): output.append(contentsOf: text)
                case .group(let group):
                    guard groups[2 * group] >= 0 else { continue }
                    let from = base + Int(groups[2 * group])
                    output.append(contentsOf: strings.bytes[from..<base + Int(groups[2 * group + 1])])
                }
            }
            copied = Int(groups[1])
            position = copied
            if groups[1] == groups[0] {
                // Behind a match without bytes, one character is copied and skipped.
                if copied == range.count { break }
                let text = strings.bytes.span.extracting(range)
                position = CodePoints.offset(text, from: copied, skipping: 1)
            }
            try checkResultBytes(name, output.count)
            if !replacesAll { break }
        }
        output.append(contentsOf: strings.bytes[base + copied..<range.upperBound])
    }
}

enum ReplaceRegexpOne: ReplacePatternFunction {
    static let name = "replaceRegexpOne"
    static let replacesAll = false
    static let documentation = FunctionDocumentation(
        "The string with the first match of a regular expression replaced; \\0 to \\9 stand for its groups.",
        example: "replaceRegexpOne('2014-03-17', '(\\\\d+)-(\\\\d+)', '\\\\2/\\\\1')", "03/2014-17")
}

enum ReplaceRegexpAll: ReplacePatternFunction {
    static let name = "replaceRegexpAll"
    static let aliases = ["REGEXP_REPLACE"]
    static let isCaseInsensitive = true
    static let replacesAll = true
    static let documentation = FunctionDocumentation(
        "The string with all matches of a regular expression replaced; \\0 to \\9 stand for its groups.",
        example: "replaceRegexpAll('abc', '.', '\\\\0\\\\0')", "aabbcc")
}

enum RegexpQuoteMeta: StringMapping {
    static let name = "regexpQuoteMeta"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The string as a regular expression that matches just it.", example: "regexpQuoteMeta('a.b')", "a\\\\.b")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        for index in text.indices {
            let byte = text[index]
            if byte == 0 || (RegularExpression.isSpecial(byte) && byte != UInt8(ascii: "}")) {
                result.append(UInt8(ascii: "\\"))
            }
            result.append(byte)
        }
    }
}
