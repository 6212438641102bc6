import Columns

struct JSONPresenceWriter: JSONResultWriter {
    static var resultType: DataType { .uint8 }
    private var values: [UInt8] = []

    init(rowCount: Int) { values.reserveCapacity(rowCount) }
    mutating func write(_ document: JSONDocument, _ node: Int) { values.append(1) }
    mutating func writeDefault() { values.append(0) }
    var column: Column { .uint8(values) }
}

struct JSONLengthWriter: JSONResultWriter {
    static var resultType: DataType { .uint64 }
    private var values: [UInt64] = []

    init(rowCount: Int) { values.reserveCapacity(rowCount) }
    mutating func write(_ document: JSONDocument, _ node: Int) { values.append(UInt64(document.nodes[node].count)) }
    mutating func writeDefault() { values.append(0) }
    var column: Column { .uint64(values) }
}

/// Numbers: integers, floats towards zero, and strings that are numbers; booleans are 0.
struct JSONIntegerWriter<Number: FixedWidthValue & FixedWidthInteger>: JSONResultWriter {
    static var resultType: DataType { Number.isSigned ? .int64 : .uint64 }
    private var values: [Number] = []

    init(rowCount: Int) { values.reserveCapacity(rowCount) }

    mutating func write(_ document: JSONDocument, _ node: Int) {
        values.append(document.isBool(node) ? 0 : document.number(node) ?? 0)
    }

    mutating func writeDefault() { values.append(0) }
    var column: Column { Number.column(values) }
}

struct JSONFloatWriter: JSONResultWriter {
    static var resultType: DataType { .float64 }
    private var values: [Double] = []

    init(rowCount: Int) { values.reserveCapacity(rowCount) }
    mutating func write(_ document: JSONDocument, _ node: Int) {
        values.append(document.isBool(node) ? 0 : document.float(node) ?? 0)
    }
    mutating func writeDefault() { values.append(0) }
    var column: Column { .float64(values) }
}

struct JSONBoolWriter: JSONResultWriter {
    static var resultType: DataType { .uint8 }
    private var values: [UInt8] = []

    init(rowCount: Int) { values.reserveCapacity(rowCount) }
    mutating func write(_ document: JSONDocument, _ node: Int) { values.append(document.bool(node) == true ? 1 : 0) }
    mutating func writeDefault() { values.append(0) }
    var column: Column { .uint8(values) }
}

/// Strings as they are; other values as they are written; null is empty.
struct JSONStringWriter: JSONResultWriter {
    static var resultType: DataType { .string }
    private var written = StringColumn()

    init(rowCount: Int) { written.ends.reserveCapacity(rowCount) }

    mutating func write(_ document: JSONDocument, _ node: Int) {
        switch document.nodes[node].kind {
        case .string: document.appendString(document.nodes[node], to: &written.bytes)
        case .null: break
        case .double where document.isWideInteger(document.nodes[node]):
            written.bytes.append(contentsOf: document.bytes[document.nodes[node].start..<document.nodes[node].end])
        default: document.appendRaw(node, to: &written.bytes)
        }
        written.ends.append(written.bytes.count)
    }

    mutating func writeDefault() { written.ends.append(written.bytes.count) }
    var column: Column { .string(written) }
}

struct JSONRawWriter: JSONResultWriter {
    static var resultType: DataType { .string }
    private var written = StringColumn()

    init(rowCount: Int) { written.ends.reserveCapacity(rowCount) }

    mutating func write(_ document: JSONDocument, _ node: Int) {
        document.appendRaw(node, to: &written.bytes)
        written.ends.append(written.bytes.count)
    }

    mutating func writeDefault() { written.ends.append(written.bytes.count) }
    var column: Column { .string(written) }
}

/// The elements of an array, each written anew.
struct JSONArrayRawWriter: JSONResultWriter {
    static var resultType: DataType { .array(.string) }
    private var written = StringColumn()
    private var ends: [Int] = []

