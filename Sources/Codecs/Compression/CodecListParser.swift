import Columns
import Errors

extension CodecDescription {
    /// Reads what stands in a `CODEC` clause, with or without the word: `CODEC(Delta(4), LZ4)` or `Delta(4), LZ4`.
    package static func list(parsing text: String) throws(QueryError) -> [CodecDescription] {
        var parser = CodecListParser(text)
        return try parser.parseWhole()
    }
}

private struct CodecListParser {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    mutating func parseWhole() throws(QueryError) -> [CodecDescription] {
        let start = position
        let isWrapped: Bool
        if let word = parseWord(), word.uppercased() == "CODEC", take("(") {
            isWrapped = true
        } else {
            position = start
            isWrapped = false
        }
        var result: [CodecDescription] = []
        repeat { result.append(try parseCodec()) } while take(",")
        if isWrapped, !take(")") { throw syntaxError("a closing parenthesis") }
        skipSpace()
        guard position == bytes.count else { throw syntaxError("the end") }
        return result
    }

    private mutating func parseCodec() throws(QueryError) -> CodecDescription {
        guard let name = parseWord() else { throw syntaxError("the name of a codec") }
        guard take("(") else { return CodecDescription(name) }
        var arguments: [Value] = []
        if take(")") { return CodecDescription(name) }
        let start = position
        if let word = parseWord(), !isNumber(word), word.uppercased() != "NULL", take(")") {
            return CodecDescription(name, variant: word)
        }
        position = start
        repeat { arguments.append(try parseArgument()) } while take(",")
        guard take(")") else { throw syntaxError("a closing parenthesis") }
        return CodecDescription(name, arguments)
    }

    private mutating func parseArgument() throws(QueryError) -> Value {
        skipSpace()
        guard position < bytes.count else { throw syntaxError("a literal") }
        if bytes[position] == UInt8(ascii: "'") { return try parseString() }
        let start = position
        while position < bytes.count, isPartOfNumber(bytes[position]) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if text.uppercased() == "NULL" { return .null }
        if let number = UInt64(text) { return .uint64(number) }
        if let number = Int64(text) { return .int64(number) }
        if let number = Double(text) { return .float64(number) }
        position = start
        throw syntaxError("a literal")
    }

    private mutating func parseString() throws(QueryError) -> Value {
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "'") { return .string(content) }
            if byte == UInt8(ascii: "\\"), position < bytes.count {
                content.append(bytes[position])
                position += 1
            } else {
                content.append(byte)
            }
        }
        throw syntaxError("a closing quote")
    }

    private mutating func parseWord() -> String? {
        skipSpace()
        let start = position
        while position < bytes.count, isPartOfWord(bytes[position]) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private func isPartOfWord(_ byte: UInt8) -> Bool {
        let isLetter = byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
        return isLetter || isDigit || byte == UInt8(ascii: "_")
    }

    private func isNumber(_ word: String) -> Bool {
        word.utf8.first.map { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ?? false
    }

    private func isPartOfNumber(_ byte: UInt8) -> Bool {
        isPartOfWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") || bytes[position] == UInt8(ascii: "\n") {
            position += 1
        }
    }

    private mutating func take(_ symbol: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: symbol) else { return false }
        position += 1
        return true
    }

    private func syntaxError(_ expected: String) -> QueryError {
        let rest = String(decoding: bytes[position...].prefix(40), as: UTF8.self)
        return QueryError(.syntaxError, "Cannot parse codec: expected \(expected) at '\(rest)'")
    }
}
