/// CSV cells.
package enum CSVText {
    /// Writes a string cell: always in double quotes, a quote inside doubled.
    package static func writeQuoted(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        output.append(quote)
        var start = 0
        for index in 0..<bytes.count where bytes[index] == quote {
            TextExcerpt.append(bytes, start..<index &+ 1, to: &output)
            start = index
        }
        TextExcerpt.append(bytes, start..<bytes.count, to: &output)
        output.append(quote)
    }

    /// Reads a cell: between single or double quotes, or up to the delimiter or the end of the line.
    ///
    /// Unquoted text loses the spaces and tabs at its end, as in ClickHouse. The result tells whether it
    /// was quoted. A field whose closing quote is missing goes up to the end.
    package static func read(
        _ bytes: Span<UInt8>, at position: inout Int, delimiter: UInt8, singleQuotes: Bool, doubleQuotes: Bool,
        to output: inout [UInt8]
    ) -> Bool {
        guard position < bytes.count else { return false }
        let first = bytes[position]
        let quoted =
            (singleQuotes && first == UInt8(ascii: "'")) || (doubleQuotes && first == UInt8(ascii: "\""))
        if quoted {
            readQuoted(bytes, at: &position, quote: first, to: &output)
            return true
        }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            position &+= 1
        }
        var end = position
        while end > start, bytes[end &- 1] == UInt8(ascii: " ") || bytes[end &- 1] == UInt8(ascii: "\t") { end &-= 1 }
        TextExcerpt.append(bytes, start..<end, to: &output)
        return false
    }

    /// Reads up to the closing quote; a doubled quote stands for one and backslashes mean themselves.
    private static func readQuoted(
        _ bytes: Span<UInt8>, at position: inout Int, quote: UInt8, to output: inout [UInt8]
    ) {
        position &+= 1
        var start = position
        while position < bytes.count {
            guard bytes[position] == quote else {
                position &+= 1
                continue
            }
            TextExcerpt.append(bytes, start..<position, to: &output)
            position &+= 1
            guard position < bytes.count, bytes[position] == quote else { return }
            start = position
            position &+= 1
        }
        TextExcerpt.append(bytes, start..<position, to: &output)
    }
}
