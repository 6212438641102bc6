import Errors

extension Column {
    /// The value of one row, for slow paths. `row` must be below `count`.
    package func value(at row: Int) -> Value {
        switch self {
        case .int8(let values): .int64(Int64(values[row]))
        case .int16(let values): .int64(Int64(values[row]))
        case .int32(let values): .int64(Int64(values[row]))
        case .int64(let values): .int64(values[row])
        case .int128(let values): .int128(values[row])
        case .int256(let values): .int256(values[row])
        case .uint8(let values): .uint64(UInt64(values[row]))
        case .uint16(let values): .uint64(UInt64(values[row]))
        case .uint32(let values): .uint64(UInt64(values[row]))
        case .uint64(let values): .uint64(values[row])
        case .uint128(let values): .uint128(values[row])
        case .uint256(let values): .uint256(values[row])
        case .float32(let values): .float64(Double(values[row]))
        case .float64(let values): .float64(values[row])
        case .string(let column): .string(Array(column[row]))
        case .fixedString(let column): .string(Array(column[row]))
        case .array(let column): .array(column.range(of: row).map { column.elements.value(at: $0) })
        case .tuple(let column): .tuple(column.elements.map { $0.value(at: row) })
        case .nullable(let column): column.nulls[row] != 0 ? .null : column.values.value(at: row)
        case .lowCardinality(let column):
            column.isNullable && column.codes[row] == 0 ? .null : column.dictionary.value(at: Int(column.codes[row]))
        case .constant(let column): column.value.value(at: 0)
        case .nothing: .null
        }
    }

    /// The column of `values` as `type` lays them out. A value of another kind, or one out of range, is
    /// `TYPE_MISMATCH`: callers convert first.
    package init(_ values: [Value], as type: DataType) throws(QueryError) {
        self = try Column.laidOut(values, as: type)
    }
}

extension Column {
    /// All of `values` in the layout of `type`, in one go.
    package static func laidOut(_ values: [Value], as type: DataType) throws(QueryError) -> Column {
        switch type.storedValue {
        case .nullable(let inner):
            let nulls: [UInt8] = values.map { $0 == .null ? 1 : 0 }
            let filler = defaults(of: inner, count: 1).value(at: 0)
            let column = try laidOut(values.map { $0 == .null ? filler : $0 }, as: inner)
            return .nullable(NullableColumn(nulls: nulls, values: column))
        case .lowCardinality(let inner):
            return try laidOutLowCardinality(values, inner: inner)
        case .array(let element):
            return try laidOutArrays(values, element: element)
        case .map(let key, let value):
            return try laidOutArrays(values, element: .tuple([TupleElement(nil, key), TupleElement(nil, value)]))
        case .tuple(let elements):
            var columns: [Column] = []
            for (position, element) in elements.enumerated() {
                var parts: [Value] = []
                for value in values {
                    guard case .tuple(let fields) = value, fields.count == elements.count else {
                        throw mismatch(value, type)
                    }
                    parts.append(fields[position])
                }
                columns.append(try laidOut(parts, as: element.type))
            }
            return .tuple(TupleColumn(elements: columns, count: values.count))
        case .variant(let types): return try laidOut(values, as: .layout(ofAlternatives: types))
        default:
            return try laidOutPlain(values, as: type)
        }
    }

    private static func laidOutLowCardinality(_ values: [Value], inner: DataType) throws(QueryError) -> Column {
        guard case .lowCardinality(let empty) = defaults(of: .lowCardinality(inner), count: 0) else {
            throw mismatch(.null, inner)
        }
        var index = DictionaryIndex(empty.dictionary)
        let plain = values.filter { $0 != .null }
        let mapping = index.codes(addingAll: try laidOut(plain, as: inner.withoutNullable), reserved: 0)
        var next = 0
        var codes: [UInt32] = []
        for value in values {
            if value == .null {
                guard inner.isNullable else { throw mismatch(value, inner) }
                codes.append(0)
            } else {
                // With NULL at code 0, the default value is found at code 1 (the index prefers the later code).
                codes.append(mapping[next])
                next += 1
            }
        }
        return .lowCardinality(
            LowCardinalityColumn(dictionary: index.dictionary, codes: codes, isNullable: inner.isNullable))
    }

