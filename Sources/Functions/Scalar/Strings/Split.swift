import Columns
import Errors

/// Functions that cut a string into an array of pieces; the text may have a separator before it and a limit behind it.
protocol SplitFunction: ScalarFunction {
    /// The separator is the first argument, the text the second.
    static var hasSeparator: Bool { get }
    /// Adds the pieces of `bytes[range]`, at most `limit` of them.
    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: SplitSeparator, limit: Int, into pieces: inout StringPieces)
    static func checkSeparator(_ separator: [UInt8]) throws(QueryError)
    static func compile(_ separator: [UInt8]) throws(QueryError) -> SplitSeparator
}

/// A separator in the form that its function needs.
struct SplitSeparator {
    var search = SubstringSearch([])
    var expression: RegularExpression?
}

extension SplitFunction {
    static var constants: ConstantRule { .seen }
    /// What may be refused is the separator, which is constant.
    static var toleratesEveryValue: Bool { true }
    static func checkSeparator(_ separator: [UInt8]) throws(QueryError) {}
    static func compile(_ separator: [UInt8]) throws(QueryError) -> SplitSeparator {
        SplitSeparator(search: SubstringSearch(separator))
    }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let count = hasSeparator ? 2 : 1
        try checkArgumentCount(name, arguments, count...count + 1)
        try checkStrings(name, arguments, 0)
        if hasSeparator {
            try checkStrings(name, arguments, 1)
            guard let separator = arguments[0].constantBytes else {
                throw QueryError(.illegalColumn, "The first argument of function \(name) must be a constant string")
            }
            try checkSeparator(separator)
        }
        try checkIntegers(name, arguments, count)
        if arguments.count > count, arguments[count].constant == nil {
            throw QueryError(.illegalColumn, "The last argument of function \(name) must be a constant integer")
        }
        return .array(.string)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let textPosition = hasSeparator ? 1 : 0
        let strings = arguments[textPosition].strings
        let separator = try compile(hasSeparator ? arguments[0].strings.bytesOfFirstRow : [])
        let wanted = arguments.count > textPosition + 1 ? arguments[textPosition + 1].integers.first ?? 0 : 0
        let limit = wanted > 0 ? Int(wanted) : Int.max
        var pieces = StringPieces(strings)
        for row in 0..<rowCount {
            split(strings.bytes, strings.range(of: row), separator, limit: limit, into: &pieces)
            pieces.endRow()
        }
        return pieces.column
    }

    /// The pieces between occurrences of a text.
    static func splitByText(
        _ bytes: [UInt8], _ range: Range<Int>, _ search: SubstringSearch, limit: Int, into pieces: inout StringPieces
    ) {
        var start = range.lowerBound
        while pieces.rowPieceCount < limit {
            guard let hit = search.firstOffset(in: bytes, from: start, to: range.upperBound) else {
                pieces.append(start..<range.upperBound)
                return
            }
            pieces.append(start..<hit)
            start = hit + search.needle.count
        }
    }

    /// The runs of bytes for which `isInside` holds.
    @inline(__always)
    static func splitByRuns(
        _ bytes: [UInt8], _ range: Range<Int>, limit: Int, into pieces: inout StringPieces,
        _ isInside: (UInt8) -> Bool
    ) {
        var position = range.lowerBound
        while pieces.rowPieceCount < limit {
            while position < range.upperBound, !isInside(bytes[position]) { position += 1 }
            guard position < range.upperBound else { return }
            let start = position
            while position < range.upperBound, isInside(bytes[position]) { position += 1 }
            pieces.append(start..<position)
        }
    }

    /// Single bytes: so ClickHouse takes an empty separator.
    static func splitIntoBytes(
        _ bytes: [UInt8], _ range: Range<Int>, limit: Int, into pieces: inout StringPieces
    ) {
        var position = range.lowerBound
        while position < range.upperBound, pieces.rowPieceCount < limit {
            pieces.append(position..<position + 1)
            position += 1
        }
    }
}

enum SplitByChar: SplitFunction {
    static let name = "splitByChar"
    static let hasSeparator = true
    static let documentation = FunctionDocumentation(
        "The pieces of a string between occurrences of one byte.",
        example: "splitByChar(',', '1,2,3,abcde')", "['1','2','3','abcde']")

