import Columns
import Errors

/// The part of JSONPath that ClickHouse has: `$`, `.name`, `["name"]`, `[n]`, `[n to m]`, `[a, b]` and `[*]`.
struct JSONPathExpression {
    private enum Step {
        case member([UInt8])
        case ranges([ClosedRange<Int>])
        case everyElement
    }

    private var steps: [Step] = []

    init(_ text: [UInt8]) throws(QueryError) {
        var position = 0
        func refusal() -> QueryError {
            QueryError(.badArguments, "Unable to parse JSONPath: \(String(decoding: text, as: UTF8.self))")
        }
        guard text.first == UInt8(ascii: "$") else { throw refusal() }
        position = 1
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "."):
                let start = position + 1
                position = start
                while position < text.count, text[position] != UInt8(ascii: "."), text[position] != UInt8(ascii: "[") {
                    position += 1
                }
                guard position > start else { throw refusal() }
                steps.append(.member(Self.unquoted(text[start..<position])))
            case UInt8(ascii: "["):
                guard let end = text[position...].firstIndex(of: UInt8(ascii: "]")) else { throw refusal() }
                guard let step = Self.bracket(text[(position + 1)..<end]) else { throw refusal() }
                steps.append(step)
                position = end + 1
            case UInt8(ascii: " "): position += 1
            default: throw refusal()
            }
        }
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8] {
        let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")]
        guard text.count >= 2, let first = text.first, quotes.contains(first), text.last == first else {
            return Array(text)
        }
        return Array(text.dropFirst().dropLast())
    }

    private static func bracket(_ text: ArraySlice<UInt8>) -> Step? {
        let inner = String(decoding: text, as: UTF8.self).split(separator: " ").joined(separator: " ")
        if inner == "*" { return .everyElement }
        if let first = inner.utf8.first, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            return .member(unquoted(Array(inner.utf8)[...]))
        }
        var ranges: [ClosedRange<Int>] = []
        for part in inner.split(separator: ",") {
            let words = part.split(separator: " ")
            if words.count == 1, let number = Int(words[0]), number >= 0 {
                ranges.append(number...number)
            } else if words.count == 3, words[1] == "to", let low = Int(words[0]), let high = Int(words[2]), low >= 0,
                low < high
            {
                ranges.append(low...high - 1)
            } else {
                return nil
            }
        }
        return ranges.isEmpty ? nil : .ranges(ranges)
    }

    /// The nodes that the path leads to, in order.
    func nodes(in document: JSONDocument) -> [Int] {
        guard !document.nodes.isEmpty else { return [] }
        var found = [0]
        for step in steps {
            var next: [Int] = []
            for node in found {
                switch step {
                case .member(let key):
                    if let child = document.member(node, key, ignoringCase: false) { next.append(child) }
                case .everyElement:
                    if document.nodes[node].kind == .array { next.append(contentsOf: document.children(node)) }
                case .ranges(let ranges):
                    guard document.nodes[node].kind == .array else { continue }
                    let children = document.children(node)
                    for range in ranges {
                        let end = min(range.upperBound + 1, children.count)
                        if range.lowerBound < end { next.append(contentsOf: children[range.lowerBound..<end]) }
                    }
                }
            }
            found = next
        }
        return found
    }
}

/// `JSON_VALUE(json, path)` and its kin.
protocol JSONPathQueryFunction: ScalarFunction {
    static var resultType: DataType { get }
    static func column(_ strings: StringColumn, _ paths: (Int) throws(QueryError) -> JSONPathExpression)
        throws(QueryError) -> Column
}

extension JSONPathQueryFunction {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        try checkStrings(name, arguments, 0, 1)
        return resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        if let text = arguments[1].constantBytes {
            let path = try JSONPathExpression(text)
            return try column(strings) { _ in path }
        }
        let texts = arguments[1].strings
        return try column(strings) { (row) throws(QueryError) in try JSONPathExpression(Array(texts[row])) }
    }
}

enum JSONPathExists: JSONPathQueryFunction {
    static let name = "JSON_EXISTS"
    static let resultType = DataType.uint8
    static let documentation = FunctionDocumentation(
        "1 if the JSONPath leads to a value.", example: "JSON_EXISTS('{\"a\": [1]}', '$.a[0]')", "1")

    static func column(
        _ strings: StringColumn, _ paths: (Int) throws(QueryError) -> JSONPathExpression
    ) throws(QueryError) -> Column {
        var document = JSONDocument(strings.bytes)
        var mask = [UInt8](repeating: 0, count: strings.count)
        for row in 0..<strings.count {
            let path = try paths(row)
            if document.parse(strings.range(of: row)), !path.nodes(in: document).isEmpty { mask[row] = 1 }
        }
        return .uint8(mask)
    }
}

enum JSONPathValue: JSONPathQueryFunction {
    static let name = "JSON_VALUE"
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "The first scalar that the JSONPath leads to, as text.", example: "JSON_VALUE('{\"a\": [1]}', '$.a[0]')", "1")

    static func column(
        _ strings: StringColumn, _ paths: (Int) throws(QueryError) -> JSONPathExpression
    ) throws(QueryError) -> Column {
        var document = JSONDocument(strings.bytes)
        var written = StringColumn()
        for row in 0..<strings.count {
            let path = try paths(row)
            if document.parse(strings.range(of: row)) {
                let scalar = path.nodes(in: document).first {
                    document.nodes[$0].kind != .object && document.nodes[$0].kind != .array
                }
                if let scalar {
                    let node = document.nodes[scalar]
                    if node.kind == .string {
                        document.appendString(node, to: &written.bytes)
                    } else {
                        document.appendRaw(scalar, to: &written.bytes)
                    }
                }
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}

enum JSONPathQuery: JSONPathQueryFunction {
    static let name = "JSON_QUERY"
    static let resultType = DataType.string
    static let documentation = FunctionDocumentation(
        "All values that the JSONPath leads to, as a JSON array.", example: "JSON_QUERY('{\"a\": 1}', '$.a')", "[1]")

    static func column(
        _ strings: StringColumn, _ paths: (Int) throws(QueryError) -> JSONPathExpression
    ) throws(QueryError) -> Column {
        var document = JSONDocument(strings.bytes)
        var written = StringColumn()
        for row in 0..<strings.count {
            let path = try paths(row)
            if document.parse(strings.range(of: row)) {
                let found = path.nodes(in: document)
                if !found.isEmpty {
                    written.bytes.append(UInt8(ascii: "["))
                    for (position, node) in found.enumerated() {
                        if position > 0 { written.bytes.append(contentsOf: ", ".utf8) }
                        document.appendRaw(node, to: &written.bytes)
                    }
                    written.bytes.append(UInt8(ascii: "]"))
                }
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
