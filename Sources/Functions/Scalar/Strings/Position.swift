import Columns
import Errors

/// Where needles lie in strings: what `position`, `countSubstrings` and `multiSearch…` share.
struct NeedleFinder {
    private let texts: StringColumn
    private let comparison: LetterComparison
    private let countsCodePoints: Bool

    init(_ texts: StringColumn, _ comparison: LetterComparison, countsCodePoints: Bool) {
        self.texts = comparison.folded(texts)
        self.comparison = comparison
        self.countsCodePoints = countsCodePoints
    }

    func folded(_ needle: [UInt8]) -> [UInt8] {
        comparison.folded(StringColumn(ends: [needle.count], bytes: needle)).bytes
    }

    /// The position from 1 of the first occurrence in every row, 0 for none.
    func positions(of needle: [UInt8]) -> [UInt64] {
        let search = SubstringSearch(folded(needle))
        let offsets = search.offsetRows(texts)
        guard countsCodePoints else { return offsets.map { UInt64($0 &+ 1) } }
        return offsets.indices.map { offsets[$0] < 0 ? 0 : position(row: $0, offset: offsets[$0]) }
    }

    /// The position of the first occurrence in one row at or behind position `start`, 0 for none.
    func position(of search: SubstringSearch, row: Int, from start: UInt64) -> UInt64 {
        let range = texts.range(of: row)
        let skipped = start == 0 ? 0 : start - 1
        let text = texts.bytes.span.extracting(range)
        let size = countsCodePoints ? CodePoints.count(text) : text.count
        guard skipped <= UInt64(size) else { return 0 }
        let offset = countsCodePoints ? CodePoints.offset(text, from: 0, skipping: Int(skipped)) : Int(skipped)
        if search.needle.isEmpty { return skipped + 1 }
        let found = search.firstOffset(in: texts.bytes, from: range.lowerBound + offset, to: range.upperBound)
        return found.map { position(row: row, offset: $0 - range.lowerBound) } ?? 0
    }

    /// The number of occurrences in one row that do not overlap, from position `start`.
    func count(of search: SubstringSearch, row: Int, from start: UInt64) -> UInt64 {
        guard !search.needle.isEmpty else { return 0 }
        let range = texts.range(of: row)
        let skipped = start == 0 ? 0 : start - 1
        let text = texts.bytes.span.extracting(range)
        let size = countsCodePoints ? CodePoints.count(text) : text.count
        guard skipped <= UInt64(size) else { return 0 }
        let offset = countsCodePoints ? CodePoints.offset(text, from: 0, skipping: Int(skipped)) : Int(skipped)
        var from = range.lowerBound + offset
        var count: UInt64 = 0
        while let hit = search.firstOffset(in: texts.bytes, from: from, to: range.upperBound) {
            count += 1
            from = hit + search.needle.count
        }
        return count
    }

    private func position(row: Int, offset: Int) -> UInt64 {
        guard countsCodePoints else { return UInt64(offset + 1) }
        let start = texts.range(of: row).lowerBound
        return UInt64(CodePoints.count(texts.bytes.span.extracting(start..<start + offset)) + 1)
    }
}

/// `position` and `countSubstrings` in their forms: a string, a needle and optionally where to begin.
protocol NeedleFunction: ScalarFunction {
    static var comparison: LetterComparison { get }
    static var countsCodePoints: Bool { get }
    static var countsOccurrences: Bool { get }
}

