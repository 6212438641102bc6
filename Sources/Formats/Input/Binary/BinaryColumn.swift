import Codecs
import Columns
import Errors

/// The binary values of one column as they are gathered row by row.
///
/// A class, for what is gathered must grow in place: the payload of an enum is copied with every row.
class BinaryColumn {
    /// Reads one row's value.
    func readRow(_ reader: inout ByteReader) throws(QueryError) {}
    func appendDefault() {}
    /// Drops what stands behind the first `count` rows.
    func truncate(rows count: Int) {}
    /// All rows as a column.
    func column(_ rowCount: Int) throws(QueryError) -> Column { .nothing(count: rowCount) }
    /// Bytes of a value at least: 0 or 1.
    var bytesMin: Int { 1 }

    static func gathering(_ type: DataType) -> BinaryColumn {
        switch type.storedValue {
        case .string: return BinaryStrings()
        case .fixedString(let size): return BinaryFixedStrings(size: size)
        case .bool: return BinaryBools()
        case .nullable(let inner): return BinaryNullable(gathering(inner))
        case .array(let element): return BinaryArrays(gathering(element))
        case .map(let key, let value):
            return BinaryArrays(BinaryTuples([gathering(key), gathering(value)]))
        case .tuple(let elements) where !elements.isEmpty:
            return BinaryTuples(elements.map { gathering($0.type) })
        case .lowCardinality(let inner): return BinaryLowCardinality(inner, gathering(inner))
        case .aggregateFunction, .nothing, .tuple, .variant, .dynamicValue, .object: return BinaryValues(type)
        default: break
        }
        switch type.physicalKind {
        case .int8: return BinaryNumbers<Int8>()
        case .int16: return BinaryNumbers<Int16>()
        case .int32: return BinaryNumbers<Int32>()
        case .int64: return BinaryNumbers<Int64>()
        case .int128: return BinaryNumbers<Int128>()
        case .int256: return BinaryNumbers<Int256>()
        case .uint8: return BinaryNumbers<UInt8>()
        case .uint16: return BinaryNumbers<UInt16>()
        case .uint32: return BinaryNumbers<UInt32>()
        case .uint64: return BinaryNumbers<UInt64>()
        case .uint128: return BinaryNumbers<UInt128>()
        case .uint256: return BinaryNumbers<UInt256>()
        case .float32: return BinaryNumbers<Float>()
        case .float64: return BinaryNumbers<Double>()
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing: return BinaryValues(type)
        }
    }
}

private final class BinaryNumbers<T: FixedWidthValue>: BinaryColumn {
    private var values: [T] = []

    override func readRow(_ reader: inout ByteReader) throws(QueryError) { values.append(try reader.readFixed()) }
    override func appendDefault() { values.append(T.zero) }
    override func truncate(rows count: Int) { values.removeLast(Swift.max(values.count - count, 0)) }
    override func column(_ rowCount: Int) -> Column { T.column(values) }
}

private final class BinaryBools: BinaryColumn {
    private var values: [UInt8] = []

    override func readRow(_ reader: inout ByteReader) throws(QueryError) {
        values.append(try reader.readByte() == 0 ? 0 : 1)
    }

    override func appendDefault() { values.append(0) }
    override func truncate(rows count: Int) { values.removeLast(Swift.max(values.count - count, 0)) }
    override func column(_ rowCount: Int) -> Column { .uint8(values) }
}

private final class BinaryFixedStrings: BinaryColumn {
    private let size: Int
    private var bytes: [UInt8] = []

    init(size: Int) { self.size = size }

    override func readRow(_ reader: inout ByteReader) throws(QueryError) {
        try reader.need(size)
        bytes.append(contentsOf: reader.bytes[reader.offset..<reader.offset &+ size])
        try reader.skip(size)
    }

    override func appendDefault() { bytes.append(contentsOf: repeatElement(0, count: size)) }
    override func truncate(rows count: Int) { bytes.removeLast(Swift.max(bytes.count - count * size, 0)) }
    override func column(_ rowCount: Int) -> Column { .fixedString(FixedStringColumn(size: size, bytes: bytes)) }
}

private final class BinaryStrings: BinaryColumn {
    private var strings = StringColumn()

    override func readRow(_ reader: inout ByteReader) throws(QueryError) {
        let count = try reader.readCount(max: CodecLimits.stringSizeMax, of: "bytes of a string")
        try reader.need(count)
        strings.bytes.append(contentsOf: reader.bytes[reader.offset..<reader.offset &+ count])
        strings.ends.append(strings.bytes.count)
        try reader.skip(count)
    }

