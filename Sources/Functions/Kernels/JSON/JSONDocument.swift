import Columns

/// What a JSON value is.
enum JSONKind: UInt8 {
    case object, array, string, integer, double, yes, no, null
}

/// One value of a document, as a place in its text; the values inside follow it directly.
struct JSONNode {
    var kind: JSONKind
    /// The bytes of the value in the document; for a string, those between the quotes.
    var start: Int
    var end: Int
    /// The node behind this one and everything inside it.
    var next: Int
    /// Elements of an array, members of an object (each a string node and a value).
    var count: Int
    /// A string that has escapes.
    var hasEscapes: Bool
}

/// A parsed document: checked as a whole, values as nodes in document order. Used again for every row of a block.
struct JSONDocument {
    private(set) var nodes: [JSONNode] = []
    /// The bytes that the nodes point into.
    private(set) var bytes: [UInt8] = []

    /// Containers that are open at once; simdjson's bound.
    private static let depthMax = 1_024

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Parses `bytes[range]`; `false`, without nodes, where that is no JSON.
    mutating func parse(_ range: Range<Int>) -> Bool {
        var found: [JSONNode] = []
        swap(&found, &nodes)
        found.removeAll(keepingCapacity: true)
        var parser = JSONParser(position: range.lowerBound, end: range.upperBound)
        let isValid = parser.parseDocument(bytes.span, &found, depthMax: Self.depthMax)
        if !isValid { found.removeAll(keepingCapacity: true) }
        swap(&found, &nodes)
        return isValid
    }
}

/// The state of one parse.
private struct JSONParser {
    var position: Int
    let end: Int

    mutating func parseDocument(_ text: Span<UInt8>, _ nodes: inout [JSONNode], depthMax: Int) -> Bool {
        skipSpace(text)
        guard parseValue(text, &nodes, depthLeft: depthMax) else { return false }
        skipSpace(text)
        return position == end
    }

