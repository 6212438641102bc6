import Columns
import Errors
import Glibc

/// A distance or likeness of two strings.
protocol StringDistance: RowwiseFunction {
    static var resultType: DataType { get }
    static func distance(_ left: [UInt8], _ right: [UInt8]) throws(QueryError) -> Value
}

extension StringDistance {
    static var signature: [ArgumentKind] { [.text, .text] }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { resultType }
    static func value(_ row: [Value]) throws(QueryError) -> Value { try distance(row[0].bytes, row[1].bytes) }

    /// Distances take time that grows with the product of the lengths.
    static func checkSizes(_ left: Int, _ right: Int) throws(QueryError) {
        guard left <= 65_536, right <= 65_536 else {
            throw QueryError(
                .tooLargeStringSize, "The string size is too big for function \(name), should be at most 65536")
        }
    }

    /// The code points, with broken bytes as themselves beyond all scalars.
    static func codePoints(_ text: [UInt8]) -> [UInt32] {
        var found: [UInt32] = []
        var position = 0
        while position < text.count {
            let (scalar, length) = CodePoints.scalar(text.span, at: position)
            found.append(scalar?.value ?? 0x20_0000 + UInt32(text[position]))
            position += length
        }
        return found
    }

    static func edits<Element: Equatable>(_ left: [Element], _ right: [Element]) -> Int {
        var previous = Array(0...right.count)
        for (row, element) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (element == other ? 0 : 1)
                current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}

enum EditDistance: StringDistance {
    static let name = "editDistance"
    static let aliases = ["levenshteinDistance"]
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The least number of bytes to insert, remove or replace that makes one string the other.",
        example: "editDistance('clickhouse', 'mouse')", "6")

    static func distance(_ left: [UInt8], _ right: [UInt8]) throws(QueryError) -> Value {
        try checkSizes(left.count, right.count)
        return .uint64(UInt64(edits(left, right)))
    }
}

enum EditDistanceUTF8: StringDistance {
    static let name = "editDistanceUTF8"
    static let aliases = ["levenshteinDistanceUTF8"]
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The least number of characters to insert, remove or replace that makes one string the other.",
        example: "editDistanceUTF8('ёж', 'еж')", "1")

    static func distance(_ left: [UInt8], _ right: [UInt8]) throws(QueryError) -> Value {
        try checkSizes(left.count, right.count)
        return .uint64(UInt64(edits(codePoints(left), codePoints(right))))
    }
}

enum DamerauLevenshteinDistance: StringDistance {
    static let name = "damerauLevenshteinDistance"
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The edit distance where two neighbours may also change places.",
        example: "damerauLevenshteinDistance('ab', 'ba')", "1")

    static func distance(_ left: [UInt8], _ right: [UInt8]) throws(QueryError) -> Value {
        try checkSizes(left.count, right.count)
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var best = min(
                    previous[column] + (left[row] == right[column] ? 0 : 1), previous[column + 1] + 1,
                    current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, before[column - 1] + 1)
                }
                current.append(best)
            }
            before = previous
            previous = current
        }
        return .uint64(UInt64(previous[right.count]))
    }
}

enum ByteHammingDistance: StringDistance {
    static let name = "byteHammingDistance"
    static let aliases = ["mismatches"]
    static let resultType = DataType.uint64
    static let documentation = FunctionDocumentation(
        "The number of places where two strings have different bytes.",
        example: "byteHammingDistance('karolin', 'kathrin')", "3")

    static func distance(_ left: [UInt8], _ right: [UInt8]) throws(QueryError) -> Value {
        let common = min(left.count, right.count)
        let different = (0..<common).count { left[$0] != right[$0] }
        return .uint64(UInt64(different + max(left.count, right.count) - common))
    }
}

enum JaroSimilarity: StringDistance {
    static let name = "jaroSimilarity"
    static let resultType = DataType.float64
    static let documentation = FunctionDocumentation(
        "Jaro's likeness of two strings, 0 to 1.", example: "round(jaroSimilarity('clickhouse', 'click'), 4)",
        "0.8333")

    static func distance(_ left: [UInt8], _ right: [UInt8]) throws(QueryError) -> Value {
        try checkSizes(left.count, right.count)
        return .float64(likeness(left, right))
    }

    static func likeness(_ left: [UInt8], _ right: [UInt8]) -> Double {
        // Where one is empty, ClickHouse gives the length of the other.
        if left.isEmpty || right.isEmpty { return Double(left.count + right.count) }
        let reach = max(max(left.count, right.count) / 2 - 1, 0)
        var isMatchedRight = [Bool](repeating: false, count: right.count)
        var matched: [UInt8] = []
        for (place, byte) in left.enumerated() {
            let low = max(place - reach, 0)
            let high = min(place + reach + 1, right.count)
            guard low < high else { continue }
            for other in low..<high where !isMatchedRight[other] && right[other] == byte {
                isMatchedRight[other] = true
                matched.append(byte)
                break
            }
        }
        guard !matched.isEmpty else { return 0 }
        let opposite = right.indices.filter { isMatchedRight[$0] }.map { right[$0] }
        let moved = zip(matched, opposite).count { $0 != $1 } / 2
        let count = Double(matched.count)
        return (count / Double(left.count) + count / Double(right.count) + (count - Double(moved)) / count) / 3
    }
}

enum JaroWinklerSimilarity: StringDistance {
    static let name = "jaroWinklerSimilarity"
    static let resultType = DataType.float64
    static let documentation = FunctionDocumentation(
        "Jaro's and Winkler's likeness of two strings, which favours the same beginning.",
        example: "round(jaroWinklerSimilarity('clickhouse', 'click'), 4)", "0.9")

    static func distance(_ left: [UInt8], _ right: [UInt8]) throws(QueryError) -> Value {
        try checkSizes(left.count, right.count)
        let likeness = JaroSimilarity.likeness(left, right)
        guard likeness > 0.7, !left.isEmpty, !right.isEmpty else { return .float64(likeness) }
        let prefix = zip(left, right).prefix(4).prefix { $0 == $1 }.count
        return .float64(likeness + 0.1 * Double(prefix) * (1 - likeness))
    }
}

/// `hasSubsequence` and its forms: do the characters of one string come in the other, in their order?
protocol SubsequenceSearch: RowwiseFunction {
    static func folded(_ text: [UInt8]) -> [UInt8]
}

extension SubsequenceSearch {
    static var signature: [ArgumentKind] { [.text, .text] }
    static var toleratesEveryValue: Bool { true }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .uint8 }
    static func value(_ row: [Value]) throws(QueryError) -> Value {
        var wanted = folded(row[1].bytes)[...]
        for byte in folded(row[0].bytes) where byte == wanted.first { wanted = wanted.dropFirst() }
        return .uint64(wanted.isEmpty ? 1 : 0)
    }
}

enum HasSubsequence: SubsequenceSearch {
    static let name = "hasSubsequence"
    static let aliases = ["hasSubsequenceUTF8"]
    static let documentation = FunctionDocumentation(
        "1 if the bytes of the second string come in the first in their order.",
        example: "hasSubsequence('garbage', 'arg')", "1")

    static func folded(_ text: [UInt8]) -> [UInt8] { text }
}

enum HasSubsequenceCaseInsensitive: SubsequenceSearch {
    static let name = "hasSubsequenceCaseInsensitive"
    static let documentation = FunctionDocumentation(
        "1 if the bytes of the second string come in the first in their order, in whatever case.",
        example: "hasSubsequenceCaseInsensitive('garbage', 'ARG')", "1")

    static func folded(_ text: [UInt8]) -> [UInt8] { text.map(asciiLowered) }
}
