import Columns
import Errors

/// Walks through a JSON text and says what its values look like.
struct JSONTypeReader {
    private let bytes: [UInt8]
    private(set) var position = 0
    /// Strings stay strings, whatever they look like.
    private let keepsStrings: Bool

    private static var depthMax: Int { 100 }

    init(_ bytes: [UInt8], keepsStrings: Bool) {
        self.bytes = bytes
        self.keepsStrings = keepsStrings
    }

    var isAtEnd: Bool { position >= bytes.count }

    /// The next byte that is no space; 0 at the end.
    mutating func peek() -> UInt8 {
        let bytes = self.bytes
        JSONScanner.skipSpaces(bytes.span, at: &position)
        return position < bytes.count ? bytes[position] : 0
    }

    /// Goes behind `byte` where it is next.
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte, !isAtEnd else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8) throws(QueryError) {
        guard take(byte) else {
            throw InputText.expected(
                String(UnicodeScalar(byte)), before: InputText.rest(of: bytes.span, from: min(position, bytes.count)))
        }
    }

    mutating func string() throws(QueryError) -> [UInt8] {
        _ = peek()
        let bytes = self.bytes
        var result: [UInt8] = []
        try JSONText.readQuoted(bytes.span, at: &position, to: &result)
        return result
    }

    mutating func skipValue() throws(QueryError) {
        _ = peek()
        let bytes = self.bytes
        guard try JSONScanner.skipValue(bytes.span, at: &position, isLast: true) else { throw JSONScanner.endOfData() }
    }

    /// Calls `body` at each value of the array that is next.
    mutating func forEachElement(_ body: (inout JSONTypeReader) throws(QueryError) -> Void) throws(QueryError) {
        try expect(UInt8(ascii: "["))
        if take(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
    }

    /// Calls `body` at each value of the object that is next, with its key.
    mutating func forEachField(
        _ body: (inout JSONTypeReader, String) throws(QueryError) -> Void
    ) throws(QueryError) {
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return }
        repeat {
            let key = String(decoding: try string(), as: UTF8.self)
            try expect(UInt8(ascii: ":"))
            try body(&self, key)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
    }

    /// The type of the value that is next.
    mutating func type(depth: Int = 0) throws(QueryError) -> InferredType {
        guard depth < Self.depthMax else {
            throw QueryError(.tooDeepRecursion, "JSON values are nested more than \(Self.depthMax) deep")
        }
        switch peek() {
        case UInt8(ascii: "\""):
            let text = try string()
            return keepsStrings ? .string : ScalarShapes.time(text) ?? .string
        case UInt8(ascii: "["):
            var element = InferredType.unknown
            try forEachElement { (reader) throws(QueryError) in
                let next = try reader.type(depth: depth + 1)
                element = element.merged(with: next, isJSON: true, inArray: true) ?? .mixed
            }
            return .array(element)
        case UInt8(ascii: "{"):
            var fields: [InferredField] = []
            try forEachField { (reader, key) throws(QueryError) in
                fields.append(InferredField(name: key, type: try reader.type(depth: depth + 1)))
            }
            return .object(fields)
        default: return try word()
        }
    }

    private mutating func word() throws(QueryError) -> InferredType {
        let start = position
        try skipValue()
        let text = Array(bytes[start..<position])
        switch String(decoding: text, as: UTF8.self) {
        case "true", "false": return .bool
        case "null": return .unknown
        default: break
        }
        if let integer = ScalarShapes.integer(text) { return integer }
        guard ScalarShapes.isFloat(text, allowsExponent: true) else {
            throw InputText.expected("a JSON value", before: InputText.rest(of: bytes.span, from: start))
        }
        return .float64
    }
}
