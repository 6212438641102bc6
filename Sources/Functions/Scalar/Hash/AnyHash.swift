import Columns
import Errors

/// A hash function over any number of arguments of any types, as ClickHouse's `FunctionAnyHash` combines them.
///
/// Each value is hashed by itself and mixed into the row's hash; tuples are their elements; of an array, first the
/// length
/// counts, then each element.
protocol AnyHash: ScalarFunction {
    associatedtype Word: FixedWidthInteger & Sendable
    static var resultType: DataType { get }
    /// Numbers of up to 64 bits are hashed by `intHash64` instead of by their bytes.
    static var hashesIntegersQuickly: Bool { get }
    static func hash(_ bytes: Span<UInt8>) -> Word
    static func combine(_ first: Word, _ second: Word) -> Word
    static func column(_ words: [Word]) -> Column
    /// The hash of no argument at all.
    static var nothing: Word { get }
    static var sizeMax: Int { get }
}

extension AnyHash {
    static var toleratesEveryValue: Bool { true }
    static var nothing: Word { Word(truncatingIfNeeded: 0xe28d_bde7_fe22_e41c as UInt64) }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        for (position, argument) in arguments.enumerated() {
            if case .aggregateFunction = argument.type { throw illegalArgumentType(name, position, argument.type) }
        }
        return resultType
    }

    /// The longest string that it can hash.
    static var sizeMax: Int { Int.max }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if sizeMax < Int.max { for argument in arguments { try checkSizes(argument.column) } }
        var words = HashWords<Self>(rowCount: rowCount)
        for argument in arguments { words.add(argument.column, argument.type) }
        return column(words.words)
    }
}

extension AnyHash {
    private static func checkSizes(_ column: Column) throws(QueryError) {
        switch column {
        case .string(let strings):
            for row in 0..<strings.count where strings.range(of: row).count > sizeMax {
                throw QueryError(.notImplemented, "\(name) of strings over \(sizeMax) bytes is not supported")
            }
        case .fixedString(let strings) where strings.size > sizeMax:
            throw QueryError(.notImplemented, "\(name) of strings over \(sizeMax) bytes is not supported")
        case .array(let array): try checkSizes(array.elements)
        case .tuple(let tuple): for element in tuple.elements { try checkSizes(element) }
        case .nullable(let nullable): try checkSizes(nullable.values)
        default: break
        }
    }
}

extension AnyHash where Word == UInt64 {
    static var resultType: DataType { .uint64 }
    static func column(_ words: [UInt64]) -> Column { .uint64(words) }
}

extension AnyHash where Word == UInt32 {
    static var resultType: DataType { .uint32 }
    static func column(_ words: [UInt32]) -> Column { .uint32(words) }
}

extension AnyHash where Word == UInt128 {
    static var resultType: DataType { .fixedString(size: 16) }

    static func column(_ words: [UInt128]) -> Column {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.count * 16)
        for word in words {
            for place in 0..<16 { bytes.append(UInt8(truncatingIfNeeded: word &>> UInt128(place &* 8))) }
        }
        return .fixedString(FixedStringColumn(size: 16, bytes: bytes))
    }
}

/// The hash of every row so far.
struct HashWords<Function: AnyHash> {
    private(set) var words: [Function.Word]
    private var isFirst = true
    private static var null: Function.Word {
        Function.Word(truncatingIfNeeded: 0x5715_f196_cbea_7a40_c58a_d2da_03d9_a871 as UInt128)
    }

    init(rowCount: Int) { words = [Function.Word](repeating: Function.nothing, count: rowCount) }

    mutating func add(_ column: Column, _ type: DataType) {
        switch (column, type.storedValue) {
        case (.string(let strings), _): add(strings)
        case (.tuple(let tuple), .tuple(let elements)):
            for (part, element) in zip(tuple.elements, elements) { add(part, element.type) }
        case (.array(let array), .array(let element)): add(array, element)
        case (.array(let array), .map(let key, let value)):
            add(array, .tuple([TupleElement(nil, key), TupleElement(nil, value)]))
        case (.nullable(let nullable), .nullable(let inner)): add(nullable, inner)
        case (.lowCardinality, .lowCardinality(let inner)): add(column.withoutLowCardinality, inner)
        case (.nothing, _): break
        default: addFixedWidth(column, type.storedValue)
        }
    }

    private mutating func addFixedWidth(_ column: Column, _ type: DataType) {
        if Function.hashesIntegersQuickly, type.isHashedAsInteger, let bits = zeroExtendedBits(column) {
            mix(bits) { Function.Word(truncatingIfNeeded: saltedHash64($0)) }
            return
        }
        guard let raw = RawBytes(column) else { return }
        let bytes = raw.bytes.span
        var place = 0
        if isFirst {
            for row in words.indices {
                words[row] = Function.hash(bytes.extracting(place..<place &+ raw.width))
                place &+= raw.width
            }
        } else {
            for row in words.indices {
                words[row] = Function.combine(words[row], Function.hash(bytes.extracting(place..<place &+ raw.width)))
                place &+= raw.width
            }
        }
        isFirst = false
    }

    @inline(__always)
    private mutating func mix(_ values: [UInt64], _ hash: (UInt64) -> Function.Word) {
        if isFirst {
            for row in words.indices { words[row] = hash(values[row]) }
        } else {
            for row in words.indices { words[row] = Function.combine(words[row], hash(values[row])) }
        }
        isFirst = false
    }

    private mutating func add(_ strings: StringColumn) {
        let bytes = strings.bytes.span
        if isFirst {
            for row in words.indices { words[row] = Function.hash(bytes.extracting(strings.range(of: row))) }
        } else {
            for row in words.indices {
                let hash = Function.hash(bytes.extracting(strings.range(of: row)))
                words[row] = Function.combine(words[row], hash)
            }
        }
        isFirst = false
    }

    private mutating func add(_ array: ArrayColumn, _ element: DataType) {
        var inner = HashWords(rowCount: array.elements.count)
        inner.add(array.elements, element)
        for row in words.indices {
            let range = array.range(of: row)
            let length = UInt64(range.count)
            let hash =
                Function.Word.bitWidth != 64
                ? Function.Word(truncatingIfNeeded: intHash32(length))
                : Function.Word(truncatingIfNeeded: saltedHash64(length))
            var word = isFirst ? hash : Function.combine(words[row], hash)
            for place in range { word = Function.combine(word, inner.words[place]) }
            words[row] = word
        }
        isFirst = false
    }

    /// A NULL inside an array or tuple has a hash of its own, whatever the function.
    private mutating func add(_ nullable: NullableColumn, _ inner: DataType) {
        let before = words
        let wasFirst = isFirst
        add(nullable.values, inner)
        isFirst = false
        for row in words.indices where nullable.nulls[row] != 0 {
            words[row] = wasFirst ? Self.null : Function.combine(before[row], Self.null)
        }
    }
}

extension DataType {
    /// Hashed by its number, not by its bytes.
    fileprivate var isHashedAsInteger: Bool {
        switch self {
        case .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64, .float32, .float64, .bool, .date,
            .date32, .dateTime, .enum8, .enum16, .ipv4:
            true
        default: false
        }
    }
}
