import Errors

/// Strings between quotes, as SQL and the Values format have them.
package enum SQLText {
    /// Writes a string literal: quoted, with the escapes of TabSeparated.
    package static func writeQuoted(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "'"))
        TSVText.writeEscaped(bytes, to: &output)
        output.append(UInt8(ascii: "'"))
    }

    /// Reads a string between two `quote`s; a doubled quote stands for one, backslashes escape.
    ///
    /// - Throws: code 26 when there is no quote at the start or none at the end.
    package static func readQuoted(
        _ bytes: Span<UInt8>, at position: inout Int, quote: UInt8, to output: inout [UInt8]
    ) throws(QueryError) {
        guard position < bytes.count, bytes[position] == quote else {
            let name = quote == UInt8(ascii: "'") ? "single" : quote == UInt8(ascii: "\"") ? "double" : "opening"
            throw QueryError(
                .cannotParseQuotedString,
                "Cannot parse quoted string: expected \(name) quote before: "
                    + "'\(TextExcerpt.string(bytes, position..<position &+ 32))'")
        }
        position &+= 1
        var start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == quote {
                TextExcerpt.append(bytes, start..<position, to: &output)
                position &+= 1
                guard position < bytes.count, bytes[position] == quote else { return }
                start = position
                position &+= 1
            } else if byte == UInt8(ascii: "\\") {
                TextExcerpt.append(bytes, start..<position, to: &output)
                try BackslashEscape.read(bytes, at: &position, to: &output)
                start = position
            } else {
                position &+= 1
            }
        }
        throw QueryError(.cannotParseQuotedString, "Cannot parse quoted string: expected closing quote")
    }
}
