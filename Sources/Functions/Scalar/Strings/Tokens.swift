import Columns
import Errors

/// The words of a text: runs of ASCII letters and digits and of bytes beyond ASCII, lying between everything else.
enum WordTokens {
    static func isPart(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 || byte &- 48 < 10 || byte >= 0x80 }

    static func ranges(_ text: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        while position < text.count {
            while position < text.count, !isPart(text[position]) { position += 1 }
            let start = position
            while position < text.count, isPart(text[position]) { position += 1 }
            if position > start { found.append(start..<position) }
        }
        return found
    }
}

/// `hasToken` and its forms: is a word among the words of a text?
protocol TokenSearch: ScalarFunction {
    static var foldsCase: Bool { get }
    static var isNullForBroken: Bool { get }
}

extension TokenSearch {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0, 1)
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "Argument at index 1 for function \(name) must be constant")
        }
        return isNullForBroken ? .nullable(.uint8) : .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var needle = arguments[1].constantBytes ?? []
        let isBroken = !needle.allSatisfy(WordTokens.isPart)
        if isBroken, !isNullForBroken {
            throw QueryError(.badArguments, "Needle must not contain whitespace or separator characters")
        }
        var strings = arguments[0].strings
        if foldsCase {
            needle = needle.map(asciiLowered)
            strings = StringColumn(ends: strings.ends, bytes: asciiLowered(strings.bytes))
        }
        var found = [UInt8](repeating: 0, count: rowCount)
        if !needle.isEmpty, !isBroken {
            let search = SubstringSearch(needle)
            for row in 0..<rowCount { found[row] = has(strings, row, search) ? 1 : 0 }
        }
        guard isNullForBroken else { return .uint8(found) }
        let nulls = [UInt8](repeating: isBroken ? 1 : 0, count: rowCount)
        return .nullable(NullableColumn(nulls: nulls, values: .uint8(found)))
    }

    private static func has(_ strings: StringColumn, _ row: Int, _ search: SubstringSearch) -> Bool {
        let range = strings.range(of: row)
        var from = range.lowerBound
        while let hit = search.firstOffset(in: strings.bytes, from: from, to: range.upperBound) {
            let end = hit + search.needle.count
            let startsWord = hit == range.lowerBound || !WordTokens.isPart(strings.bytes[hit - 1])
            if startsWord, end == range.upperBound || !WordTokens.isPart(strings.bytes[end]) { return true }
            from = hit + 1
        }
        return false
    }
}

enum HasToken: TokenSearch {
    static let name = "hasToken"
    static let foldsCase = false
    static let isNullForBroken = false
    static let documentation = FunctionDocumentation(
        "1 if the word is one of the text's words.", example: "hasToken('clickhouse test', 'test')", "1")
}

enum HasTokenOrNull: TokenSearch {
    static let name = "hasTokenOrNull"
    static let foldsCase = false
    static let isNullForBroken = true
    static let documentation = FunctionDocumentation(
        "1 if the word is one of the text's words; NULL if it is no single word.",
        example: "hasTokenOrNull('clickhouse test', 'a b')", "\\N")
}

enum HasTokenCaseInsensitive: TokenSearch {
    static let name = "hasTokenCaseInsensitive"
    static let foldsCase = true
    static let isNullForBroken = false
    static let documentation = FunctionDocumentation(
        "1 if the word is one of the text's words, in whatever case.", example: "hasTokenCaseInsensitive('A b', 'a')",
        "1")
}

enum HasTokenCaseInsensitiveOrNull: TokenSearch {
    static let name = "hasTokenCaseInsensitiveOrNull"
    static let foldsCase = true
    static let isNullForBroken = true
    static let documentation = FunctionDocumentation(
        "1 if the word is one of the text's words, in whatever case; NULL if it is no single word.",
        example: "hasTokenCaseInsensitiveOrNull('A b', 'a b')", "\\N")
}

/// How a text is cut into tokens: a tokenizer's name and parameters.
enum Tokenizer {
    case words
    case pieces(of: Int)
    case separators([[UInt8]])
    case whole

    /// The tokenizer that the arguments from `position` name; words where there are none.
    static func named(_ function: String, _ arguments: [Argument], from position: Int) throws(QueryError) -> Tokenizer {
        guard arguments.count > position else { return .words }
        guard let bytes = arguments[position].constantBytes else {
            throw illegalArgumentType(function, position, arguments[position].type)
        }
        let extra = arguments.count > position + 1 ? arguments[position + 1].constant?.value(at: 0) : nil
        switch String(decoding: bytes, as: UTF8.self) {
        case "splitByNonAlpha": return .words
        case "array": return .whole
        case "ngrams":
            let size = extra?.integer ?? 3
            guard (1...8).contains(size) else {
                throw QueryError(
                    .badArguments,
                    "Incorrect parameter of tokenizer 'ngrams': ngram length must be between 1 and 8, but got \(size)")
            }
            return .pieces(of: Int(size))
        case "splitByString":
            let separators = extra.map { $0.elements.map(\.bytes) } ?? [[UInt8(ascii: " ")]]
            guard !separators.isEmpty, !separators.contains([]) else {
                throw QueryError(.badArguments, "Incorrect params of tokenizer 'splitByString': empty separator")
            }
            return .separators(separators)
        case let name:
            throw QueryError(.notImplemented, "The tokenizer \(name) of function \(function) is not supported")
        }
    }

