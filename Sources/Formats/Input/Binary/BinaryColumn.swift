import Codecs
import Columns
import Errors

/// The binary values of one column as they are gathered row by row.
indirect enum BinaryColumn {
    /// Values of one width, end to end.
    case fixed(DataType, width: Int, bytes: [UInt8])
    case strings(StringColumn)
    case nullable(nulls: [UInt8], values: BinaryColumn)
    case array(ends: [Int], count: Int, elements: BinaryColumn)
    case tuple([BinaryColumn])
    /// Values that get a dictionary at the end.
    case lowCardinality(DataType, BinaryColumn)
    /// States and other rare values, one by one.
    case values(DataType, [Value])

    init(_ type: DataType) {
        switch type.storedValue {
        case .string: self = .strings(StringColumn())
        case .nullable(let inner): self = .nullable(nulls: [], values: BinaryColumn(inner))
        case .array(let element): self = .array(ends: [], count: 0, elements: BinaryColumn(element))
        case .map(let key, let value):
            self = .array(ends: [], count: 0, elements: .tuple([BinaryColumn(key), BinaryColumn(value)]))
        case .tuple(let elements) where !elements.isEmpty: self = .tuple(elements.map { BinaryColumn($0.type) })
        case .lowCardinality(let inner): self = .lowCardinality(inner, BinaryColumn(inner))
        case .aggregateFunction, .nothing, .tuple: self = .values(type, [])
        default:
            if let width = type.fixedWidth {
                self = .fixed(type, width: width, bytes: [])
            } else {
                self = .values(type, [])
            }
        }
    }

    /// Reads one row's value.
    mutating func readRow(_ reader: inout ByteReader) throws(QueryError) {
        switch self {
        case .fixed(let type, let width, var bytes):
            self = .tuple([])
            defer { self = .fixed(type, width: width, bytes: bytes) }
            try reader.need(width)
            bytes.append(contentsOf: reader.bytes[reader.offset..<reader.offset &+ width])
            try reader.skip(width)
        case .strings(var column):
            self = .tuple([])
            defer { self = .strings(column) }
            let count = try reader.readCount(max: CodecLimits.stringSizeMax, of: "bytes of a string")
            try reader.need(count)
            column.append(reader.bytes[reader.offset..<reader.offset &+ count])
            try reader.skip(count)
        case .nullable(var nulls, var values):
            self = .tuple([])
            defer { self = .nullable(nulls: nulls, values: values) }
            let isNull = try reader.readBool()
            nulls.append(isNull ? 1 : 0)
            if isNull { values.appendDefault() } else { try values.readRow(&reader) }
        case .array(var ends, let count, var elements):
            self = .tuple([])
            var total = count
            defer { self = .array(ends: ends, count: total, elements: elements) }
            let size = try reader.readCount(max: Limits.arrayElementsMax, of: "elements of an array")
            // An element takes a byte at least, except those of types without bytes.
            guard elements.bytesMin > 0 || size <= 1 << 16 else {
                throw QueryError(.tooLargeArraySize, "Too large count of elements of an array: \(size)")
            }
            try reader.need(elements.bytesMin &* size)
            for _ in 0..<size { try elements.readRow(&reader) }
            total += size
            ends.append(total)
        case .tuple(var elements):
            self = .tuple([])
            defer { self = .tuple(elements) }
            for index in elements.indices { try elements[index].readRow(&reader) }
        case .lowCardinality(let inner, var values):
            self = .tuple([])
            defer { self = .lowCardinality(inner, values) }
            try values.readRow(&reader)
        case .values(let type, var values):
            self = .tuple([])
            defer { self = .values(type, values) }
            values.append(try reader.readValue(of: type))
        }
    }

    /// Bytes of a value at least: 0 or 1.
    private var bytesMin: Int {
        switch self {
        case .values(let type, _): type.storedValue == .nothing || type.storedValue == .tuple([]) ? 0 : 1
        case .tuple(let elements): elements.reduce(0) { Swift.max($0, $1.bytesMin) }
        default: 1
        }
    }

    private mutating func appendDefault() {
        switch self {
        case .fixed(let type, let width, var bytes):
            self = .tuple([])
            bytes.append(contentsOf: repeatElement(0, count: width))
            self = .fixed(type, width: width, bytes: bytes)
        case .strings(var column):
            self = .tuple([])
            column.append([])
            self = .strings(column)
        case .nullable(let nulls, var values):
            values.appendDefault()
            self = .nullable(nulls: nulls + [1], values: values)
        case .array(let ends, let count, let elements):
            self = .array(ends: ends + [count], count: count, elements: elements)
        case .tuple(var elements):
            for index in elements.indices { elements[index].appendDefault() }
            self = .tuple(elements)
        case .lowCardinality(let inner, var values):
            values.appendDefault()
            self = .lowCardinality(inner, values)
        case .values(let type, let values):
            self = .values(type, values + [Column.defaults(of: type, count: 1).value(at: 0)])
        }
    }

    /// Drops what stands behind the first `count` rows.
    mutating func truncate(rows count: Int) {
        switch self {
        case .fixed(let type, let width, var bytes):
            bytes.removeLast(Swift.max(bytes.count - count * width, 0))
            self = .fixed(type, width: width, bytes: bytes)
        case .strings(var column):
            column.ends.removeLast(Swift.max(column.ends.count - count, 0))
            column.bytes.removeLast(column.bytes.count - (column.ends.last ?? 0))
            self = .strings(column)
        case .nullable(var nulls, var values):
            nulls.removeLast(Swift.max(nulls.count - count, 0))
            values.truncate(rows: count)
            self = .nullable(nulls: nulls, values: values)
        case .array(var ends, _, var elements):
            ends.removeLast(Swift.max(ends.count - count, 0))
            let total = ends.last ?? 0
            elements.truncate(rows: total)
            self = .array(ends: ends, count: total, elements: elements)
        case .tuple(var elements):
            for index in elements.indices { elements[index].truncate(rows: count) }
            self = .tuple(elements)
        case .lowCardinality(let inner, var values):
            values.truncate(rows: count)
            self = .lowCardinality(inner, values)
        case .values(let type, var values):
            values.removeLast(Swift.max(values.count - count, 0))
            self = .values(type, values)
        }
    }

    /// All rows as a column.
    func column(_ rowCount: Int) throws(QueryError) -> Column {
        switch self {
        case .fixed(let type, _, let bytes):
            var reader = ByteReader(bytes)
            return try reader.readLeaf(type, count: rowCount)
        case .strings(let column): return .string(column)
        case .nullable(let nulls, let values):
            return .nullable(NullableColumn(nulls: nulls, values: try values.column(rowCount)))
        case .array(let ends, let count, let elements):
            return .array(ArrayColumn(ends: ends, elements: try elements.column(count)))
        case .tuple(let elements):
            var columns: [Column] = []
            for element in elements { columns.append(try element.column(rowCount)) }
            return .tuple(TupleColumn(elements: columns, count: rowCount))
        case .lowCardinality(let inner, let values):
            return try LowCardinalityColumn.encoding(try values.column(rowCount), inner)
        case .values(let type, let values): return try Column(values, as: type)
        }
    }
}
