import Columns
import Errors

/// Base 58 with Bitcoin's alphabet.
enum Base58 {
    private static let alphabet = Array("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
    /// Longer texts would take time that grows with the square of their length.
    static let sizeMax = 65_536

    static func encode(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var zeros = 0
        while zeros < text.count, text[zeros] == 0 { zeros += 1 }
        var digits: [UInt8] = []
        for index in zeros..<text.count {
            var carry = Int(text[index])
            for place in digits.indices {
                carry += Int(digits[place]) &<< 8
                digits[place] = UInt8(truncatingIfNeeded: carry % 58)
                carry /= 58
            }
            while carry > 0 {
                digits.append(UInt8(truncatingIfNeeded: carry % 58))
                carry /= 58
            }
        }
        result.append(contentsOf: repeatElement(alphabet[0], count: zeros))
        for digit in digits.reversed() { result.append(alphabet[Int(digit)]) }
    }

    static func decode(_ text: Span<UInt8>, to result: inout [UInt8]) -> Bool {
        var zeros = 0
        while zeros < text.count, text[zeros] == alphabet[0] { zeros += 1 }
        var bytes: [UInt8] = []
        for index in zeros..<text.count {
            guard let digit = alphabet.firstIndex(of: text[index]) else { return false }
            var carry = digit
            for place in bytes.indices {
                carry += Int(bytes[place]) * 58
                bytes[place] = UInt8(truncatingIfNeeded: carry)
                carry = carry &>> 8
            }
            while carry > 0 {
                bytes.append(UInt8(truncatingIfNeeded: carry))
                carry = carry &>> 8
            }
        }
        result.append(contentsOf: repeatElement(0, count: zeros))
        result.append(contentsOf: bytes.reversed())
        return true
    }
}

/// Base 32 (RFC 4648).
enum Base32 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encode(_ text: Span<UInt8>, to result: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let count = min(5, text.count - position)
            var bits: UInt64 = 0
            for place in 0..<5 { bits = bits &<< 8 | (place < count ? UInt64(text[position + place]) : 0) }
            let digits = (count * 8 + 4) / 5
            for place in 0..<8 {
                let digit = Int(bits &>> UInt64(35 - 5 * place) & 31)
                result.append(place < digits ? alphabet[digit] : UInt8(ascii: "="))
            }
            position += 5
        }
    }

    static func decode(_ text: Span<UInt8>, to result: inout [UInt8]) -> Bool {
        guard text.count.isMultiple(of: 8) else { return false }
        var end = text.count
        while end > 0, text.count - end < 6, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
        let left = end % 8
        guard left != 1, left != 3, left != 6 else { return false }
        var bits: UInt64 = 0
        var count: UInt64 = 0
        for index in 0..<end {
            let byte = text[index]
            let digit: UInt8
            switch byte {
            case 0x41...0x5A: digit = byte &- 0x41
            case 0x61...0x7A: digit = byte &- 0x61
            case 0x32...0x37: digit = byte &- 0x32 &+ 26
            default: return false
            }
            bits = (bits &<< 5 | UInt64(digit)) & 0xFFFF
            count += 5
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits &>> count))
            }
        }
        return bits & ((1 &<< count) &- 1) == 0
    }
}

enum Base58Encode: StringMapping {
    static let name = "base58Encode"
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The bytes in base 58.", example: "base58Encode('ClickHouse')", "4nhk8K7GHXf6zx")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) throws(QueryError) {
        guard text.count <= Base58.sizeMax else {
            throw QueryError(.tooLargeStringSize, "\(name): the string has more than \(Base58.sizeMax) bytes")
        }
        Base58.encode(text, to: &result)
    }
}

enum Base32Encode: StringMapping {
    static let name = "base32Encode"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The bytes in base 32.", example: "base32Encode('Encoded')", "IVXGG33EMVSA====")

    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) { Base32.encode(text, to: &result) }
}

/// The decoding functions of bases 58 and 32.
protocol BaseDecoding: StringMapping {
    static var refuses: Bool { get }
    static func decode(_ text: Span<UInt8>, to result: inout [UInt8]) -> Bool
}

extension BaseDecoding {
    static func append(_ text: Span<UInt8>, to result: inout [UInt8]) throws(QueryError) {
        let start = result.count
        if text.count <= Base58.sizeMax || name.contains("32"), decode(text, to: &result) { return }
        result.removeLast(result.count - start)
        guard refuses else { return }
        var bytes: [UInt8] = []
        for index in text.indices { bytes.append(text[index]) }
        throw QueryError(
            .incorrectData, "Invalid \(name) value (\(String(decoding: bytes, as: UTF8.self))), cannot be decoded")
    }
}

enum Base58Decode: BaseDecoding {
    static let name = "base58Decode"
    static let isCaseInsensitive = true
    static let refuses = true
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 58.", example: "base58Decode('4nhk8K7GHXf6zx')", "ClickHouse")

    static func decode(_ text: Span<UInt8>, to result: inout [UInt8]) -> Bool { Base58.decode(text, to: &result) }
}

enum TryBase58Decode: BaseDecoding {
    static let name = "tryBase58Decode"
    static let isCaseInsensitive = true
    static let refuses = false
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 58; empty where it is none.", example: "tryBase58Decode('0')", "")

    static func decode(_ text: Span<UInt8>, to result: inout [UInt8]) -> Bool { Base58.decode(text, to: &result) }
}

enum Base32Decode: BaseDecoding {
    static let name = "base32Decode"
    static let refuses = true
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 32.", example: "base32Decode('IVXGG33EMVSA====')", "Encoded")

    static func decode(_ text: Span<UInt8>, to result: inout [UInt8]) -> Bool { Base32.decode(text, to: &result) }
}

enum TryBase32Decode: BaseDecoding {
    static let name = "tryBase32Decode"
    static let refuses = false
    static let documentation = FunctionDocumentation(
        "The bytes of a text in base 32; empty where it is none.", example: "tryBase32Decode('1')", "")

    static func decode(_ text: Span<UInt8>, to result: inout [UInt8]) -> Bool { Base32.decode(text, to: &result) }
}
