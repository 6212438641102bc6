/// How literals and names are written in SQL, byte for byte as ClickHouse writes them.
package enum LiteralText {
    /// The SQL of a literal: `1`, `-1`, `1.5`, `1000000.`, `'a\'b'`, `NULL`, `true`.
    package static func bytes(of literal: Literal) -> [UInt8] {
        switch literal {
        case .null: Array("NULL".utf8)
        case .bool(let value): Array((value ? "true" : "false").utf8)
        case .unsigned(let value): Array(String(value).utf8)
        case .signed(let value): Array(String(value).utf8)
        case .float(let value): Array(float(value).utf8)
        case .string(let bytes): quoted(bytes, with: UInt8(ascii: "'"))
        }
    }

    /// The shortest decimal that reads back as the same number, always with a point or an exponent.
    ///
    /// Decimal notation from 1e-6 up to below 1e21, scientific outside, as ClickHouse has it.
    package static func float(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        if value == 0 { return value.sign == .minus ? "-0." : "0." }
        let sign = value < 0 ? "-" : ""
        let (digits, exponent) = shortestDigits(value.magnitude)
        if exponent > 20 || exponent < -6 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + "e" + String(exponent)
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if exponent + 1 >= digits.count {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count) + "."
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// The significant digits and the exponent of the first of them: 123.4 is "1234" and 2.
    private static func shortestDigits(_ value: Double) -> (String, Int) {
        let text = value.description.lowercased()
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        exponent += whole.count - 1
        var digits = whole + fraction
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (digits, exponent)
    }

    /// The bytes in quotes, with ClickHouse's escapes.
    package static func quoted(_ bytes: [UInt8], with quote: UInt8) -> [UInt8] {
        var result: [UInt8] = [quote]
        result.reserveCapacity(bytes.count + 2)
        for byte in bytes {
            switch byte {
            case 0: result += [UInt8(ascii: "\\"), UInt8(ascii: "0")]
            case 8: result += [UInt8(ascii: "\\"), UInt8(ascii: "b")]
            case 9: result += [UInt8(ascii: "\\"), UInt8(ascii: "t")]
            case 10: result += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 12: result += [UInt8(ascii: "\\"), UInt8(ascii: "f")]
            case 13: result += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
            case UInt8(ascii: "\\"), quote: result += [UInt8(ascii: "\\"), byte]
            default: result.append(byte)
            }
        }
        result.append(quote)
        return result
    }

    /// A string literal of `text`.
    package static func string(_ text: String) -> String {
        String(decoding: quoted(Array(text.utf8), with: UInt8(ascii: "'")), as: UTF8.self)
    }

    /// `name`, in backticks where it could not be read back without.
    package static func identifier(_ name: String) -> String {
        isPlain(name) ? name : backquoted(name)
    }

    package static func backquoted(_ name: String) -> String {
        String(decoding: quoted(Array(name.utf8), with: UInt8(ascii: "`")), as: UTF8.self)
    }

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, !Lexer.isDigit(first) else { return false }
        return name.utf8.allSatisfy { Lexer.isWordByte($0) } && !quotedWords.contains(name.lowercased())
    }

    /// Words that are names only in quotes.
    private static let quotedWords: Set<String> = [
        "all", "distinct", "false", "from", "inf", "infinity", "nan", "not", "null", "select", "some", "table", "top",
        "true", "values", "where",
    ]
}
