/// A JSON value that keeps what was written: numbers as their text, members in their order.
package indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// As written: money never passes through a binary fraction.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Sendable, Equatable {
        package let name: String
        package let value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member of that name; `nil` where there is none, or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    package var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    package var elements: [JSONValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var boolean: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// A whole number; `nil` for others and for what Int64 does not hold.
    package var integer: Int64? {
        guard case .number(let text) = self else { return nil }
        return Int64(text)
    }

    package var double: Double? {
        guard case .number(let text) = self, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// An array of strings; `nil` where anything else is in it.
    package var texts: [String]? {
        guard case .array(let elements) = self else { return nil }
        var result: [String] = []
        for element in elements {
            guard let text = element.text else { return nil }
            result.append(text)
        }
        return result
    }
}

// MARK: - Writing

extension JSONValue {
    package static func integer(_ number: Int64) -> JSONValue { .number(String(number)) }
    package static func integer(_ number: Int) -> JSONValue { .number(String(number)) }
    package static func double(_ number: Double) -> JSONValue { number.isFinite ? .number("\(number)") : .null }
    package static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    package static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    package static func optional(_ number: Int64?) -> JSONValue { number.map { .integer($0) } ?? .null }

    package static func object(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member($0.key, $0.value) })
    }

    /// The text without white space.
    package var written: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let value): bytes += (value ? "true" : "false").utf8
        case .number(let text): bytes += text.utf8
        case .string(let text): JSONText.writeQuoted(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (position, element) in elements.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.writeQuoted(member.name, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
