/// Why a text is no JSON.
package struct JSONFault: Error, Equatable {
    package let position: Int
    package let reason: String
}

extension JSONValue {
    /// Reads one value and nothing behind it. Values nest at most 64 deep; names are not repeated in one object.
    package init(parsing bytes: [UInt8]) throws(JSONFault) {
        var parser = JSONParser(bytes)
        self = try parser.whole()
    }

    package init(parsing text: String) throws(JSONFault) {
        try self.init(parsing: Array(text.utf8))
    }
}

private struct JSONParser {
    private static let depthMax = 64

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func whole() throws(JSONFault) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw fault("the text is not UTF-8") }
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault("there is more behind the value") }
        return value
    }

    private func fault(_ reason: String) -> JSONFault { JSONFault(position: position, reason: reason) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth < Self.depthMax else { throw fault("values nest deeper than \(Self.depthMax)") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some: return try number()
        case nil: throw fault("a value is missing")
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw fault("not a JSON value") }
        position += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
        position += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw fault("a member's name is missing") }
            let name = try string()
            guard names.insert(name).inserted else { throw fault("the member \(name) is there twice") }
            guard take(UInt8(ascii: ":")) else { throw fault("`:` is missing behind \(name)") }
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault("`}` is missing") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault("`]` is missing") }
        return .array(elements)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = next, byte >= 0x30, byte <= 0x39 { position += 1 }
        return position - start
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let leadsWithZero = next == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, !leadsWithZero || whole == 1 else { throw fault("not a JSON value") }
        if next == UInt8(ascii: ".") {
            position += 1
            guard digits() > 0 else { throw fault("a number without digits behind its point") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard digits() > 0 else { throw fault("a number without digits in its exponent") }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        var result: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &result)
            case 0..<0x20: throw fault("a control character in a string")
            default: result.append(byte)
            }
        }
        throw fault("a string without its end")
    }

    private mutating func escape(into result: inout [UInt8]) throws(JSONFault) {
        guard let byte = next else { throw fault("a string without its end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): result += try codePoint().utf8
        default: throw fault("an unknown escape in a string")
        }
    }

    private mutating func codePoint() throws(JSONFault) -> String {
        let first = try unit()
        if (0xD800..<0xDC00).contains(first) {
            guard bytes[position...].starts(with: "\\u".utf8) else { throw fault("half of a surrogate pair") }
            position += 2
            let second = try unit()
            guard (0xDC00..<0xE000).contains(second) else { throw fault("half of a surrogate pair") }
            let value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
            guard let scalar = Unicode.Scalar(value) else { throw fault("no code point") }
            return String(Character(scalar))
        }
        guard let scalar = Unicode.Scalar(first) else { throw fault("half of a surrogate pair") }
        return String(Character(scalar))
    }

    private mutating func unit() throws(JSONFault) -> UInt32 {
        let end = position + 4
        guard end <= bytes.count else { throw fault("an escape without its digits") }
        var value: UInt32 = 0
        for byte in bytes[position..<end] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault("an escape without its digits")
            }
            value = value << 4 | UInt32(digit)
        }
        position = end
        return value
    }
}
