import Columns
import Errors

/// How the values of an argument are kept one by one by functions that collect them, and how they stand in states.
///
/// | type | bytes of an element |
/// |---|---|
/// | integers, floats, enums, Date, DateTime, IPv4 | the value |
/// | String, FixedString | varuint length, bytes |
/// | others | varuint length, the arena form |
protocol ElementLayout: Sendable {
    associatedtype Element: Hashable & Sendable
    associatedtype Values

    var type: DataType { get }
    func values(of column: Column) -> Values
    func element(_ row: Int, of values: Values) -> Element
    func column(of elements: [Element]) throws(QueryError) -> Column
    func isLess(_ a: Element, _ b: Element) -> Bool
    func write(_ element: Element, into bytes: inout [UInt8])
    func read(_ reader: inout StateReader) throws(QueryError) -> Element
    /// The least bytes an element takes in a state.
    var elementSizeMin: Int { get }
    func heapBytes(of element: Element) -> Int
}

extension ElementLayout {
    func heapBytes(of element: Element) -> Int { 0 }

    func readElements(_ reader: inout StateReader) throws(QueryError) -> [Element] {
        let count = try reader.count(ofSize: elementSizeMin)
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&reader)) }
        return elements
    }

    /// Arrays of elements, one per group.
    func arrays(of lists: [[Element]]) throws(QueryError) -> Column {
        var ends: [Int] = []
        ends.reserveCapacity(lists.count)
        var all: [Element] = []
        for list in lists {
            all.append(contentsOf: list)
            ends.append(all.count)
        }
        return .array(ArrayColumn(ends: ends, elements: try column(of: all)))
    }
}

/// Values of at most 64 bits that states hold raw.
struct WordLayout: ElementLayout {
    let type: DataType
    let word: WordType

    init?(_ type: DataType) {
        guard let word = WordType(type) else { return nil }
        self.type = type
        self.word = word
        switch type.storedValue {
        case .decimal, .dateTime64, .interval, .date32: return nil
        default: break
        }
    }

    var elementSizeMin: Int { word.width }
    func values(of column: Column) -> [UInt64] { word.words(of: column) }
    func element(_ row: Int, of values: [UInt64]) -> UInt64 { values[row] }
    func column(of elements: [UInt64]) -> Column { word.column(of: elements) }
    func isLess(_ a: UInt64, _ b: UInt64) -> Bool { word.isLess(a, b) }
    func write(_ element: UInt64, into bytes: inout [UInt8]) { bytes.append(word: element, width: word.width) }
    func read(_ reader: inout StateReader) throws(QueryError) -> UInt64 { try word.read(&reader) }
}

/// Strings.
struct BytesLayout: ElementLayout {
    let type: DataType

    init?(_ type: DataType) {
        guard type.storedValue.isStringOrFixedString || type.physicalKind == .string else { return nil }
        self.type = type.storedValue
    }

    var elementSizeMin: Int { 1 }
    func values(of column: Column) -> Column { column }

    func element(_ row: Int, of values: Column) -> [UInt8] {
        switch values {
        case .string(let strings): Array(strings[row])
        case .fixedString(let strings): Array(strings[row])
        default: []
        }
    }

    func column(of elements: [[UInt8]]) -> Column {
        if case .fixedString(let size) = type {
            return .fixedString(FixedStringColumn(size: size, bytes: Array(elements.joined())))
        }
        var column = StringColumn()
        for element in elements { column.append(element) }
        return .string(column)
    }

    func isLess(_ a: [UInt8], _ b: [UInt8]) -> Bool { compareLexicographically(a[...], b[...]) < 0 }
    func write(_ element: [UInt8], into bytes: inout [UInt8]) { bytes.append(lengthAnd: element) }

    func read(_ reader: inout StateReader) throws(QueryError) -> [UInt8] {
        let element = try reader.string()
        if case .fixedString(let size) = type, element.count != size {
            throw StateReader.broken("\(element.count) bytes are not a value of \(type.name)")
        }
        return element
    }

    func heapBytes(of element: [UInt8]) -> Int { element.count + 32 }
}

/// All other types.
struct ValueLayout: ElementLayout {
    let type: DataType
    /// Wide integers stand raw, without a length.
    private let isRaw: Bool
    /// Arrays of fixed-width elements stand as those alone, without a count (`groupUniqArray`, `topK`).
    private let isPlainArray: Bool

    init(_ type: DataType, plainArrays: Bool = false) {
        self.type = type.storedValue
        switch type.storedValue {
        case .int128, .uint128, .int256, .uint256: isRaw = true
        default: isRaw = false
        }
        if plainArrays, case .array(let element) = type.storedValue, element.fixedWidth != nil {
            isPlainArray = true
        } else {
            isPlainArray = false
        }
    }

    var elementSizeMin: Int { isRaw ? 16 : 1 }
    func values(of column: Column) -> Column { column }
    func element(_ row: Int, of values: Column) -> Value { values.value(at: row) }
    func column(of elements: [Value]) throws(QueryError) -> Column { try Column(elements, as: type) }
    func isLess(_ a: Value, _ b: Value) -> Bool { compareValues(a, b) < 0 }

    func write(_ element: Value, into bytes: inout [UInt8]) {
        if isRaw { return SingleValueForm.writeFixed(element, of: type, into: &bytes) }
        var content: [UInt8] = []
        if isPlainArray, case .array(let items) = element, case .array(let inner) = type {
            for item in items { SingleValueForm.writeFixed(item, of: inner, into: &content) }
        } else {
            ArenaForm.write(element, of: type, into: &content)
        }
        bytes.append(lengthAnd: content)
    }

    func read(_ reader: inout StateReader) throws(QueryError) -> Value {
        if isRaw { return try SingleValueForm.read(type, &reader) }
        let content = try reader.string()
        var inner = StateReader(content, at: 0)
        if isPlainArray, case .array(let element) = type {
            var items: [Value] = []
            while inner.position < content.count { items.append(try SingleValueForm.read(element, &inner)) }
            return .array(items)
        }
        let value = try ArenaForm.read(type, &inner)
        guard inner.position == content.count else {
            throw StateReader.broken("an element has \(content.count) bytes, \(inner.position) were expected")
        }
        return value
    }

    func heapBytes(of element: Value) -> Int { 64 }
}