    init(rowCount: Int) { ends.reserveCapacity(rowCount) }

    mutating func write(_ document: JSONDocument, _ node: Int) {
        if document.nodes[node].kind == .array {
            for child in document.children(node) {
                document.appendRaw(child, to: &written.bytes)
                written.ends.append(written.bytes.count)
            }
        }
        ends.append(written.count)
    }

    mutating func writeDefault() { ends.append(written.count) }
    var column: Column { .array(ArrayColumn(ends: ends, elements: .string(written))) }
}

struct JSONKeysWriter: JSONResultWriter {
    static var resultType: DataType { .array(.string) }
    private var written = StringColumn()
    private var ends: [Int] = []

    init(rowCount: Int) { ends.reserveCapacity(rowCount) }

    mutating func write(_ document: JSONDocument, _ node: Int) {
        if document.nodes[node].kind == .object {
            for child in document.children(node) {
                document.appendString(document.nodes[child - 1], to: &written.bytes)
                written.ends.append(written.bytes.count)
            }
        }
        ends.append(written.count)
    }

    mutating func writeDefault() { ends.append(written.count) }
    var column: Column { .array(ArrayColumn(ends: ends, elements: .string(written))) }
}

struct JSONKeysAndValuesRawWriter: JSONResultWriter {
    static var resultType: DataType {
        .array(.tuple([TupleElement(nil, .string), TupleElement(nil, .string)]))
    }
    private var keys = StringColumn()
    private var values = StringColumn()
    private var ends: [Int] = []

    init(rowCount: Int) { ends.reserveCapacity(rowCount) }

    mutating func write(_ document: JSONDocument, _ node: Int) {
        if document.nodes[node].kind == .object {
            for child in document.children(node) {
                document.appendString(document.nodes[child - 1], to: &keys.bytes)
                keys.ends.append(keys.bytes.count)
                document.appendRaw(child, to: &values.bytes)
                values.ends.append(values.bytes.count)
            }
        }
        ends.append(keys.count)
    }

    mutating func writeDefault() { ends.append(keys.count) }

    var column: Column {
        let pairs = TupleColumn(elements: [.string(keys), .string(values)], count: keys.count)
        return .array(ArrayColumn(ends: ends, elements: .tuple(pairs)))
    }
}

extension JSONDocument {
    /// The value as an integer, where it is a number, a boolean or a string that holds one, and fits.
    func number<Number: FixedWidthInteger>(_ index: Int) -> Number? {
        let node = nodes[index]
        switch node.kind {
        case .integer: return integer(node).flatMap { Number(exactly: $0) }
        case .double: return double(node).flatMap { Number(exactly: $0.rounded(.towardZero)) }
        case .yes: return 1
        case .no: return 0
        case .string:
            let text = string(node)
            var place = 0
            if let whole = IntegerText.readOrNil(text.span, at: &place, as: Number.self), place == text.count {
                return whole
            }
            place = 0
            guard let value = FloatText.readOrNil(text.span, at: &place), place == text.count else { return nil }
            return Number(exactly: value.rounded(.towardZero))
        case .object, .array, .null: return nil
        }
    }

    func float(_ index: Int) -> Double? {
        let node = nodes[index]
        switch node.kind {
        case .integer: return integer(node).map { Double($0) }
        case .double: return double(node)
        case .yes: return 1
        case .no: return 0
        case .string:
            let text = string(node)
            var place = 0
            guard let value = FloatText.readOrNil(text.span, at: &place), place == text.count else { return nil }
            return value
        case .object, .array, .null: return nil
        }
    }

    func isBool(_ index: Int) -> Bool { nodes[index].kind == .yes || nodes[index].kind == .no }

    func bool(_ index: Int) -> Bool? {
        let node = nodes[index]
        return switch node.kind {
        case .yes: true
        case .no: false
        case .integer: integer(node).map { $0 != 0 }
        case .double, .string, .object, .array, .null: nil
        }
    }
}