    @inline(__always)
    private mutating func skipSpace(_ text: Span<UInt8>) {
        while position < end {
            let byte = text[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    private mutating func parseValue(_ text: Span<UInt8>, _ nodes: inout [JSONNode], depthLeft: Int) -> Bool {
        guard position < end else { return false }
        switch text[position] {
        case UInt8(ascii: "{"): return depthLeft > 0 && parseObject(text, &nodes, depthLeft: depthLeft)
        case UInt8(ascii: "["): return depthLeft > 0 && parseArray(text, &nodes, depthLeft: depthLeft)
        case UInt8(ascii: "\""): return parseString(text, &nodes)
        case UInt8(ascii: "t"): return parseWord("true", .yes, text, &nodes)
        case UInt8(ascii: "f"): return parseWord("false", .no, text, &nodes)
        case UInt8(ascii: "n"): return parseWord("null", .null, text, &nodes)
        default: return parseNumber(text, &nodes)
        }
    }

    private mutating func parseObject(_ text: Span<UInt8>, _ nodes: inout [JSONNode], depthLeft: Int) -> Bool {
        let index = open(.object, &nodes)
        position &+= 1
        skipSpace(text)
        if position < end, text[position] == UInt8(ascii: "}") { return close(index, 0, &nodes) }
        var count = 0
        while true {
            guard position < end, text[position] == UInt8(ascii: "\""), parseString(text, &nodes) else { return false }
            skipSpace(text)
            guard position < end, text[position] == UInt8(ascii: ":") else { return false }
            position &+= 1
            skipSpace(text)
            guard parseValue(text, &nodes, depthLeft: depthLeft &- 1) else { return false }
            count &+= 1
            skipSpace(text)
            guard position < end else { return false }
            if text[position] == UInt8(ascii: "}") { return close(index, count, &nodes) }
            guard text[position] == UInt8(ascii: ",") else { return false }
            position &+= 1
            skipSpace(text)
        }
    }

    private mutating func parseArray(_ text: Span<UInt8>, _ nodes: inout [JSONNode], depthLeft: Int) -> Bool {
        let index = open(.array, &nodes)
        position &+= 1
        skipSpace(text)
        if position < end, text[position] == UInt8(ascii: "]") { return close(index, 0, &nodes) }
        var count = 0
        while true {
            guard parseValue(text, &nodes, depthLeft: depthLeft &- 1) else { return false }
            count &+= 1
            skipSpace(text)
            guard position < end else { return false }
            if text[position] == UInt8(ascii: "]") { return close(index, count, &nodes) }
            guard text[position] == UInt8(ascii: ",") else { return false }
            position &+= 1
            skipSpace(text)
        }
    }

    private func open(_ kind: JSONKind, _ nodes: inout [JSONNode]) -> Int {
        nodes.append(JSONNode(kind: kind, start: position, end: position, next: 0, count: 0, hasEscapes: false))
        return nodes.count &- 1
    }

    private mutating func close(_ index: Int, _ count: Int, _ nodes: inout [JSONNode]) -> Bool {
        position &+= 1
        nodes[index].end = position
        nodes[index].count = count
        nodes[index].next = nodes.count
        return true
    }

    private func add(
        _ kind: JSONKind, _ start: Int, _ end: Int, _ nodes: inout [JSONNode], hasEscapes: Bool = false
    ) -> Bool {
        nodes.append(
            JSONNode(kind: kind, start: start, end: end, next: nodes.count &+ 1, count: 0, hasEscapes: hasEscapes))
        return true
    }

    private mutating func parseWord(
        _ word: StaticString, _ kind: JSONKind, _ text: Span<UInt8>, _ nodes: inout [JSONNode]
    ) -> Bool {
        let start = position
        for byte in word.description.utf8 {
            guard position < end, text[position] == byte else { return false }
            position &+= 1
        }
        return add(kind, start, position, &nodes)
    }

    private mutating func parseString(_ text: Span<UInt8>, _ nodes: inout [JSONNode]) -> Bool {
        position &+= 1
        let start = position
        var hasEscapes = false
        while position < end {
            let byte = text[position]
            if byte == UInt8(ascii: "\"") {
                position &+= 1
                return add(.string, start, position &- 1, &nodes, hasEscapes: hasEscapes)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                guard skipEscape(text) else { return false }
            } else if byte >= 0x80 {
                let length = CodePoints.validLength(text, at: position)
                guard length > 0, position &+ length <= end else { return false }
                position &+= length
            } else {
                guard byte >= 0x20 else { return false }
                position &+= 1
            }
        }
        return false
    }

    private mutating func skipEscape(_ text: Span<UInt8>) -> Bool {
        guard position &+ 1 < end else { return false }
        switch text[position &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position &+= 2
            return true
        case UInt8(ascii: "u"):
            guard let unit = JSONNode.codeUnit(text, at: position, end: end) else { return false }
            position &+= 6
            if unit & 0xFC00 == 0xDC00 { return false }
            guard unit & 0xFC00 == 0xD800 else { return true }
            guard let second = JSONNode.codeUnit(text, at: position, end: end), second & 0xFC00 == 0xDC00 else {
                return false
            }
            position &+= 6
            return true
        default: return false
        }
    }

    private mutating func parseNumber(_ text: Span<UInt8>, _ nodes: inout [JSONNode]) -> Bool {
        let start = position
        if text[position] == UInt8(ascii: "-") { position &+= 1 }
        let digits = position
        guard skipDigits(text) else { return false }
        if text[digits] == UInt8(ascii: "0"), position &- digits > 1 { return false }
        var kind = JSONKind.integer
        if position < end, text[position] == UInt8(ascii: ".") {
            kind = .double
            position &+= 1
            guard skipDigits(text) else { return false }
        }
        if position < end, text[position] | 0x20 == UInt8(ascii: "e") {
            kind = .double
            position &+= 1
            if position < end, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            guard skipDigits(text) else { return false }
        }
        if kind == .integer, position &- digits > 18, JSONNode.integer(text, start, position) == nil { kind = .double }
        if kind == .double {
            var place = 0
            let number = text.extracting(start..<position)
            guard let value = FloatText.readOrNil(number, at: &place), value.isFinite else { return false }
        }
        return add(kind, start, position, &nodes)
    }

    private mutating func skipDigits(_ text: Span<UInt8>) -> Bool {
        let start = position
        while position < end, text[position] &- UInt8(ascii: "0") < 10 { position &+= 1 }
        return position > start
    }
}

extension JSONNode {
    /// The number of `\uXXXX` at `position`.
    static func codeUnit(_ text: Span<UInt8>, at position: Int, end: Int) -> UInt32? {
        guard position &+ 6 <= end, text[position] == UInt8(ascii: "\\"), text[position &+ 1] == UInt8(ascii: "u")
        else {
            return nil
        }
        var value: UInt32 = 0
        for index in position &+ 2..<position &+ 6 {
            let digit: UInt8
            switch text[index] {
            case 0x30...0x39: digit = text[index] &- 0x30
            case 0x41...0x46: digit = text[index] &- 0x37
            case 0x61...0x66: digit = text[index] &- 0x57
            default: return nil
            }
            value = value &<< 4 | UInt32(digit)
        }
        return value
    }

    /// An integer of up to 64 bits, with or without sign; `nil` where it is larger.
    static func integer(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int128? {
        let isNegative = text[start] == UInt8(ascii: "-")
        var magnitude: UInt64 = 0
        for index in (isNegative ? start &+ 1 : start)..<end {
            let (product, overflows) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(text[index] &- UInt8(ascii: "0")))
            if overflows || carries { return nil }
            magnitude = sum
        }
        if isNegative { return magnitude > 1 << 63 ? nil : -Int128(magnitude) }
        return Int128(magnitude)
    }
}
