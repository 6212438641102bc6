/// The contents of quoted tokens, escapes resolved as ClickHouse does.
enum QuotedText {
    /// The bytes of a string token of any kind; `nil` when an escape or a digit is malformed.
    static func bytes(of token: Token, in text: [UInt8]) -> [UInt8]? {
        switch token.kind {
        case .string, .quotedIdentifier:
            if text[token.begin] == 0xE2 { return Array(text[(token.begin + 3)..<(token.end - 3)]) }
            return unescaped(text[(token.begin + 1)..<(token.end - 1)], quote: text[token.begin])
        case .heredoc:
            guard let tagEnd = text[(token.begin + 1)..<token.end].firstIndex(of: UInt8(ascii: "$")) else { return nil }
            let width = tagEnd - token.begin + 1
            return Array(text[(tagEnd + 1)..<(token.end - width)])
        case .hexString:
            return digits(text[(token.begin + 2)..<(token.end - 1)], bitsPerDigit: 4)
        case .binaryString:
            return digits(text[(token.begin + 2)..<(token.end - 1)], bitsPerDigit: 1)
        default:
            return nil
        }
    }

    private static func unescaped(_ body: ArraySlice<UInt8>, quote: UInt8) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(body.count)
        var at = body.startIndex
        while at < body.endIndex {
            let byte = body[at]
            at += 1
            if byte == quote {
                at += 1
                result.append(quote)
            } else if byte != UInt8(ascii: "\\") {
                result.append(byte)
            } else if !appendEscape(body, &at, &result) {
                return nil
            }
        }
        return result
    }

    /// Appends what the escape at `at` (after the backslash) stands for.
    ///
    /// | escape | bytes |
    /// | `\b \f \n \r \t \0 \a \e \v` | the control character |
    /// | `\xHH` | that byte |
    /// | `\N` | nothing |
    /// | `\\ \' \" \` \/ \=` | the character |
    /// | others | backslash and character |
    /// - Source: `parseComplexEscapeSequence` as observed in 26.9.
    private static func appendEscape(_ body: ArraySlice<UInt8>, _ at: inout Int, _ result: inout [UInt8]) -> Bool {
        guard at < body.endIndex else { return false }
        let escape = body[at]
        at += 1
        switch escape {
        case UInt8(ascii: "x"):
            guard at + 1 < body.endIndex, let high = hexDigitValue(body[at]), let low = hexDigitValue(body[at + 1])
            else {
                return false
            }
            result.append(high << 4 | low)
            at += 2
        case UInt8(ascii: "N"): break
        case UInt8(ascii: "a"): result.append(7)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "e"): result.append(27)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "v"): result.append(11)
        case UInt8(ascii: "0"): result.append(0)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"), UInt8(ascii: "/"),
            UInt8(ascii: "="):
            result.append(escape)
        default:
            result.append(UInt8(ascii: "\\"))
            result.append(escape)
        }
        return true
    }

    /// Digits from the left, the first byte filled up with leading zeros.
    private static func digits(_ body: ArraySlice<UInt8>, bitsPerDigit: Int) -> [UInt8]? {
        let perByte = 8 / bitsPerDigit
        var result: [UInt8] = []
        var byte: UInt8 = 0
        var missing = (perByte - body.count % perByte) % perByte
        for character in body {
            guard let value = hexDigitValue(character), Int(value) < 1 << bitsPerDigit else { return nil }
            byte = byte << UInt8(bitsPerDigit) | value
            missing += 1
            if missing == perByte {
                result.append(byte)
                byte = 0
                missing = 0
            }
        }
        return result
    }
}
