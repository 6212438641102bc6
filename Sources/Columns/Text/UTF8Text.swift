/// UTF-8 as such: how long a character is, and bytes that are none.
package enum UTF8Text {
    /// The length of the character that begins at `position`; 0 when the bytes there are no whole character.
    package static func characterLength(_ bytes: Span<UInt8>, at position: Int) -> Int {
        let first = bytes[position]
        if first < 0x80 { return 1 }
        let length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
        guard length > 0, position &+ length <= bytes.count else { return 0 }
        let second = bytes[position &+ 1]
        let lowest: UInt8 = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80
        let highest: UInt8 = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf
        guard second >= lowest, second <= highest else { return 0 }
        if length > 2 && bytes[position &+ 2] & 0xc0 != 0x80 { return 0 }
        if length > 3 && bytes[position &+ 3] & 0xc0 != 0x80 { return 0 }
        return length
    }

    package static func isValid(_ bytes: Span<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let length = characterLength(bytes, at: index)
            if length == 0 { return false }
            index &+= length
        }
        return true
    }

    /// Appends `bytes` with every run of bytes that are no UTF-8 replaced by one U+FFFD, as JSON and XML have it.
    package static func writeValid(_ bytes: Span<UInt8>, to output: inout [UInt8]) {
        var start = 0
        var index = 0
        var replaced = false
        while index < bytes.count {
            let length = characterLength(bytes, at: index)
            if length > 0 {
                index &+= length
                replaced = false
                continue
            }
            if index > start { TextExcerpt.append(bytes, start..<index, to: &output) }
            if !replaced { output.append(contentsOf: [0xef, 0xbf, 0xbd]) }
            replaced = true
            index &+= 1
            start = index
        }
        TextExcerpt.append(bytes, start..<index, to: &output)
    }
}
