import Errors

/// JSON strings.
package enum JSONText {
    /// Writes a string in double quotes, escaped as ClickHouse does: `\u00XX` in capitals for control characters,
    /// `\u2028` and `\u2029` for the two separators, `\/` when asked. Bytes that are no UTF-8 stay as they are.
    package static func writeQuoted(_ bytes: Span<UInt8>, escapingSlashes: Bool, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let quote = UInt8(ascii: "\"")
        let slash = escapingSlashes ? UInt8(ascii: "/") : quote
        var start = 0
        var index = ByteWord.firstSpecial(bytes, from: 0, quote, slash, 0xe2)
        while index < bytes.count {
            let isLetter = bytes[index] == 0xe2
            if isLetter && !isSeparator(bytes, at: index) {
                index = ByteWord.firstSpecial(bytes, from: index &+ 1, quote, slash, 0xe2)
                continue
            }
            TextExcerpt.append(bytes, start..<index, to: &output)
            if isLetter {
                output.append(contentsOf: (bytes[index &+ 2] == 0xa8 ? "\\u2028" : "\\u2029").utf8)
            } else {
                writeEscape(of: bytes[index], to: &output)
            }
            start = index &+ (isLetter ? 3 : 1)
            index = ByteWord.firstSpecial(bytes, from: start, quote, slash, 0xe2)
        }
        TextExcerpt.append(bytes, start..<index, to: &output)
        output.append(UInt8(ascii: "\""))
    }

    package static func writeQuoted(_ text: String, to output: inout [UInt8]) {
        let bytes = Array(text.utf8)
        writeQuoted(bytes.span, escapingSlashes: false, to: &output)
    }

    /// U+2028 or U+2029: line ends in JavaScript, not in JSON.
    private static func isSeparator(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        index &+ 2 < bytes.count && bytes[index &+ 1] == 0x80 && bytes[index &+ 2] & 0xfe == 0xa8
    }

    private static func writeEscape(of byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 8: output.append(UInt8(ascii: "b"))
        case 9: output.append(UInt8(ascii: "t"))
        case 10: output.append(UInt8(ascii: "n"))
        case 12: output.append(UInt8(ascii: "f"))
        case 13: output.append(UInt8(ascii: "r"))
        case 0..<32:
            output.append(contentsOf: "u00".utf8)
            output.append(UInt8(ascii: "0") &+ byte &>> 4)
            output.append(HexText.capitalDigit(byte))
        default: output.append(byte)
        }
    }

    /// Reads a string between double quotes and appends its text.
    ///
    /// - Throws: code 26 when a quote is missing, 25 for a broken escape.
    package static func readQuoted(
        _ bytes: Span<UInt8>, at position: inout Int, to output: inout [UInt8]
    ) throws(QueryError) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw QueryError(.cannotParseQuotedString, "Cannot parse JSON string: expected opening quote")
        }
        position &+= 1
        var start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                TextExcerpt.append(bytes, start..<position, to: &output)
                position &+= 1
                return
            }
            if byte == UInt8(ascii: "\\") {
                TextExcerpt.append(bytes, start..<position, to: &output)
                try readEscape(bytes, at: &position, to: &output)
                start = position
            } else {
                position &+= 1
            }
        }
        throw QueryError(.cannotParseQuotedString, "Cannot parse JSON string: expected closing quote")
    }

    private static func readEscape(
        _ bytes: Span<UInt8>, at position: inout Int, to output: inout [UInt8]
    ) throws(QueryError) {
        guard position &+ 1 < bytes.count else {
            throw QueryError(.cannotParseEscapeSequence, "Cannot parse escape sequence")
        }
        guard bytes[position &+ 1] == UInt8(ascii: "u") else {
            output.append(meaning(of: bytes[position &+ 1]))
            position &+= 2
            return
        }
        guard let unit = codeUnit(bytes, at: position) else {
            throw QueryError(
                .cannotParseEscapeSequence,
                "Cannot parse escape sequence: expected four hexadecimal digits after \\u, got "
                    + "'\(TextExcerpt.string(bytes, position &+ 2..<position &+ 6))'")
        }
        position &+= 6
        guard unit & 0xfc00 == 0xd800 else { return appendScalar(unit, to: &output) }
        guard let low = codeUnit(bytes, at: position), low & 0xfc00 == 0xdc00 else {
            throw QueryError(
                .cannotParseEscapeSequence,
                "Cannot parse escape sequence: missing second part of surrogate pair")
        }
        position &+= 6
        appendScalar(0x10000 &+ (unit & 0x3ff) &<< 10 &+ (low & 0x3ff), to: &output)
    }

    private static func meaning(of letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: letter
        }
    }

    /// The four digits behind `\u` at `position`.
    private static func codeUnit(_ bytes: Span<UInt8>, at position: Int) -> UInt32? {
        guard position &+ 5 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
            bytes[position &+ 1] == UInt8(ascii: "u")
        else { return nil }
        var unit: UInt32 = 0
        for index in position &+ 2..<position &+ 6 {
            let digit = HexText.value(bytes[index])
            guard digit < 16 else { return nil }
            unit = unit &<< 4 | UInt32(digit)
        }
        return unit
    }

    private static func appendScalar(_ scalar: UInt32, to output: inout [UInt8]) {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar &>> shift & 0x3f | 0x80) }
        switch scalar {
        case 0..<0x80:
            output.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            output.append(UInt8(truncatingIfNeeded: scalar &>> 6 | 0xc0))
            output.append(tail(0))
        case 0x800..<0x10000:
            output.append(UInt8(truncatingIfNeeded: scalar &>> 12 | 0xe0))
            output.append(tail(6))
            output.append(tail(0))
        default:
            output.append(UInt8(truncatingIfNeeded: scalar &>> 18 | 0xf0))
            output.append(tail(12))
            output.append(tail(6))
            output.append(tail(0))
        }
    }
}