    static func checkSeparator(_ separator: [UInt8]) throws(QueryError) {
        guard separator.count == 1 else {
            throw QueryError(.badArguments, "Illegal separator for function \(name). Must be exactly one byte")
        }
    }

    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: SplitSeparator, limit: Int, into pieces: inout StringPieces
    ) {
        splitByText(bytes, range, separator.search, limit: limit, into: &pieces)
    }
}

enum SplitByString: SplitFunction {
    static let name = "splitByString"
    static let hasSeparator = true
    static let documentation = FunctionDocumentation(
        "The pieces of a string between occurrences of a text; its bytes if the text is empty.",
        example: "splitByString(', ', '1, 2 3, 4')", "['1','2 3','4']")

    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: SplitSeparator, limit: Int, into pieces: inout StringPieces
    ) {
        if separator.search.needle.isEmpty {
            splitIntoBytes(bytes, range, limit: limit, into: &pieces)
        } else {
            splitByText(bytes, range, separator.search, limit: limit, into: &pieces)
        }
    }
}

enum SplitByRegexp: SplitFunction {
    static let name = "splitByRegexp"
    static let hasSeparator = true
    static let documentation = FunctionDocumentation(
        "The pieces of a string between matches of a regular expression; its bytes if that is empty.",
        example: "splitByRegexp('\\\\d+', 'a12bc23de')", "['a','bc','de']")

    static func compile(_ separator: [UInt8]) throws(QueryError) -> SplitSeparator {
        separator.isEmpty
            ? SplitSeparator() : SplitSeparator(expression: try RegularExpression(separator, .dotMatchesNewline))
    }

    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: SplitSeparator, limit: Int, into pieces: inout StringPieces
    ) {
        guard let expression = separator.expression else {
            splitIntoBytes(bytes, range, limit: limit, into: &pieces)
            return
        }
        var groups: [Int64] = [0, 0]
        var start = 0
        while pieces.rowPieceCount < limit {
            let isFound = expression.match(bytes, range, from: start, groups: &groups) && groups[1] > groups[0]
            guard isFound else {
                pieces.append(range.lowerBound + start..<range.upperBound)
                return
            }
            pieces.append(range.lowerBound + start..<range.lowerBound + Int(groups[0]))
            start = Int(groups[1])
        }
    }
}

enum SplitByWhitespace: SplitFunction {
    static let name = "splitByWhitespace"
    static let hasSeparator = false
    static let documentation = FunctionDocumentation(
        "The words of a string between spaces, tabs and line ends.",
        example: "splitByWhitespace('  1!  a,  b. ')", "['1!','a,','b.']")

    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: SplitSeparator, limit: Int, into pieces: inout StringPieces
    ) {
        splitByRuns(bytes, range, limit: limit, into: &pieces) { $0 != 0x20 && $0 &- 9 > 4 }
    }
}

enum SplitByNonAlpha: SplitFunction {
    static let name = "splitByNonAlpha"
    static let hasSeparator = false
    static let documentation = FunctionDocumentation(
        "The words of a string between spaces and punctuation.",
        example: "splitByNonAlpha('  1!  a,  b. ')", "['1','a','b']")

    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: SplitSeparator, limit: Int, into pieces: inout StringPieces
    ) {
        splitByRuns(bytes, range, limit: limit, into: &pieces) { byte in
            let isSpace = byte == 0x20 || byte &- 9 <= 4
            let isPunctuation =
                byte &- 0x21 < 15 || byte &- 0x3A < 7 || byte &- 0x5B < 6 || byte &- 0x7B < 4
            return !isSpace && !isPunctuation
        }
    }
}

enum AlphaTokens: SplitFunction {
    static let name = "alphaTokens"
    static let aliases = ["splitByAlpha"]
    static let hasSeparator = false
    static let documentation = FunctionDocumentation(
        "The runs of ASCII letters in a string.", example: "alphaTokens('abca1abc')", "['abca','abc']")

    static func split(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: SplitSeparator, limit: Int, into pieces: inout StringPieces
    ) {
        splitByRuns(bytes, range, limit: limit, into: &pieces) { ($0 | 0x20) &- 97 < 26 }
    }
}
