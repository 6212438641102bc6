import Columns
import Errors

extension Conversion {
    /// `[1, 2]` and `(1, 'a')`: cut into the texts of their elements, which then are read as theirs.
    mutating func parseNested(
        _ strings: StringOperand, _ count: Int, as target: DataType
    ) throws(QueryError) -> Column {
        switch target {
        case .array(let element):
            var ends: [Int] = []
            var pieces = TextPieces(element)
            pieces.checksQuotes = true
            for row in 0..<count {
                try pieces.split(strings.bytes, strings.range(of: row), open: "[", close: "]", kind: "Array")
                ends.append(pieces.count)
            }
            let elements = try convert(pieces.column, from: pieces.type, to: element)
            return .array(ArrayColumn(ends: ends, elements: elements.materialised))
        case .tuple(let elements):
            var pieces = TextPieces(.nullable(.string))
            for row in 0..<count {
                let before = pieces.count
                try pieces.split(strings.bytes, strings.range(of: row), open: "(", close: ")", kind: "Tuple")
                guard pieces.count - before == elements.count else {
                    throw QueryError(
                        .cannotParseInputAssertionFailed,
                        "Cannot parse input: expected \(elements.count) elements for \(target.name)")
                }
            }
            var columns: [Column] = []
            for (position, element) in elements.enumerated() {
                let rows = (0..<count).map { UInt32(truncatingIfNeeded: $0 &* elements.count &+ position) }
                let isNullable = element.type.withoutLowCardinality.isNullable
                let texts = isNullable ? pieces.nullableColumn : pieces.plainColumn
                let type: DataType = isNullable ? .nullable(.string) : .string
                columns.append(try convert(texts.gathering(rows), from: type, to: element.type).materialised)
            }
            return .tuple(TupleColumn(elements: columns, count: count))
        default: throw unsupported(.string, target)
        }
    }
}

/// The texts of elements, one behind the other.
private struct TextPieces {
    private var texts = StringColumn()
    private var nulls: [UInt8] = []
    /// `NULL` without quotes is NULL.
    private let isNullable: Bool
    /// Strings must stand in quotes, numbers must not.
    var checksQuotes = false
    private let isText: Bool
    private let isNumber: Bool

    init(_ element: DataType) {
        isNullable = element.withoutLowCardinality.isNullable
        isText = element.unwrapped.isStringOrFixedString
        isNumber = element.unwrapped.isNumber
    }

    var count: Int { texts.count }
    var type: DataType { isNullable ? .nullable(.string) : .string }
    var column: Column { isNullable ? nullableColumn : plainColumn }
    var plainColumn: Column { .string(texts) }
    var nullableColumn: Column { .nullable(NullableColumn(nulls: nulls, values: .string(texts))) }

    /// Adds the elements between `open` and `close`, which must be all of `range`.
    mutating func split(
        _ bytes: [UInt8], _ range: Range<Int>, open: Unicode.Scalar, close: Unicode.Scalar, kind: String
    ) throws(QueryError) {
        let text = bytes.span.extracting(range)
        guard text.count > 0, text[0] == UInt8(ascii: open) else {
            throw QueryError(
                kind == "Array" ? .cannotReadArrayFromText : .cannotParseInputAssertionFailed,
                "\(kind) does not start with '\(open)' character")
        }
        var position = 1
        skipSpace(text, &position)
        if position < text.count, text[position] == UInt8(ascii: close) {
            try end(text, position &+ 1)
            return
        }
        while true {
            skipSpace(text, &position)
            try addElement(text, &position, close: UInt8(ascii: close))
            skipSpace(text, &position)
            guard position < text.count else {
                throw QueryError(
                    .cannotParseInputAssertionFailed, "Cannot parse input: expected '\(close)' at end of stream")
            }
            let byte = text[position]
            position &+= 1
            if byte == UInt8(ascii: close) { return try end(text, position) }
            guard byte == UInt8(ascii: ",") else {
                throw QueryError(
                    .cannotReadArrayFromText,
                    "Cannot read \(kind.lowercased()) from text, expected comma or end of it, "
                        + "found '\(Character(Unicode.Scalar(byte)))'")
            }
        }
    }

    private func end(_ text: Span<UInt8>, _ position: Int) throws(QueryError) {
        var rest = position
        skipSpace(text, &rest)
        guard rest == text.count else {
            throw QueryError(
                .cannotParseText,
                "Cannot parse string: unexpected text behind position \(position)")
        }
    }

    private func skipSpace(_ text: Span<UInt8>, _ position: inout Int) {
        while position < text.count, text[position] == 0x20 || text[position] &- 9 < 5 { position &+= 1 }
    }

    /// A quoted string without its quotes, or everything up to the next comma or end on this level.
    private mutating func addElement(
        _ text: Span<UInt8>, _ position: inout Int, close: UInt8
    ) throws(QueryError) {
        if position < text.count, text[position] == UInt8(ascii: "'") {
            if checksQuotes, isNumber {
                throw QueryError(
                    .cannotReadArrayFromText, "Cannot read array from text, expected a number, found quotes")
            }
            try SQLText.readQuoted(text, at: &position, quote: UInt8(ascii: "'"), to: &texts.bytes)
            texts.ends.append(texts.bytes.count)
            nulls.append(0)
            return
        }
        let start = position
        var depth = 0
        scan: while position < text.count {
            switch text[position] {
            case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): depth &+= 1
            case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"):
                if depth == 0 { break scan }
                depth &-= 1
            case UInt8(ascii: ",") where depth == 0: break scan
            case UInt8(ascii: "'"):
                var skipped: [UInt8] = []
                try SQLText.readQuoted(text, at: &position, quote: UInt8(ascii: "'"), to: &skipped)
                continue scan
            default: break
            }
            position &+= 1
        }
        var last = position
        while last > start, text[last &- 1] == 0x20 || text[last &- 1] &- 9 < 5 { last &-= 1 }
        let isNull = last &- start == 4 && TextExcerpt.matches(text, at: start, "null")
        if checksQuotes, isText, !isNull {
            throw QueryError(
                .cannotParseQuotedString,
                "Cannot parse quoted string: expected opening quote before: '"
                    + "\(TextExcerpt.string(text, start..<last))'")
        }
        if !isNull { TextExcerpt.append(text, start..<last, to: &texts.bytes) }
        texts.ends.append(texts.bytes.count)
        nulls.append(isNull ? 1 : 0)
    }
}