    override func appendDefault() { strings.ends.append(strings.bytes.count) }

    override func truncate(rows count: Int) {
        strings.ends.removeLast(Swift.max(strings.ends.count - count, 0))
        strings.bytes.removeLast(strings.bytes.count - (strings.ends.last ?? 0))
    }

    override func column(_ rowCount: Int) -> Column { .string(strings) }
}

private final class BinaryNullable: BinaryColumn {
    private var nulls: [UInt8] = []
    private let values: BinaryColumn

    init(_ values: BinaryColumn) { self.values = values }

    override func readRow(_ reader: inout ByteReader) throws(QueryError) {
        let isNull = try reader.readBool()
        if isNull { values.appendDefault() } else { try values.readRow(&reader) }
        nulls.append(isNull ? 1 : 0)
    }

    override func appendDefault() {
        nulls.append(1)
        values.appendDefault()
    }

    override func truncate(rows count: Int) {
        nulls.removeLast(Swift.max(nulls.count - count, 0))
        values.truncate(rows: count)
    }

    override func column(_ rowCount: Int) throws(QueryError) -> Column {
        .nullable(NullableColumn(nulls: nulls, values: try values.column(rowCount)))
    }
}

private final class BinaryArrays: BinaryColumn {
    private var ends: [Int] = []
    private var count = 0
    private let elements: BinaryColumn

    init(_ elements: BinaryColumn) { self.elements = elements }

    override func readRow(_ reader: inout ByteReader) throws(QueryError) {
        let size = try reader.readCount(max: Limits.arrayElementsMax, of: "elements of an array")
        // An element takes a byte at least, except those of types without bytes.
        guard elements.bytesMin > 0 || size <= 1 << 16 else {
            throw QueryError(.tooLargeArraySize, "Too large count of elements of an array: \(size)")
        }
        try reader.need(elements.bytesMin &* size)
        for _ in 0..<size { try elements.readRow(&reader) }
        count += size
        ends.append(count)
    }

    override func appendDefault() { ends.append(count) }

    override func truncate(rows rowCount: Int) {
        ends.removeLast(Swift.max(ends.count - rowCount, 0))
        count = ends.last ?? 0
        elements.truncate(rows: count)
    }

    override func column(_ rowCount: Int) throws(QueryError) -> Column {
        .array(ArrayColumn(ends: ends, elements: try elements.column(count)))
    }
}

private final class BinaryTuples: BinaryColumn {
    private let elements: [BinaryColumn]

    init(_ elements: [BinaryColumn]) { self.elements = elements }

    override func readRow(_ reader: inout ByteReader) throws(QueryError) {
        for element in elements { try element.readRow(&reader) }
    }

    override func appendDefault() { for element in elements { element.appendDefault() } }
    override func truncate(rows count: Int) { for element in elements { element.truncate(rows: count) } }

    override func column(_ rowCount: Int) throws(QueryError) -> Column {
        var columns: [Column] = []
        for element in elements { columns.append(try element.column(rowCount)) }
        return .tuple(TupleColumn(elements: columns, count: rowCount))
    }

    override var bytesMin: Int { elements.reduce(0) { Swift.max($0, $1.bytesMin) } }
}

/// Values that get a dictionary at the end.
private final class BinaryLowCardinality: BinaryColumn {
    private let inner: DataType
    private let values: BinaryColumn

    init(_ inner: DataType, _ values: BinaryColumn) {
        self.inner = inner
        self.values = values
    }

    override func readRow(_ reader: inout ByteReader) throws(QueryError) { try values.readRow(&reader) }
    override func appendDefault() { values.appendDefault() }
    override func truncate(rows count: Int) { values.truncate(rows: count) }

    override func column(_ rowCount: Int) throws(QueryError) -> Column {
        try LowCardinalityColumn.encoding(try values.column(rowCount), inner)
    }
}

/// States and other rare values, one by one.
private final class BinaryValues: BinaryColumn {
    private let type: DataType
    private var values: [Value] = []

    init(_ type: DataType) { self.type = type }

    override func readRow(_ reader: inout ByteReader) throws(QueryError) {
        values.append(try reader.readValue(of: type))
    }

    override func appendDefault() { values.append(Column.defaults(of: type, count: 1).value(at: 0)) }
    override func truncate(rows count: Int) { values.removeLast(Swift.max(values.count - count, 0)) }
    override func column(_ rowCount: Int) throws(QueryError) -> Column { try Column(values, as: type) }
    override var bytesMin: Int { type.storedValue == .nothing || type.storedValue == .tuple([]) ? 0 : 1 }
}
