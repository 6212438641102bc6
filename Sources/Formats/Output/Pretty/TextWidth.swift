import Columns

/// How many places a text takes on a screen.
enum TextWidth {
    /// The places of `bytes` when `prefix` places stand before it: tabs go on to the next multiple of eight, control
    /// characters take none, as bytes that are no UTF-8; wide characters take two.
    static func of(_ bytes: some Collection<UInt8>, prefix: Int = 0) -> Int {
        let text = Array(bytes)
        let span = text.span
        var width = 0
        var index = 0
        while index < span.count {
            let byte = span[index]
            if byte < 0x80 {
                if byte == 9 { width &+= 8 &- (prefix &+ width) % 8 } else if byte >= 32 && byte != 127 { width &+= 1 }
                index &+= 1
                continue
            }
            let length = UTF8Text.characterLength(span, at: index)
            guard length > 0 else {
                index &+= 1
                continue
            }
            width &+= places(of: scalar(span, at: index, length))
            index &+= length
        }
        return width
    }

    /// Where the first `places` places of a text end, in bytes.
    static func prefixLength(_ text: [UInt8], places limit: Int) -> Int {
        let span = text.span
        var width = 0
        var index = 0
        while index < span.count {
            let length = Swift.max(UTF8Text.characterLength(span, at: index), 1)
            let more = length == 1 ? (span[index] >= 32 ? 1 : 0) : places(of: scalar(span, at: index, length))
            guard width &+ more <= limit else { break }
            width &+= more
            index &+= length
        }
        return index
    }

    private static func scalar(_ span: Span<UInt8>, at index: Int, _ length: Int) -> UInt32 {
        var value = UInt32(span[index]) & (0xff &>> UInt32(length &+ 1))
        for offset in 1..<length { value = value &<< 6 | UInt32(span[index &+ offset] & 0x3f) }
        return value
    }

    private static func places(of scalar: UInt32) -> Int {
        switch scalar {
        case 0x300..<0x370, 0x200b...0x200f, 0xfe00...0xfe0f, 0xfeff: 0
        case 0x1100..<0x1160, 0x2e80..<0x303f, 0x3041..<0xa4d0, 0xac00..<0xd7a4, 0xf900..<0xfb00, 0xfe30..<0xfe70,
            0xff00..<0xff61, 0xffe0..<0xffe7, 0x20000..<0x3fffe:
            2
        default: 1
        }
    }
}
