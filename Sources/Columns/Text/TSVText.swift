import Errors

/// Text escaped with backslashes, as TabSeparated and SQL's quoted strings have it.
package enum TSVText {
    /// Writes a TabSeparated cell: backslash, quote, tab, newline, carriage return, `\b`, `\f` and `\0` are escaped.
    package static func writeEscaped(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        let quote = UInt8(ascii: "'")
        var start = 0
        var index = ByteWord.firstSpecial(bytes, from: 0, quote, quote, quote)
        while index < bytes.count {
            let escape = escape(of: bytes[index])
            if escape != 0 {
                if index > start { TextExcerpt.append(bytes, start..<index, to: &output) }
                output.append(UInt8(ascii: "\\"))
                output.append(escape)
                start = index &+ 1
            }
            index = ByteWord.firstSpecial(bytes, from: index &+ 1, quote, quote, quote)
        }
        if index > start { TextExcerpt.append(bytes, start..<index, to: &output) }
    }

    /// The letter that stands behind the backslash; 0 for a byte written as it is.
    private static func escape(of byte: UInt8) -> UInt8 {
        if byte > UInt8(ascii: "\\") { return 0 }
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "'"): return byte
        case 8: return UInt8(ascii: "b")
        case 9: return UInt8(ascii: "t")
        case 10: return UInt8(ascii: "n")
        case 12: return UInt8(ascii: "f")
        case 13: return UInt8(ascii: "r")
        case 0: return UInt8(ascii: "0")
        default: return 0
        }
    }

    /// Appends a TabSeparated cell's text and stops before the tab or newline that ends it.
    ///
    /// - Throws: code 25 when the text ends in the middle of an escape.
    package static func readEscaped(
        _ bytes: Span<UInt8>, at position: inout Int, to output: inout [UInt8]
    ) throws(QueryError) {
        var start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n") { break }
            if byte == UInt8(ascii: "\\") {
                TextExcerpt.append(bytes, start..<position, to: &output)
                try BackslashEscape.read(bytes, at: &position, to: &output)
                start = position
            } else {
                position &+= 1
            }
        }
        if position > start { TextExcerpt.append(bytes, start..<position, to: &output) }
    }
}

/// One escape that begins with a backslash.
package enum BackslashEscape {
    /// Reads the escape at `position` and appends what it stands for.
    ///
    /// `\xHH` is a byte, `\N` nothing; an escape without meaning keeps its backslash, as in ClickHouse.
    package static func read(
        _ bytes: Span<UInt8>, at position: inout Int, to output: inout [UInt8]
    ) throws(QueryError) {
        guard position &+ 1 < bytes.count else {
            throw QueryError(.cannotParseEscapeSequence, "Cannot parse escape sequence")
        }
        let letter = bytes[position &+ 1]
        if letter == UInt8(ascii: "x") {
            guard position &+ 3 < bytes.count else {
                throw QueryError(.cannotParseEscapeSequence, "Cannot parse escape sequence")
            }
            let (high, low) = (HexText.value(bytes[position &+ 2]), HexText.value(bytes[position &+ 3]))
            output.append(high &* 16 &+ low)
            position &+= 4
            return
        }
        position &+= 2
        if letter == UInt8(ascii: "N") { return }
        let meaning = meaning(of: letter)
        let keepsBackslash =
            meaning >= 32 && meaning != UInt8(ascii: "\\") && meaning != UInt8(ascii: "\"")
            && meaning != UInt8(ascii: "'") && meaning != UInt8(ascii: "`") && meaning != UInt8(ascii: "/")
        if keepsBackslash { output.append(UInt8(ascii: "\\")) }
        output.append(meaning)
    }

    private static func meaning(of letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "a"): 7
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "e"): 27
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        case UInt8(ascii: "v"): 11
        case UInt8(ascii: "0"): 0
        default: letter
        }
    }
}