    private static func laidOutArrays(_ values: [Value], element: DataType) throws(QueryError) -> Column {
        var ends: [Int] = []
        var elements: [Value] = []
        for value in values {
            guard case .array(let fields) = value else { throw mismatch(value, .array(element)) }
            elements.append(contentsOf: fields)
            ends.append(elements.count)
        }
        return .array(ArrayColumn(ends: ends, elements: try laidOut(elements, as: element)))
    }

    private static func laidOutPlain(_ values: [Value], as type: DataType) throws(QueryError) -> Column {
        switch type.physicalKind {
        case .string:
            var column = StringColumn()
            for value in values {
                guard case .string(let bytes) = value else { throw mismatch(value, type) }
                column.append(bytes)
            }
            return .string(column)
        case .fixedString:
            guard case .fixedString(let size) = type.storedValue else { throw mismatch(.null, type) }
            var column = FixedStringColumn(size: size)
            for value in values {
                guard case .string(let bytes) = value, bytes.count <= size else { throw mismatch(value, type) }
                column.bytes.append(contentsOf: bytes)
                column.bytes.append(contentsOf: repeatElement(0, count: size - bytes.count))
            }
            return .fixedString(column)
        case .nothing: return .nothing(count: values.count)
        case .float32: return .float32(try values.map { (value) throws(QueryError) in Float(try float(value, type)) })
        case .float64: return .float64(try values.map { (value) throws(QueryError) in try float(value, type) })
        default:
            var visitor = IntegerLayout(values: values, type: type)
            guard let column = try defaults(of: type, count: 0).visitFixedWidth(&visitor) else {
                throw mismatch(values.first ?? .null, type)
            }
            return column
        }
    }

    private static func float(_ value: Value, _ type: DataType) throws(QueryError) -> Double {
        switch value {
        case .float64(let number): return number
        case .uint64(let number): return Double(number)
        case .int64(let number): return Double(number)
        default: throw mismatch(value, type)
        }
    }

    fileprivate static func mismatch(_ value: Value, _ type: DataType) -> QueryError {
        QueryError(.typeMismatch, "The value \(value.literal) is not one of type \(type.name)")
    }
}

/// Integers of any width out of `Value`s, checked for the range of the width.
private struct IntegerLayout: FixedWidthVisitor {
    let values: [Value]
    let type: DataType

    mutating func visit<T: FixedWidthValue>(_ layout: [T]) throws(QueryError) -> Column {
        guard let width = T.self as? any (FixedWidthInteger & FixedWidthValue).Type else {
            throw Column.mismatch(values.first ?? .null, type)
        }
        return try column(width)
    }

    private func column<I: FixedWidthInteger & FixedWidthValue>(_ width: I.Type) throws(QueryError) -> Column {
        var result: [I] = []
        result.reserveCapacity(values.count)
        for value in values {
            guard let number: I = value.exactInteger() else { throw Column.mismatch(value, type) }
            result.append(number)
        }
        return I.column(result)
    }
}

extension Value {
    /// The value as an integer of type `I`, where it is one and fits.
    package func exactInteger<I: FixedWidthInteger>() -> I? {
        switch self {
        case .uint64(let number): I(exactly: number)
        case .int64(let number): I(exactly: number)
        case .uint128(let number): I(exactly: number)
        case .int128(let number): I(exactly: number)
        case .uint256(let number): I(exactly: number)
        case .int256(let number): I(exactly: number)
        case .null, .float64, .string, .array, .tuple: nil
        }
    }
}
