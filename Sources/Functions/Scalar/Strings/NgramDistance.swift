import Columns
import Errors

/// How alike two texts are by the n-grams that they share: four bytes, or three code points, at a time.
///
/// - Source: ClickHouse's `FunctionsStringSimilarity`, which counts n-grams by a hash of sixteen bits; here they are
///   counted as they are.
protocol NgramLikeness: RowwiseFunction {
    static var ignoresCase: Bool { get }
    static var readsCodePoints: Bool { get }
    /// The share of the needle's n-grams that are found, instead of the distance.
    static var isSearch: Bool { get }
}

extension NgramLikeness {
    static var signature: [ArgumentKind] { [.text, .text] }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .float32 }

    /// Longer texts are as far from each other as can be.
    private static var sizeMax: Int { 1 << 15 }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let (haystack, needle) = (row[0].bytes, row[1].bytes)
        guard needle.count <= sizeMax else {
            throw QueryError(
                .tooLargeStringSize,
                "String size of needle is too big for function \(name). Should be at most \(sizeMax)")
        }
        guard haystack.count <= sizeMax else { return .float64(isSearch ? 0 : 1) }
        let (mine, theirs) = (counts(haystack), counts(needle))
        let common = theirs.reduce(0) { $0 + min($1.value, mine[$1.key] ?? 0) }
        let wanted = theirs.values.reduce(0, +)
        if isSearch { return .float64(Double(Float(common) / Float(max(wanted, 1)))) }
        let all = mine.values.reduce(wanted, +)
        return .float64(Double(Float(all - 2 * common) / Float(max(all, 1))))
    }

    private static func counts(_ text: [UInt8]) -> [[UInt32]: Int] {
        var letters: [UInt32] = []
        if readsCodePoints {
            var position = 0
            while position < text.count {
                let (scalar, length) = CodePoints.scalar(text.span, at: position)
                let lower = scalar.flatMap { $0.properties.lowercaseMapping.unicodeScalars.first }
                let shown = ignoresCase ? lower : scalar
                letters.append(shown?.value ?? 0x20_0000 + UInt32(text[position]))
                position += length
            }
        } else {
            letters = text.map { byte in
                UInt32(ignoresCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
            }
        }
        let length = readsCodePoints ? 3 : 4
        var counts: [[UInt32]: Int] = [:]
        guard letters.count >= length else { return counts }
        for start in 0...letters.count - length { counts[Array(letters[start..<start + length]), default: 0] += 1 }
        return counts
    }
}

enum NgramDistance: NgramLikeness {
    static let name = "ngramDistance"
    static let ignoresCase = false
    static let readsCodePoints = false
    static let isSearch = false
    static let documentation = FunctionDocumentation(
        "The distance of two texts by their n-grams, from 0 (alike) to 1.",
        example: "ngramDistance('abcdef', 'abcdef')", "0")
}

enum NgramDistanceUTF8: NgramLikeness {
    static let name = "ngramDistanceUTF8"
    static let ignoresCase = false
    static let readsCodePoints = true
    static let isSearch = false
    static let documentation = FunctionDocumentation(
        "The distance of two texts by their n-grams, from 0 (alike) to 1; texts are UTF-8.",
        example: "ngramDistanceUTF8('abcdef', 'abcdef')", "0")
}

enum NgramDistanceCaseInsensitive: NgramLikeness {
    static let name = "ngramDistanceCaseInsensitive"
    static let ignoresCase = true
    static let readsCodePoints = false
    static let isSearch = false
    static let documentation = FunctionDocumentation(
        "The distance of two texts by their n-grams, from 0 (alike) to 1; letters' case does not count.",
        example: "ngramDistanceCaseInsensitive('abcdef', 'abcdef')", "0")
}

enum NgramDistanceCaseInsensitiveUTF8: NgramLikeness {
    static let name = "ngramDistanceCaseInsensitiveUTF8"
    static let ignoresCase = true
    static let readsCodePoints = true
    static let isSearch = false
    static let documentation = FunctionDocumentation(
        "How far two texts are from each other by n-grams of UTF-8, from 0 to 1, in any case.",
        example: "ngramDistanceCaseInsensitiveUTF8('abcdef', 'abcdef')", "0")
}

enum NgramSearch: NgramLikeness {
    static let name = "ngramSearch"
    static let ignoresCase = false
    static let readsCodePoints = false
    static let isSearch = true
    static let documentation = FunctionDocumentation(
        "The share of the needle's n-grams that are in the haystack.",
        example: "ngramSearch('abcdef', 'abcdef')", "1")
}

enum NgramSearchUTF8: NgramLikeness {
    static let name = "ngramSearchUTF8"
    static let ignoresCase = false
    static let readsCodePoints = true
    static let isSearch = true
    static let documentation = FunctionDocumentation(
        "The share of the needle's n-grams that are in the haystack; texts are UTF-8.",
        example: "ngramSearchUTF8('abcdef', 'abcdef')", "1")
}

enum NgramSearchCaseInsensitive: NgramLikeness {
    static let name = "ngramSearchCaseInsensitive"
    static let ignoresCase = true
    static let readsCodePoints = false
    static let isSearch = true
    static let documentation = FunctionDocumentation(
        "The share of the needle's n-grams that are in the haystack; letters' case does not count.",
        example: "ngramSearchCaseInsensitive('abcdef', 'abcdef')", "1")
}

enum NgramSearchCaseInsensitiveUTF8: NgramLikeness {
    static let name = "ngramSearchCaseInsensitiveUTF8"
    static let ignoresCase = true
    static let readsCodePoints = true
    static let isSearch = true
    static let documentation = FunctionDocumentation(
        "The share of the needle's n-grams of UTF-8 that are in the haystack, in any case.",
        example: "ngramSearchCaseInsensitiveUTF8('abcdef', 'abcdef')", "1")
}
