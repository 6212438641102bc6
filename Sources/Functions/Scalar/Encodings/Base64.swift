import Columns
import Errors

/// Base 64 in its two alphabets (RFC 4648).
enum Base64 {
    private static let usual = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let forURLs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ text: Span<UInt8>, isForURLs: Bool, to result: inout [UInt8]) {
        let alphabet = isForURLs ? forURLs : usual
        var position = 0
        while position < text.count {
            let count = min(3, text.count - position)
            var bits: UInt32 = 0
            for place in 0..<3 { bits = bits &<< 8 | (place < count ? UInt32(text[position + place]) : 0) }
            for place in 0..<4 {
                if place <= count {
                    result.append(alphabet[Int(bits &>> UInt32(18 - 6 * place) & 63)])
                } else if !isForURLs {
                    result.append(UInt8(ascii: "="))
                }
            }
            position += 3
        }
    }

    /// `false` where the text is no encoding; `result` may then have grown.
    static func decode(_ text: Span<UInt8>, isForURLs: Bool, to result: inout [UInt8]) -> Bool {
        var end = text.count
        if !isForURLs, end % 4 != 0 { return false }
        var padding = 0
        while end > 0, padding < 2, text[end - 1] == UInt8(ascii: "=") {
            end -= 1
            padding += 1
        }
        if end % 4 == 1 { return false }
        var bits: UInt32 = 0
        var count = 0
        for index in 0..<end {
            guard let digit = digit(text[index], isForURLs: isForURLs) else { return false }
            bits = bits &<< 6 | digit
            count += 1
            if count == 4 {
                for shift in [16, 8, 0] { result.append(UInt8(truncatingIfNeeded: bits &>> UInt32(shift))) }
                bits = 0
                count = 0
            }
        }
        if count == 3 {
            result.append(UInt8(truncatingIfNeeded: bits &>> 10))
            result.append(UInt8(truncatingIfNeeded: bits &>> 2))
        } else if count == 2 {
            result.append(UInt8(truncatingIfNeeded: bits &>> 4))
        }
        return true
    }

    private static func digit(_ byte: UInt8, isForURLs: Bool) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte &- 0x41)
        case 0x61...0x7A: UInt32(byte &- 0x61 &+ 26)
        case 0x30...0x39: UInt32(byte &- 0x30 &+ 52)
        case UInt8(ascii: "+") where !isForURLs, UInt8(ascii: "-") where isForURLs: 62
        case UInt8(ascii: "/") where !isForURLs, UInt8(ascii: "_") where isForURLs: 63
        default: nil
        }
    }
}

enum Base64Encode: StringMapping {
    static let name = "base64Encode"
    static let aliases = ["TO_BASE64"]
    static let isCaseInsensitive = true
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The bytes in base 64.", example: "base64Encode('clickhouse')", "Y2xpY2tob3VzZQ==")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        Base64.encode(text, isForURLs: false, to: &result)
    }
}

enum Base64URLEncode: StringMapping {
    static let name = "base64URLEncode"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The bytes in base 64 with the alphabet for URLs.", example: "base64URLEncode('https://a.b?')",
        "aHR0cHM6Ly9hLmI_")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) {
        Base64.encode(text, isForURLs: true, to: &result)
    }
}

/// `base64Decode` and its forms.
protocol Base64Decoding: StringMapping {
    static var isForURLs: Bool { get }
    static var refuses: Bool { get }
}

extension Base64Decoding {
    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) throws(QueryError) {
        let start = result.count
        if Base64.decode(text, isForURLs: isForURLs, to: &result) { return }
        result.removeLast(result.count - start)
        guard refuses else { return }
        var bytes: [UInt8] = []
        for index in text.indices { bytes.append(text[index]) }
        throw QueryError(
            .incorrectData, "Invalid \(name) value (\(String(decoding: bytes, as: UTF8.self))), cannot be decoded")
    }
}

enum Base64Decode: Base64Decoding {
    static let name = "base64Decode"
    static let aliases = ["FROM_BASE64"]
    static let isCaseInsensitive = true
    static let isForURLs = false
    static let refuses = true
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 64.", example: "base64Decode('Y2xpY2tob3VzZQ==')", "clickhouse")
}

enum TryBase64Decode: Base64Decoding {
    static let name = "tryBase64Decode"
    static let toleratesEveryValue = true
    static let isForURLs = false
    static let refuses = false
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 64; empty where it is none.", example: "tryBase64Decode('!')", "")
}

enum Base64URLDecode: Base64Decoding {
    static let name = "base64URLDecode"
    static let isForURLs = true
    static let refuses = true
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 64 with the alphabet for URLs.", example: "base64URLDecode('aHR0cHM6Ly9hLmI_')",
        "https://a.b?")
}

enum TryBase64URLDecode: Base64Decoding {
    static let name = "tryBase64URLDecode"
    static let toleratesEveryValue = true
    static let isForURLs = true
    static let refuses = false
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 64 for URLs; empty where it is none.", example: "tryBase64URLDecode('!')", "")
}
