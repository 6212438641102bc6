import Columns
import Errors

/// A geometry read from Well Known Text.
protocol WellKnownTextReading: RowwiseFunction {
    /// The word that the text begins with.
    static var word: String { get }
    /// Arrays around the points of the result.
    static var depth: Int { get }
}

extension WellKnownTextReading {
    static var signature: [ArgumentKind] { [.text] }
    static func type(of arguments: [Argument]) throws(QueryError) -> DataType { GeometryShape.type(depth: depth) }

    static func value(_ row: [Value]) throws(QueryError) -> Value {
        var reader = WellKnownTextReader(row[0].bytes, word)
        return try reader.read(depth: depth)
    }
}

enum ReadWKTPoint: WellKnownTextReading {
    static let name = "readWKTPoint"
    static let word = "POINT"
    static let depth = 0
    static let documentation = FunctionDocumentation(
        "The point of a Well Known Text.", example: "readWKTPoint('POINT (1.2 3.4)')", "(1.2,3.4)")
}

enum ReadWKTRing: WellKnownTextReading {
    static let name = "readWKTRing"
    static let word = "POLYGON"
    static let depth = 1
    static let documentation = FunctionDocumentation(
        "The ring of a Well Known Text of one ring.", example: "readWKTRing('POLYGON((1 1, 2 2, 3 1))')",
        "[(1,1),(2,2),(3,1)]")
}

enum ReadWKTPolygon: WellKnownTextReading {
    static let name = "readWKTPolygon"
    static let word = "POLYGON"
    static let depth = 2
    static let documentation = FunctionDocumentation(
        "The polygon of a Well Known Text: its border, then its holes.",
        example: "readWKTPolygon('POLYGON((1 1, 2 2, 3 1))')", "[[(1,1),(2,2),(3,1)]]")
}

enum ReadWKTMultiPolygon: WellKnownTextReading {
    static let name = "readWKTMultiPolygon"
    static let word = "MULTIPOLYGON"
    static let depth = 3
    static let documentation = FunctionDocumentation(
        "The polygons of a Well Known Text.", example: "readWKTMultiPolygon('MULTIPOLYGON(((1 1, 2 2, 3 1)))')",
        "[[[(1,1),(2,2),(3,1)]]]")
}

/// Reads a word and lists of points in parentheses.
private struct WellKnownTextReader {
    private let text: [UInt8]
    private let word: String
    private var position = 0

    init(_ text: [UInt8], _ word: String) {
        self.text = text
        self.word = word
    }

    private func refused(_ reason: String) -> QueryError {
        QueryError(.cannotParseText, "Cannot parse WKT string: \(reason) in '\(String(decoding: text, as: UTF8.self))'")
    }

    private mutating func skipSpace() {
        while position < text.count, text[position] == 0x20 || (9...13).contains(text[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < text.count, text[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(QueryError) {
        guard take(byte) else { throw refused("Expected '\(Character(UnicodeScalar(byte)))'") }
    }

    mutating func read(depth: Int) throws(QueryError) -> Value {
        skipSpace()
        for byte in word.utf8 {
            guard position < text.count, text[position] & 0xDF == byte else {
                throw refused("Should start with '\(word)'")
            }
            position += 1
        }
        var value: Value
        switch depth {
        case 0:
            try expect(0x28)
            value = try point()
            try expect(0x29)
        case 1:
            try expect(0x28)
            value = try list(of: 1)
            try expect(0x29)
        default: value = try list(of: depth)
        }
        skipSpace()
        guard position == text.count else { throw refused("Too many tokens") }
        return value
    }

    /// Points, or lists of a smaller depth, in parentheses.
    private mutating func list(of depth: Int) throws(QueryError) -> Value {
        try expect(0x28)
        var elements: [Value] = []
        repeat { elements.append(try depth == 1 ? point() : list(of: depth - 1)) } while take(0x2C)
        try expect(0x29)
        return .array(elements)
    }

    private mutating func point() throws(QueryError) -> Value {
        .tuple([.float64(try number()), .float64(try number())])
    }

    private mutating func number() throws(QueryError) -> Double {
        skipSpace()
        var end = position
        guard let value = FloatText.readOrNil(text.span, at: &end) else {
            throw refused("source type value could not be interpreted as a number")
        }
        position = end
        return value
    }
}
