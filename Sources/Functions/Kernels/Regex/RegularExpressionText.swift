extension RegularExpression {
    /// The text as a pattern that matches just it.
    static func quoted(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            if byte == 0 {
                result.append(contentsOf: "\\x00".utf8)
                continue
            }
            if isSpecial(byte) { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return result
    }

    /// Has the byte a meaning of its own in a pattern?
    static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "?"),
            UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ":"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Does the pattern hold no character with a meaning, so that it is a plain text?
    static func isPlainText(_ pattern: [UInt8]) -> Bool {
        !pattern.contains { isSpecial($0) && $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "-") }
    }
}