extension NeedleFunction {
    static var toleratesEveryValue: Bool { true }
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        for position in 0...1 where !arguments[position].type.isEnum {
            try checkStrings(name, arguments, position)
        }
        if arguments.count > 2, !arguments[2].type.isUnsignedInteger {
            try checkIntegers(name, arguments, 2)
        }
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let finder = NeedleFinder(arguments[0].strings, comparison, countsCodePoints: countsCodePoints)
        let starts = arguments.count > 2 ? arguments[2].integers : nil
        if let needle = arguments[1].constantBytes, starts == nil, !countsOccurrences {
            return .uint64(finder.positions(of: needle))
        }
        let needles = arguments[1].strings
        var answers = [UInt64](repeating: 0, count: rowCount)
        var search = SubstringSearch([])
        var last: [UInt8]?
        for row in 0..<rowCount {
            let needle = Array(needles[row])
            if needle != last { search = SubstringSearch(finder.folded(needle)) }
            last = needle
            let start = UInt64(max(starts?[row] ?? 0, 0))
            answers[row] =
                countsOccurrences
                ? finder.count(of: search, row: row, from: start)
                : finder.position(of: search, row: row, from: start)
        }
        return .uint64(answers)
    }
}

enum Position: NeedleFunction {
    static let name = "position"
    static let isCaseInsensitive = true
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let countsOccurrences = false
    static let documentation = FunctionDocumentation(
        "The position from 1 of the first occurrence of a needle, 0 for none.",
        example: "position('Hello, world!', '!')", "13")
}

enum PositionCaseInsensitive: NeedleFunction {
    static let name = "positionCaseInsensitive"
    static let aliases = ["instr"]
    static let comparison = LetterComparison.asciiCaseless
    static let countsCodePoints = false
    static let countsOccurrences = false
    static let documentation = FunctionDocumentation(
        "The position of the first occurrence of a needle in any case of ASCII letters.",
        example: "positionCaseInsensitive('Hello, world!', 'hELLO')", "1")
}

enum PositionUTF8: NeedleFunction {
    static let name = "positionUTF8"
    static let comparison = LetterComparison.exact
    static let countsCodePoints = true
    static let countsOccurrences = false
    static let documentation = FunctionDocumentation(
        "The position in code points of the first occurrence of a needle.",
        example: "positionUTF8('Motörhead', 'r')", "5")
}

enum PositionCaseInsensitiveUTF8: NeedleFunction {
    static let name = "positionCaseInsensitiveUTF8"
    static let comparison = LetterComparison.unicodeCaseless
    static let countsCodePoints = true
    static let countsOccurrences = false
    static let documentation = FunctionDocumentation(
        "The position in code points of the first occurrence of a needle in any case.",
        example: "positionCaseInsensitiveUTF8('Motörhead', 'R')", "5")
}

enum CountSubstrings: NeedleFunction {
    static let name = "countSubstrings"
    static let isCaseInsensitive = true
    static let comparison = LetterComparison.exact
    static let countsCodePoints = false
    static let countsOccurrences = true
    static let documentation = FunctionDocumentation(
        "The number of occurrences of a needle that do not overlap.", example: "countSubstrings('aaaa', 'aa')", "2")
}

enum CountSubstringsCaseInsensitive: NeedleFunction {
    static let name = "countSubstringsCaseInsensitive"
    static let comparison = LetterComparison.asciiCaseless
    static let countsCodePoints = false
    static let countsOccurrences = true
    static let documentation = FunctionDocumentation(
        "The number of occurrences of a needle in any case of ASCII letters.",
        example: "countSubstringsCaseInsensitive('AAAA', 'aa')", "2")
}

enum CountSubstringsCaseInsensitiveUTF8: NeedleFunction {
    static let name = "countSubstringsCaseInsensitiveUTF8"
    static let comparison = LetterComparison.unicodeCaseless
    static let countsCodePoints = true
    static let countsOccurrences = true
    static let documentation = FunctionDocumentation(
        "The number of occurrences of a needle in any case.",
        example: "countSubstringsCaseInsensitiveUTF8('ложка, кошка', 'КА')", "2")
}

/// `locate(needle, text[, start])`: `position` with its first two arguments the other way round.
enum Locate: ScalarFunction {
    static let name = "locate"
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The position from 1 of a needle, the first argument, in a string.", example: "locate('ca', 'abcabc')", "3")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        return try Position.result(of: [arguments[1], arguments[0]] + arguments.dropFirst(2), in: context)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try Position.evaluate(
            [arguments[1], arguments[0]] + arguments.dropFirst(2), to: result, rowCount: rowCount, in: context)
    }
}
