import Columns

/// Says what a field of text looks like: TabSeparated, CSV, and literals inside them.
struct LiteralTypeReader {
    private let bytes: [UInt8]
    private var position = 0

    private static var depthMax: Int { 50 }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The type of a field's text. `isQuoted` texts are no numbers; tuples are told where `allowsTuples`.
    static func type(ofField text: [UInt8], isQuoted: Bool, allowsTuples: Bool) -> InferredType {
        if !isQuoted {
            if text.isEmpty || text == Array("\\N".utf8) { return .unknown }
            if text == Array("true".utf8) || text == Array("false".utf8) { return .bool }
            if let integer = ScalarShapes.integer(text) { return integer }
            if ScalarShapes.isFloat(text, allowsExponent: false) { return .float64 }
        }
        if let time = ScalarShapes.time(text) { return time }
        let first = text.first
        guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{") || first == UInt8(ascii: "(") && allowsTuples
        else { return .string }
        var reader = LiteralTypeReader(text)
        guard let type = reader.value(depth: 0), reader.peek() == 0 else { return .string }
        return type
    }

    private mutating func peek() -> UInt8 {
        let bytes = self.bytes
        JSONScanner.skipSpaces(bytes.span, at: &position)
        return position < bytes.count ? bytes[position] : 0
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, position < bytes.count else { return false }
        position += 1
        return true
    }

    /// The literal that is next; `nil` where there is none.
    private mutating func value(depth: Int) -> InferredType? {
        guard depth < Self.depthMax else { return nil }
        switch peek() {
        case UInt8(ascii: "'"): return string()
        case UInt8(ascii: "["):
            position += 1
            var element = InferredType.unknown
            guard list(until: UInt8(ascii: "]"), { reader in
                guard let next = reader.value(depth: depth + 1),
                    let merged = element.merged(with: next, isJSON: false)
                else { return false }
                element = merged
                return true
            }) else { return nil }
            return .array(element)
        case UInt8(ascii: "("):
            position += 1
            var elements: [InferredType] = []
            guard list(until: UInt8(ascii: ")"), { reader in
                guard let next = reader.value(depth: depth + 1) else { return false }
                elements.append(next)
                return true
            }), !elements.isEmpty else { return nil }
            return .tuple(elements)
        case UInt8(ascii: "{"):
            position += 1
            var value = InferredType.unknown
            guard list(until: UInt8(ascii: "}"), { reader in
                guard reader.peek() == UInt8(ascii: "'"), reader.string() != nil, reader.take(UInt8(ascii: ":")),
                    let next = reader.value(depth: depth + 1), let merged = value.merged(with: next, isJSON: false)
                else { return false }
                value = merged
                return true
            }) else { return nil }
            return .map(value)
        default: return word()
        }
    }

    private mutating func list(until end: UInt8, _ element: (inout LiteralTypeReader) -> Bool) -> Bool {
        if take(end) { return true }
        repeat { guard element(&self) else { return false } } while take(UInt8(ascii: ","))
        return take(end)
    }

    private mutating func string() -> InferredType? {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "'") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard position < bytes.count else { return nil }
        position += 1
        return ScalarShapes.time(Array(bytes[start..<position - 1])) ?? .string
    }

    private mutating func word() -> InferredType? {
        let start = position
        while position < bytes.count, !",])}: ".utf8.contains(bytes[position]) { position += 1 }
        let text = Array(bytes[start..<position])
        switch String(decoding: text, as: UTF8.self) {
        case "true", "false": return .bool
        case "NULL": return .unknown
        default: break
        }
        if let integer = ScalarShapes.integer(text) { return integer }
        return ScalarShapes.isFloat(text, allowsExponent: true) ? .float64 : nil
    }
}
