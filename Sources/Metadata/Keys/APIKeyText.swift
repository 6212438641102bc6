import Crypto

/// The text of an API key, as its owner has it.
///
/// | characters | content |
/// | 8 | `pf_live_` |
/// | 8 | the public identifier, random |
/// | 28 | the secret, random: 166 bits |
/// | 6 | CRC-32 of all before, in base 62: a scanner tells a key from a likeness without asking anybody |
package struct APIKeyText: Sendable, Equatable {
    package static let prefix = "pf_live_"
    private static let identifierLength = 8
    private static let secretLength = 28
    private static let checksumLength = 6

    package let text: String

    /// Makes a key from random numbers.
    package init(random: () -> UInt64) {
        var body = Self.prefix
        while body.utf8.count < Self.prefix.utf8.count + Self.identifierLength + Self.secretLength {
            var number = random()
            // Ten characters of six bits; the two values that are no digit are drawn again.
            for _ in 0..<10 where body.utf8.count < Self.prefix.utf8.count + Self.identifierLength + Self.secretLength {
                let value = Int(number & 63)
                number >>= 6
                if value < 62 { body.append(Self.digits[value]) }
            }
        }
        text = body + Self.checksum(of: body)
    }

    package enum Fault: Error, Equatable {
        /// `sk_live_…`: never a key of ours.
        case foreignPrefix
        /// No key: its form or its checksum is wrong.
        case malformed
    }

    /// Checks the form and the checksum of what somebody says is a key.
    package init(_ text: String) throws(Fault) {
        if text.hasPrefix("sk_live_") || text.hasPrefix("pf_sk_live_") { throw .foreignPrefix }
        let length = Self.prefix.utf8.count + Self.identifierLength + Self.secretLength + Self.checksumLength
        guard text.hasPrefix(Self.prefix), text.utf8.count == length, text.utf8.allSatisfy({ $0 < 0x80 }),
            Self.checksum(of: String(text.dropLast(Self.checksumLength))) == text.suffix(Self.checksumLength)
        else { throw .malformed }
        self.text = text
    }

    package var identifier: String {
        String(text.dropFirst(Self.prefix.count).prefix(Self.identifierLength))
    }

    /// What is stored: the key has so many random bits that a quick hash is enough.
    package var hash: String { hexadecimal(SHA256.hash(data: Array(text.utf8))) }

    private static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")

    private static func checksum(of text: String) -> String {
        var register: UInt32 = .max
        for byte in text.utf8 {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
        }
        var number = ~register
        var result = ""
        for _ in 0..<checksumLength {
            result = String(digits[Int(number % 62)]) + result
            number /= 62
        }
        return result
    }
}

/// Bytes as lower-case hexadecimal digits.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    for byte in bytes {
        result.append(digits[Int(byte >> 4)])
        result.append(digits[Int(byte & 15)])
    }
    return String(decoding: result, as: UTF8.self)
}
