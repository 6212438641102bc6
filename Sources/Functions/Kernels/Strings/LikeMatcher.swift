import Columns
import Errors

/// A LIKE pattern, compiled once: plain text at a place that `%` leaves open, else a regular expression.
struct LikeMatcher {
    private enum Form {
        case everything
        case equals([UInt8]), hasPrefix([UInt8]), hasSuffix([UInt8])
        case contains(SubstringSearch)
        case expression(RegularExpression)
    }

    private let form: Form
    /// Both sides are compared in lower case: an ASCII pattern without regard to case.
    private let lowersText: Bool

    /// Refuses a pattern that ends in a single backslash with `CANNOT_PARSE_ESCAPE_SEQUENCE`.
    init(_ pattern: [UInt8], ignoringCase: Bool) throws(QueryError) {
        let isASCII = pattern.allSatisfy { $0 < 0x80 }
        lowersText = ignoringCase && isASCII
        let pieces = try Self.pieces(lowersText ? asciiLowered(pattern) : pattern)
        let texts = pieces.filter { $0 != .anything }
        let isPlain = texts.allSatisfy { if case .text = $0 { true } else { false } } && texts.count <= 1
        guard isPlain, !ignoringCase || isASCII else {
            var flags: RegularExpression.Flags = .dotMatchesNewline
            if ignoringCase, !lowersText { flags.insert(.caseless) }
            form = .expression(try RegularExpression(Self.expression(pieces), flags))
            return
        }
        guard case .text(let text)? = texts.first else {
            form = pieces.isEmpty ? .equals([]) : .everything
            return
        }
        form =
            switch (pieces.first == .anything, pieces.last == .anything) {
            case (false, false): .equals(text)
            case (false, true): .hasPrefix(text)
            case (true, false): .hasSuffix(text)
            case (true, true): .contains(SubstringSearch(text))
            }
    }

    /// 1 where the row matches.
    func matchRows(_ original: StringColumn) -> [UInt8] {
        let strings = lowersText ? StringColumn(ends: original.ends, bytes: asciiLowered(original.bytes)) : original
        switch form {
        case .everything: return [UInt8](repeating: 1, count: strings.count)
        case .contains(let search): return search.containsRows(strings)
        case .expression(let expression): return expression.matchRows(strings)
        case .equals(let text): return compareRows(strings, text) { $0.count == text.count ? $0.lowerBound : -1 }
        case .hasPrefix(let text): return compareRows(strings, text) { $0.lowerBound }
        case .hasSuffix(let text): return compareRows(strings, text) { $0.upperBound &- text.count }
        }
    }

    /// 1 where `text` lies at the place that `start` gives for the row's range (-1: nowhere).
    @inline(__always)
    private func compareRows(_ strings: StringColumn, _ text: [UInt8], _ start: (Range<Int>) -> Int) -> [UInt8] {
        var mask = [UInt8](repeating: 0, count: strings.count)
        let bytes = strings.bytes.span
        let wanted = text.span
        for row in 0..<strings.count {
            let range = strings.range(of: row)
            guard range.count >= wanted.count else { continue }
            let from = start(range)
            guard from >= 0 else { continue }
            var index = 0
            while index < wanted.count, bytes[from &+ index] == wanted[index] { index &+= 1 }
            mask[row] = index == wanted.count ? 1 : 0
        }
        return mask
    }
}

extension LikeMatcher {
    private enum Piece: Equatable {
        case text([UInt8]), anyCharacter, anything
    }

    private static func pieces(_ pattern: [UInt8]) throws(QueryError) -> [Piece] {
        var result: [Piece] = []
        var text: [UInt8] = []
        func flushed(_ next: Piece) {
            if !text.isEmpty { result.append(.text(text)) }
            text = []
            if next != .anything || result.last != .anything { result.append(next) }
        }
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "%"): flushed(.anything)
            case UInt8(ascii: "_"): flushed(.anyCharacter)
            case UInt8(ascii: "\\"):
                guard index + 1 < pattern.count else {
                    throw QueryError(
                        .cannotParseEscapeSequence,
                        "Invalid escape sequence at the end of LIKE pattern "
                            + "'\(String(decoding: pattern, as: UTF8.self))'")
                }
                let next = pattern[index + 1]
                let isEscape = next == UInt8(ascii: "%") || next == UInt8(ascii: "_") || next == UInt8(ascii: "\\")
                if !isEscape { text.append(UInt8(ascii: "\\")) }
                text.append(next)
                index += 1
            case let byte: text.append(byte)
            }
            index += 1
        }
        if !text.isEmpty { result.append(.text(text)) }
        return result
    }

    /// The pieces as a pattern of RE2, without a `%` at either end.
    private static func expression(_ pieces: [Piece]) -> [UInt8] {
        var result: [UInt8] = []
        if pieces.first != .anything { result.append(UInt8(ascii: "^")) }
        for (position, piece) in pieces.enumerated() {
            switch piece {
            case .text(let text): result.append(contentsOf: RegularExpression.quoted(text))
            case .anyCharacter: result.append(UInt8(ascii: "."))
            case .anything where position > 0 && position < pieces.count - 1: result.append(contentsOf: ".*".utf8)
            case .anything: break
            }
        }
        if pieces.last != .anything { result.append(UInt8(ascii: "$")) }
        return result
    }
}
