import Columns
import Errors

/// The beginnings of a URL up to each `/`, `?` and `#`, from a place on.
private func beginnings(_ text: [UInt8], from start: Int, behind first: Int) -> [Value] {
    var found: [Value] = []
    var place = first
    while place < text.count {
        // Borders right behind another one do not end a part.
        while place < text.count, isBorder(text[place]) { place += 1 }
        while place < text.count, !isBorder(text[place]) { place += 1 }
        if place < text.count { place += 1 }
        found.append(.string(Array(text[start..<place])))
    }
    return found
}

private func isBorder(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
}

/// Where the host of a URL with a protocol ends.
private func hostEnd(_ text: [UInt8]) -> Int? {
    guard text.first != UInt8(ascii: "/"), let start = URLText.hostStart(text.span) else { return nil }
    return URLText.first(UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), in: text.span, from: start)
        ?? text.count
}

enum URLHierarchy: RowwiseFunction {
    static let name = "URLHierarchy"
    static let toleratesEveryValue = true
    static let signature: [ArgumentKind] = [.text]
    static let documentation = FunctionDocumentation(
        "The URL cut at the end of each part of its path and query.",
        example: "URLHierarchy('https://a.com/b')", "['https://a.com/','https://a.com/b']")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .array(.string) }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        .array(levels(row[0].bytes))
    }
}

enum URLPathHierarchy: RowwiseFunction {
    static let name = "URLPathHierarchy"
    static let toleratesEveryValue = true
    static let signature: [ArgumentKind] = [.text]
    static let documentation = FunctionDocumentation(
        "The URL's path cut at the end of each of its parts, and of its query.",
        example: "URLPathHierarchy('https://a.com/b/c?d')", "['/b/','/b/c?','/b/c?d']")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .array(.string) }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        let text = row[0].bytes
        guard let end = hostEnd(text), end < text.count else { return .array([]) }
        return .array(beginnings(text, from: end, behind: min(end + 1, text.count)))
    }
}

enum URLHash: RowwiseFunction {
    static let name = "URLHash"
    static let toleratesEveryValue = true
    static let signature: [ArgumentKind] = [.text, .integer]
    static let optionalCount = 1
    static let documentation = FunctionDocumentation(
        "A hash of a URL without a border at its end, or of its beginning up to a level of its hierarchy.",
        example: "URLHash('http://a.com/') = URLHash('http://a.com')", "1")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { .uint64 }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        var text = row[0].bytes
        if row.count > 1 {
            let level = row[1].integer
            let parts = URLHierarchy.levels(text)
            text = level >= 0 && level < Int64(parts.count) ? parts[Int(level)].bytes : []
        }
        if let last = text.last, isBorder(last) { text.removeLast() }
        return .uint64(CityHash.hash64(text.span))
    }
}

extension URLHierarchy {
    fileprivate static func levels(_ text: [UInt8]) -> [Value] {
        guard let end = hostEnd(text) else { return text.isEmpty ? [] : [.string(text)] }
        let first = min(end + 1, text.count)
        return [.string(Array(text[..<first]))] + beginnings(text, from: 0, behind: first)
    }
}

enum CutURLParameter: RowwiseFunction {
    static let name = "cutURLParameter"
    static let toleratesEveryValue = true
    static let signature: [ArgumentKind] = [.text, .anything]
    static let documentation = FunctionDocumentation(
        "The URL without a parameter, or without several.", example: "cutURLParameter('http://a.com/?b=1&c=2', 'b')",
        "http://a.com/?c=2")

    static func type(of arguments: [Argument]) throws(QueryError) -> DataType {
        switch arguments[1].type {
        case .array(let element) where element.isStringOrFixedString: break
        case let type where type.isStringOrFixedString: break
        case let type: throw illegalArgumentType(name, 1, type)
        }
        return .string
    }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        var text = row[0].bytes
        let names: [[UInt8]] = if case .array(let elements) = row[1] { elements.map(\.bytes) } else { [row[1].bytes] }
        for name in names { cut(name, from: &text) }
        return .string(text)
    }

    private static func cut(_ name: [UInt8], from text: inout [UInt8]) {
        guard !name.isEmpty,
            let found = URLParameters.all(text.span).first(where: { parameter in
                URLParameters.equals(text.span, parameter.name, name[...])
            })
        else { return }
        var start = found.name.lowerBound
        var end = found.value.upperBound
        // The border before goes with the last parameter, the one behind with every other.
        if end < text.count, text[end] == UInt8(ascii: "&") {
            end += 1
        } else if text[start - 1] == UInt8(ascii: "&") {
            start -= 1
        } else if end < text.count, text[start - 1] == UInt8(ascii: "#") {
            end += 1
        }
        text.removeSubrange(start..<end)
    }
}