    func tokens(_ text: [UInt8]) -> [[UInt8]] {
        switch self {
        case .words: WordTokens.ranges(text).map { Array(text[$0]) }
        case .pieces(let size): Ngrams.pieces(text, size)
        case .whole: text.isEmpty ? [] : [text]
        case .separators(let separators): Self.split(text, separators)
        }
    }

    private static func split(_ text: [UInt8], _ separators: [[UInt8]]) -> [[UInt8]] {
        var found: [[UInt8]] = []
        var token: [UInt8] = []
        var position = 0
        while position < text.count {
            if let separator = separators.first(where: { text[position...].starts(with: $0) }) {
                if !token.isEmpty { found.append(token) }
                token = []
                position += separator.count
            } else {
                token.append(text[position])
                position += 1
            }
        }
        if !token.isEmpty { found.append(token) }
        return found
    }
}

enum Ngrams: RowwiseFunction {
    static let name = "ngrams"
    static let signature: [ArgumentKind] = [.text, .constant(.integer)]
    static let documentation = FunctionDocumentation(
        "All pieces of a UTF-8 string with a number of characters.", example: "ngrams('ClickHouse', 8)",
        "['ClickHou','lickHous','ickHouse']")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        guard let size = arguments[1].constantInteger, size >= 1 else {
            throw QueryError(
                .badArguments, "Incorrect parameter of tokenizer 'ngrams': ngram length must be at least 1")
        }
        return .array(.string)
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let size = Int(min(row[1].integer, 1 << 30))
        return .array(pieces(row[0].bytes, size).map { .string($0) })
    }

    static func pieces(_ text: [UInt8], _ size: Int) -> [[UInt8]] {
        var starts: [Int] = []
        var position = 0
        while position < text.count {
            starts.append(position)
            position += CodePoints.sequenceLength(text[position])
        }
        starts.append(text.count)
        guard size < starts.count else { return [] }
        return (0..<starts.count - size).map { Array(text[starts[$0]..<starts[$0 + size]]) }
    }
}

enum Tokens: ScalarFunction {
    static let name = "tokens"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The words of a text, or its tokens by another tokenizer.", example: "tokens('test1,;\\\\ test2')",
        "['test1','test2']")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...3)
        try checkStrings(name, arguments, 0)
        _ = try Tokenizer.named(name, arguments, from: 1)
        return .array(.string)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let known = arguments.map { Argument(type: $0.type, constant: $0.column.isConstant ? $0.column.single : nil) }
        let tokenizer = try Tokenizer.named(name, known, from: 1)
        let strings = arguments[0].strings
        var ends: [Int] = []
        var elements = StringColumn()
        for row in 0..<rowCount {
            for token in tokenizer.tokens(Array(strings[row])) { elements.append(token) }
            ends.append(elements.count)
        }
        return .array(ArrayColumn(ends: ends, elements: .string(elements)))
    }
}

/// `hasAnyTokens` and `hasAllTokens`.
protocol TokenSetSearch: ScalarFunction {
    static func holds(_ needles: [[UInt8]], among words: Set<[UInt8]>) -> Bool
}

extension TokenSetSearch {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0)
        switch arguments[1].type {
        case .array(let element) where element.isStringOrFixedString || element == .nothing: break
        case let type where type.isStringOrFixedString: break
        case let type: throw illegalArgumentType(name, 1, type)
        }
        guard arguments[1].constant != nil else {
            throw QueryError(.illegalColumn, "Argument at index 1 for function \(name) must be constant")
        }
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let wanted = arguments[1].column.single.value(at: 0)
        let needles: [[UInt8]] =
            if case .array(let elements) = wanted {
                elements.map(\.bytes)
            } else {
                Tokenizer.words.tokens(wanted.bytes)
            }
        guard !needles.isEmpty else { return .uint8([UInt8](repeating: 0, count: rowCount)) }
        let strings = arguments[0].strings
        return .uint8(
            (0..<rowCount).map { row in
                holds(needles, among: Set(Tokenizer.words.tokens(Array(strings[row])))) ? 1 : 0
            })
    }
}

enum HasAnyTokens: TokenSetSearch {
    static let name = "hasAnyTokens"
    static let aliases = ["hasAnyToken"]
    static let documentation = FunctionDocumentation(
        "1 if one of the words is among the text's words.", example: "hasAnyTokens('a b c', ['b', 'x'])", "1")

    static func holds(_ needles: [[UInt8]], among words: Set<[UInt8]>) -> Bool {
        needles.contains(where: words.contains)
    }
}

enum HasAllTokens: TokenSetSearch {
    static let name = "hasAllTokens"
    static let aliases = ["hasAllToken"]
    static let documentation = FunctionDocumentation(
        "1 if all of the words are among the text's words.", example: "hasAllTokens('a b c', ['b', 'x'])", "0")

    static func holds(_ needles: [[UInt8]], among words: Set<[UInt8]>) -> Bool {
        needles.allSatisfy(words.contains)
    }
}
