import Errors

/// The JSON of `serialization.json` and `ttl.txt`: small files with numbers, texts, lists and objects.
indirect enum JSONText: Sendable {
    case null
    case bool(Bool)
    /// An integer, or the whole part of a number.
    case number(Int64)
    case text(String)
    case list([JSONText])
    case object([(name: String, value: JSONText)])

    subscript(name: String) -> JSONText? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var list: [JSONText] { if case .list(let items) = self { items } else { [] } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int64? { if case .number(let number) = self { number } else { nil } }
    var isTrue: Bool { if case .bool(true) = self { true } else { false } }

    /// The JSON without white space, members in order.
    var written: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): "\(number)"
        case .text(let text): Self.quoted(text)
        case .list(let items): "[" + items.map(\.written).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0.name)):\($0.value.written)" }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    init(parsing text: some Collection<UInt8>) throws(QueryError) {
        var parser = JSONTextParser(bytes: Array(text))
        self = try parser.parseWhole()
    }
}

private struct JSONTextParser {
    let bytes: [UInt8]
    var position = 0
    var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func parseWhole() throws(QueryError) -> JSONText {
        let value = try parseValue()
        skipSpace()
        guard position == bytes.count else { throw bad() }
        return value
    }

    private func bad() -> QueryError {
        QueryError(.corruptedData, "JSON cannot be read at byte \(position)")
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ character: Character) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func parseValue() throws(QueryError) -> JSONText {
        depth += 1
        defer { depth -= 1 }
        skipSpace()
        guard depth < 64, position < bytes.count else { throw bad() }
        if take("{") { return try parseObject() }
        if take("[") { return try parseList() }
        if bytes[position] == UInt8(ascii: "\"") { return .text(try parseText()) }
        if takeWord("true") { return .bool(true) }
        if takeWord("false") { return .bool(false) }
        if takeWord("null") { return .null }
        return .number(try parseNumber())
    }

    private mutating func parseObject() throws(QueryError) -> JSONText {
        var members: [(name: String, value: JSONText)] = []
        if take("}") { return .object(members) }
        repeat {
            skipSpace()
            let name = try parseText()
            guard take(":") else { throw bad() }
            members.append((name, try parseValue()))
        } while take(",")
        guard take("}") else { throw bad() }
        return .object(members)
    }

    private mutating func parseList() throws(QueryError) -> JSONText {
        var items: [JSONText] = []
        if take("]") { return .list(items) }
        repeat { items.append(try parseValue()) } while take(",")
        guard take("]") else { throw bad() }
        return .list(items)
    }

    private mutating func parseNumber() throws(QueryError) -> Int64 {
        let start = position
        while position < bytes.count, bytes[position] == UInt8(ascii: "-") || (48...57).contains(bytes[position]) {
            position += 1
        }
        guard let number = Int64(String(decoding: bytes[start..<position], as: UTF8.self)) else { throw bad() }
        while position < bytes.count,
            [0x2E, 0x65, 0x45, 0x2B, 0x2D].contains(bytes[position]) || (48...57).contains(bytes[position])
        {
            position += 1
        }
        return number
    }

    private mutating func parseText() throws(QueryError) -> String {
        guard take("\"") else { throw bad() }
        var result: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: result, as: UTF8.self) }
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                continue
            }
            guard position < bytes.count else { throw bad() }
            let escaped = bytes[position]
            position += 1
            switch escaped {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "u"):
                guard position + 4 <= bytes.count,
                    let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
                else { throw bad() }
                position += 4
                result.append(contentsOf: String(Unicode.Scalar(code).map(Character.init) ?? "\u{FFFD}").utf8)
            default: result.append(escaped)
            }
        }
        throw bad()
    }
}
