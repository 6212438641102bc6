import Errors

extension Column {
    package var count: Int {
        switch self {
        case .int8(let values): values.count
        case .int16(let values): values.count
        case .int32(let values): values.count
        case .int64(let values): values.count
        case .int128(let values): values.count
        case .int256(let values): values.count
        case .uint8(let values): values.count
        case .uint16(let values): values.count
        case .uint32(let values): values.count
        case .uint64(let values): values.count
        case .uint128(let values): values.count
        case .uint256(let values): values.count
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .string(let column): column.count
        case .fixedString(let column): column.count
        case .array(let column): column.count
        case .tuple(let column): column.count
        case .nullable(let column): column.count
        case .lowCardinality(let column): column.count
        case .constant(let column): column.count
        case .nothing(let count): count
        }
    }

    /// Bytes held in memory, about; for accounting.
    package var byteCount: Int {
        switch self {
        case .string(let column): column.bytes.count + column.ends.count * 8
        case .fixedString(let column): column.bytes.count
        case .array(let column): column.elements.byteCount + column.ends.count * 8
        case .tuple(let column): column.elements.reduce(0) { $0 + $1.byteCount }
        case .nullable(let column): column.values.byteCount + column.nulls.count
        case .lowCardinality(let column): column.dictionary.byteCount + column.codes.count * 4
        case .constant(let column): column.value.byteCount
        case .nothing: 0
        case .int8, .uint8: count
        case .int16, .uint16: count * 2
        case .int32, .uint32, .float32: count * 4
        case .int64, .uint64, .float64: count * 8
        case .int128, .uint128: count * 16
        case .int256, .uint256: count * 32
        }
    }

    package var isConstant: Bool { if case .constant = self { true } else { false } }

    /// The column with `.constant` spelled out; nested columns never hold one.
    package var materialised: Column {
        guard case .constant(let constant) = self else { return self }
        return constant.value.repeating(count: constant.count)
    }

    /// A plain column of the values: no constant, no dictionary (`LowCardinality(Nullable(T))` becomes `.nullable`).
    package var withoutLowCardinality: Column {
        switch self {
        case .lowCardinality(let column): column.decoded
        case .constant(let constant):
            .constant(ConstantColumn(constant.value.withoutLowCardinality, count: constant.count))
        default: self
        }
    }

    /// One row, over and over. `self` must have exactly one row.
    package func repeating(count: Int) -> Column {
        precondition(self.count == 1, "only one row can be repeated")
        return gathering([UInt32](repeating: 0, count: count))
    }

    /// A column of `count` default values of `type` (zero, empty, NULL where it may be).
    package static func defaults(of type: DataType, count: Int) -> Column {
        switch type.physicalKind {
        case .int8:
            .int8([Int8](repeating: type.defaultEnumNumber.map { Int8(truncatingIfNeeded: $0) } ?? 0, count: count))
        case .int16: .int16([Int16](repeating: type.defaultEnumNumber ?? 0, count: count))
        case .int32: .int32([Int32](repeating: type == .date32 ? -25_567 : 0, count: count))
        case .int64: .int64([Int64](repeating: 0, count: count))
        case .int128: .int128([Int128](repeating: 0, count: count))
        case .int256: .int256([Int256](repeating: .zero, count: count))
        case .uint8: .uint8([UInt8](repeating: 0, count: count))
        case .uint16: .uint16([UInt16](repeating: 0, count: count))
        case .uint32: .uint32([UInt32](repeating: 0, count: count))
        case .uint64: .uint64([UInt64](repeating: 0, count: count))
        case .uint128: .uint128([UInt128](repeating: 0, count: count))
        case .uint256: .uint256([UInt256](repeating: .zero, count: count))
        case .float32: .float32([Float](repeating: 0, count: count))
        case .float64: .float64([Double](repeating: 0, count: count))
        case .string: .string(stringDefaults(of: type, count: count))
        case .nothing: .nothing(count: count)
        case .fixedString, .array, .tuple, .nullable, .lowCardinality: nestedDefaults(of: type, count: count)
        }
    }

    /// Objects with typed paths have these, at their defaults.
    private static func stringDefaults(of type: DataType, count: Int) -> StringColumn {
        guard case .object(let object) = type.storedValue, !object.typed.isEmpty, count > 0 else {
            return StringColumn(ends: [Int](repeating: 0, count: count))
        }
        var one: [UInt8] = []
        ObjectBytesWriter.write(ObjectPath.defaults(of: object), to: &one)
        var result = StringColumn()
        for _ in 0..<count { result.append(one) }
        return result
    }

    private static func nestedDefaults(of type: DataType, count: Int) -> Column {
        switch type.storedValue {
        case .fixedString(let size):
            return .fixedString(FixedStringColumn(size: size, bytes: [UInt8](repeating: 0, count: size * count)))
        case .array(let element):
            let ends = [Int](repeating: 0, count: count)
            return .array(ArrayColumn(ends: ends, elements: defaults(of: element, count: 0)))
        case .map(let key, let value):
            let pair = TupleColumn(elements: [defaults(of: key, count: 0), defaults(of: value, count: 0)], count: 0)
            return .array(ArrayColumn(ends: [Int](repeating: 0, count: count), elements: .tuple(pair)))
        case .tuple(let elements):
            let columns = elements.map { defaults(of: $0.type, count: count) }
            return .tuple(TupleColumn(elements: columns, count: count))
        case .nullable(let inner):
            let nulls = [UInt8](repeating: 1, count: count)
            return .nullable(NullableColumn(nulls: nulls, values: defaults(of: inner, count: count)))
        case .variant(let types): return defaults(of: .layout(ofAlternatives: types), count: count)
        case .lowCardinality(let inner):
            let dictionary = defaults(of: inner.withoutNullable, count: inner.isNullable ? 2 : 1)
            let codes = [UInt32](repeating: 0, count: count)
            return .lowCardinality(
                LowCardinalityColumn(dictionary: dictionary, codes: codes, isNullable: inner.isNullable))
        default:
            preconditionFailure("\(type) is not a nested layout")
        }
    }
}

extension DataType {
    /// An enum's default is its smallest number; other types have none here.
    fileprivate var defaultEnumNumber: Int16? {
        switch self {
        case .enum8(let values), .enum16(let values): values.numbers[0]
        default: nil
        }
    }
}

extension LowCardinalityColumn {
    /// The values, row by row, without the dictionary.
    package var decoded: Column {
        let values = dictionary.gathering(codes)
        guard isNullable else { return values }
        return .nullable(NullableColumn(nulls: codes.map { $0 == 0 ? 1 : 0 }, values: values))
    }
}
