import Columns

/// A JSON value that keeps the order of its members, and its text.
package indirect enum JSON: Sendable {
    case object([(name: String, value: JSON)])
    case array([JSON])
    case string(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case null

    /// The members that are there: those whose value is `nil` are left out.
    static func members(_ members: (String, JSON?)...) -> JSON {
        .object(members.compactMap { name, value in value.map { (name: name, value: $0) } })
    }

    /// Indented by two spaces, one line per member; ends with a line feed.
    package var text: String {
        var result = ""
        write(into: &result, indent: "")
        return result + "\n"
    }

    private func write(into result: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .object(let members) where !members.isEmpty:
            for (index, member) in members.enumerated() {
                result += index == 0 ? "{\n" : ",\n"
                result += inner + Self.quoted(member.name) + ": "
                member.value.write(into: &result, indent: inner)
            }
            result += "\n\(indent)}"
        case .array(let values) where !values.isEmpty:
            for (index, value) in values.enumerated() {
                result += (index == 0 ? "[\n" : ",\n") + inner
                value.write(into: &result, indent: inner)
            }
            result += "\n\(indent)]"
        case .object: result += "{}"
        case .array: result += "[]"
        case .string(let text): result += Self.quoted(text)
        case .integer(let value): result += String(value)
        case .number(let value): result += String(value)
        case .boolean(let value): result += value ? "true" : "false"
        case .null: result += "null"
        }
    }

    private static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.writeQuoted(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension JSON: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(elements.map { (name: $0.0, value: $0.1) })
    }
    package init(nilLiteral: ()) { self = .null }
}
