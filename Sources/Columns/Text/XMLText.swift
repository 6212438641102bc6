/// Text between XML tags.
package enum XMLText {
    /// Writes text with `<` and `&` replaced; other bytes stay, as in ClickHouse.
    package static func writeEscaped(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var start = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") else { continue }
            TextExcerpt.append(bytes, start..<index, to: &output)
            output.append(contentsOf: (byte == UInt8(ascii: "<") ? "&lt;" : "&amp;").utf8)
            start = index &+ 1
        }
        TextExcerpt.append(bytes, start..<bytes.count, to: &output)
    }
}
