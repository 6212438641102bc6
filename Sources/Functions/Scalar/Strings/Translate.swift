import Columns
import Errors

/// A string as characters: bytes, or the bytes of each code point.
enum Characters {
    static func split(_ text: [UInt8], inCodePoints: Bool) -> [ArraySlice<UInt8>] {
        guard inCodePoints else { return text.indices.map { text[$0...$0] } }
        var found: [ArraySlice<UInt8>] = []
        var position = 0
        while position < text.count {
            let end = min(position + CodePoints.sequenceLength(text[position]), text.count)
            found.append(text[position..<end])
            position = end
        }
        return found
    }
}

/// `translate(s, from, to)`: characters of one list replaced by those of another.
protocol Translation: RowwiseFunction {
    static var usesCodePoints: Bool { get }
}

extension Translation {
    static var signature: [ArgumentKind] { [.text, .text, .text] }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        if case .fixedString = arguments[0].type, !usesCodePoints { return arguments[0].type }
        return .string
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let from = Characters.split(row[1].bytes, inCodePoints: usesCodePoints)
        let to = Characters.split(row[2].bytes, inCodePoints: usesCodePoints)
        guard from.count >= to.count else {
            throw QueryError(
                .badArguments,
                "Second argument of function \(name) must not be shorter than the third argument. "
                    + "Size of the second argument: \(from.count), size of the third argument: \(to.count)")
        }
        if !usesCodePoints, (row[1].bytes + row[2].bytes).contains(where: { $0 >= 0x80 }) {
            throw QueryError(
                .badArguments, "Second and third arguments of function \(name) must be ASCII strings")
        }
        var meaning: [ArraySlice<UInt8>: ArraySlice<UInt8>] = [:]
        for (place, character) in from.enumerated() { meaning[character] = place < to.count ? to[place] : [] }
        var result: [UInt8] = []
        for character in Characters.split(row[0].bytes, inCodePoints: usesCodePoints) {
            result.append(contentsOf: meaning[character] ?? character)
        }
        return .string(result)
    }
}

enum Translate: Translation {
    static let name = "translate"
    static let isCaseInsensitive = true
    static let usesCodePoints = false
    static let documentation = FunctionDocumentation(
        "The string with bytes of one list replaced by those of another.",
        example: "translate('Hello, World!', 'delor', 'DELOR')", "HELLO, WORLD!")
}

enum TranslateUTF8: Translation {
    static let name = "translateUTF8"
    static let isCaseInsensitive = true
    static let usesCodePoints = true
    static let documentation = FunctionDocumentation(
        "The UTF-8 string with characters of one list replaced by those of another.",
        example: "translateUTF8('Münch', 'ü', 'u')", "Munch")
}

/// `overlay(s, new, position[, length])`.
protocol OverlayFunction: RowwiseFunction {
    static var usesCodePoints: Bool { get }
}

extension OverlayFunction {
    static var isCaseInsensitive: Bool { true }
    static var toleratesEveryValue: Bool { true }
    static var signature: [ArgumentKind] { [.text, .text, .integer, .integer] }
    static var optionalCount: Int { 1 }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .string }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let text = Characters.split(row[0].bytes, inCodePoints: usesCodePoints)
        let new = row[1].bytes
        let newCount = usesCodePoints ? Characters.split(new, inCodePoints: true).count : new.count
        let wanted = row[2].integer
        // Positions count from 1, negative ones from the end; 0 is behind the end.
        let start: Int
        if wanted > 0 {
            start = Int(min(wanted - 1, Int64(text.count)))
        } else if wanted < 0 {
            start = wanted < -Int64(text.count) ? 0 : text.count + Int(wanted)
        } else {
            start = text.count
        }
        var length = newCount
        if row.count > 3, row[3].integer >= 0 { length = Int(min(row[3].integer, Int64(text.count))) }
        let end = min(start + length, text.count)
        return .string(text[..<start].flatMap { $0 } + new + text[end...].flatMap { $0 })
    }
}

enum Overlay: OverlayFunction {
    static let name = "overlay"
    static let usesCodePoints = false
    static let documentation = FunctionDocumentation(
        "The string with a part replaced by another, from a position on.", example: "overlay('Spark SQL', 'CORE', 7)",
        "Spark CORE")
}

enum OverlayUTF8: OverlayFunction {
    static let name = "overlayUTF8"
    static let usesCodePoints = true
    static let documentation = FunctionDocumentation(
        "The UTF-8 string with a part replaced by another, from a character on.",
        example: "overlayUTF8('München', 'x', 2)", "Mxnchen")
}

/// `substringIndex(s, delimiter, count)`.
protocol SubstringIndexFunction: RowwiseFunction {
    static var usesCodePoints: Bool { get }
}

extension SubstringIndexFunction {
    static var signature: [ArgumentKind] { [.text, .constant(.text), .integer] }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        let delimiter = arguments[1].constantBytes ?? []
        let length = usesCodePoints ? Characters.split(delimiter, inCodePoints: true).count : delimiter.count
        guard length == 1 else {
            throw QueryError(.badArguments, "Second argument to \(name) must be a single character")
        }
        return .string
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let text = row[0].bytes
        let delimiter = row[1].bytes
        let wanted = row[2].integer
        guard wanted != 0, !text.isEmpty else { return .string([]) }
        let search = SubstringSearch(delimiter)
        var hits: [Int] = []
        var from = 0
        while let hit = search.firstOffset(in: text, from: from, to: text.count) {
            hits.append(hit)
            from = hit + delimiter.count
        }
        if wanted > 0 {
            guard let place = Int(exactly: wanted - 1), place < hits.count else { return row[0] }
            return .string(Array(text[..<hits[place]]))
        }
        guard wanted != .min, let back = Int(exactly: -wanted), back <= hits.count else { return row[0] }
        return .string(Array(text[(hits[hits.count - back] + delimiter.count)...]))
    }
}

enum SubstringIndex: SubstringIndexFunction {
    static let name = "substringIndex"
    static let aliases = ["SUBSTRING_INDEX"]
    static let isCaseInsensitive = true
    static let usesCodePoints = false
    static let documentation = FunctionDocumentation(
        "What stands before a number of occurrences of a byte, or behind them where the number is negative.",
        example: "substringIndex('www.clickhouse.com', '.', 2)", "www.clickhouse")
}

enum SubstringIndexUTF8: SubstringIndexFunction {
    static let name = "substringIndexUTF8"
    static let usesCodePoints = true
    static let documentation = FunctionDocumentation(
        "What stands before a number of occurrences of a character, or behind them where the number is negative.",
        example: "substringIndexUTF8('www.clickhouse.com', '.', -1)", "com")
}

enum ReverseBySeparator: RowwiseFunction {
    static let name = "reverseBySeparator"
    static let signature: [ArgumentKind] = [.text, .constant(.text)]
    static let optionalCount = 1
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The pieces between separators in the other order.", example: "reverseBySeparator('www.clickhouse.com')",
        "com.clickhouse.www")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .string }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let text = row[0].bytes
        let separator = row.count > 1 ? row[1].bytes : [UInt8(ascii: ".")]
        guard !separator.isEmpty else { return .string(text.reversed()) }
        let search = SubstringSearch(separator)
        var pieces: [ArraySlice<UInt8>] = []
        var from = 0
        while let hit = search.firstOffset(in: text, from: from, to: text.count) {
            pieces.append(text[from..<hit])
            from = hit + separator.count
        }
        pieces.append(text[from...])
        return .string(Array(pieces.reversed().joined(separator: separator)))
    }
}
