import Columns
import Errors

/// ClickHouse's single-value form: how one value of a type stands in states and indexes.
///
/// | type | bytes |
/// |---|---|
/// | fixed width | the value, little-endian |
/// | String | varuint length, bytes |
/// | FixedString | the bytes |
/// | Nullable | u8 is NULL, then the value unless it is |
/// | Array, Map | varuint count, elements |
/// | Tuple | elements |
enum SingleValueForm {
    static func write(_ value: Value, of type: DataType, into bytes: inout [UInt8]) {
        switch type.storedValue {
        case .nullable(let inner):
            bytes.append(value == .null ? 1 : 0)
            if value != .null { write(value, of: inner, into: &bytes) }
        case .lowCardinality(let inner): write(value, of: inner, into: &bytes)
        case .array(let element):
            guard case .array(let elements) = value else { return }
            bytes.append(varuint: UInt64(elements.count))
            for item in elements { write(item, of: element, into: &bytes) }
        case .map(let key, let mapped):
            guard case .array(let elements) = value else { return }
            bytes.append(varuint: UInt64(elements.count))
            for item in elements {
                write(item, of: .tuple([TupleElement(nil, key), TupleElement(nil, mapped)]), into: &bytes)
            }
        case .tuple(let elements):
            guard case .tuple(let items) = value else { return }
            for (element, item) in zip(elements, items) { write(item, of: element.type, into: &bytes) }
        case .variant(let types): write(value, of: .layout(ofAlternatives: types), into: &bytes)
        case .string, .aggregateFunction, .dynamicValue, .object:
            if case .string(let content) = value { bytes.append(lengthAnd: content) }
        default: writeFixed(value, of: type, into: &bytes)
        }
    }

    /// The bytes of a fixed-width value.
    static func writeFixed(_ value: Value, of type: DataType, into bytes: inout [UInt8]) {
        let width = type.storedValue.fixedWidth ?? 0
        switch value {
        case .uint64(let number): append(number, width, &bytes)
        case .int64(let number): append(number, width, &bytes)
        case .uint128(let number): append(number, width, &bytes)
        case .int128(let number): append(number, width, &bytes)
        case .uint256(let number): append(number, width, &bytes)
        case .int256(let number): append(number, width, &bytes)
        case .float64(let number):
            if width == 4 { bytes.append(littleEndian: Float(number)) } else { bytes.append(littleEndian: number) }
        case .string(let content):
            bytes.append(contentsOf: content)
            bytes.append(contentsOf: repeatElement(0, count: max(0, width - content.count)))
        case .null, .array, .tuple: break
        }
    }

    private static func append<T: FixedWidthInteger>(_ number: T, _ width: Int, _ bytes: inout [UInt8]) {
        switch width {
        case 1: bytes.append(UInt8(truncatingIfNeeded: number))
        case 2: bytes.append(littleEndian: UInt16(truncatingIfNeeded: number))
        case 4: bytes.append(littleEndian: UInt32(truncatingIfNeeded: number))
        case 8: bytes.append(littleEndian: UInt64(truncatingIfNeeded: number))
        case 16: bytes.append(littleEndian: UInt128(truncatingIfNeeded: number))
        default: bytes.append(littleEndian: UInt256(truncatingIfNeeded: number))
        }
    }

    static func read(_ type: DataType, _ reader: inout StateReader) throws(QueryError) -> Value {
        switch type.storedValue {
        case .nullable(let inner): return try reader.byte() != 0 ? .null : try read(inner, &reader)
        case .lowCardinality(let inner): return try read(inner, &reader)
        case .array(let element): return try readElements(of: element, &reader)
        case .map(let key, let mapped):
            return try readElements(of: .tuple([TupleElement(nil, key), TupleElement(nil, mapped)]), &reader)
        case .tuple(let elements):
            var items: [Value] = []
            for element in elements { items.append(try read(element.type, &reader)) }
            return .tuple(items)
        case .variant(let types): return try read(.layout(ofAlternatives: types), &reader)
        case .string, .aggregateFunction, .dynamicValue, .object: return .string(try reader.string())
        case .fixedString(let size): return .string(try reader.take(size))
        case .nothing: return .null
        default: return try readFixed(type.physicalKind, &reader)
        }
    }

    private static func readElements(
        of element: DataType, _ reader: inout StateReader
    ) throws(QueryError) -> Value {
        let count = try reader.count(ofSize: smallestSize(of: element))
        var items: [Value] = []
        for _ in 0..<count { items.append(try read(element, &reader)) }
        return .array(items)
    }

    /// The least number of bytes a value takes; empty tuples take none, and there may be only so many of them.
    private static func smallestSize(of type: DataType) -> Int {
        if case .tuple(let elements) = type { return max(1, elements.count) }
        return type.fixedWidth ?? 1
    }

    private static func readFixed(_ kind: PhysicalKind, _ reader: inout StateReader) throws(QueryError) -> Value {
        switch kind {
        case .int8: .int64(Int64(try reader.integer(Int8.self)))
        case .int16: .int64(Int64(try reader.integer(Int16.self)))
        case .int32: .int64(Int64(try reader.integer(Int32.self)))
        case .int64: .int64(try reader.integer())
        case .int128: .int128(try reader.integer())
        case .int256: .int256(try reader.integer())
        case .uint8: .uint64(UInt64(try reader.integer(UInt8.self)))
        case .uint16: .uint64(UInt64(try reader.integer(UInt16.self)))
        case .uint32: .uint64(UInt64(try reader.integer(UInt32.self)))
        case .uint64: .uint64(try reader.integer())
        case .uint128: .uint128(try reader.integer())
        case .uint256: .uint256(try reader.integer())
        case .float32: .float64(Double(try reader.float()))
        case .float64: .float64(try reader.double())
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing: .null
        }
    }
}

/// The form of a value in ClickHouse's arenas, which states of `groupArray` and its kin keep for types that are
/// neither numbers nor strings.
///
/// | type | bytes |
/// |---|---|
/// | fixed width, FixedString | the value |
/// | String | u64 length + 1, bytes, a zero byte |
/// | Nullable | u8 is NULL, then the value unless it is |
/// | Array, Map | u64 count, elements |
/// | Tuple | elements |
enum ArenaForm {
    static func write(_ value: Value, of type: DataType, into bytes: inout [UInt8]) {
        switch type.storedValue {
        case .nullable(let inner):
            bytes.append(value == .null ? 1 : 0)
            if value != .null { write(value, of: inner, into: &bytes) }
        case .lowCardinality(let inner): write(value, of: inner, into: &bytes)
        case .array(let element):
            guard case .array(let elements) = value else { return }
            bytes.append(littleEndian: UInt64(elements.count))
            for item in elements { write(item, of: element, into: &bytes) }
        case .map(let key, let mapped):
            guard case .array(let elements) = value else { return }
            bytes.append(littleEndian: UInt64(elements.count))
            for item in elements {
                write(item, of: .tuple([TupleElement(nil, key), TupleElement(nil, mapped)]), into: &bytes)
            }
        case .tuple(let elements):
            guard case .tuple(let items) = value else { return }
            for (element, item) in zip(elements, items) { write(item, of: element.type, into: &bytes) }
        case .variant(let types): write(value, of: .layout(ofAlternatives: types), into: &bytes)
        case .string, .aggregateFunction, .dynamicValue, .object:
            guard case .string(let content) = value else { return }
            bytes.append(littleEndian: UInt64(content.count + 1))
            bytes.append(contentsOf: content)
            bytes.append(0)
        default: SingleValueForm.writeFixed(value, of: type, into: &bytes)
        }
    }

    static func read(_ type: DataType, _ reader: inout StateReader) throws(QueryError) -> Value {
        switch type.storedValue {
        case .nullable(let inner): return try reader.byte() != 0 ? .null : try read(inner, &reader)
        case .lowCardinality(let inner): return try read(inner, &reader)
        case .array(let element): return try readElements(of: element, &reader)
        case .map(let key, let mapped):
            return try readElements(of: .tuple([TupleElement(nil, key), TupleElement(nil, mapped)]), &reader)
        case .tuple(let elements):
            var items: [Value] = []
            for element in elements { items.append(try read(element.type, &reader)) }
            return .tuple(items)
        case .variant(let types): return try read(.layout(ofAlternatives: types), &reader)
        case .string, .aggregateFunction, .dynamicValue, .object:
            let size = try reader.checked(try reader.integer(), ofSize: 1)
            guard size > 0 else { throw StateReader.broken("a string has no end") }
            var content = try reader.take(size)
            content.removeLast()
            return .string(content)
        default: return try SingleValueForm.read(type, &reader)
        }
    }

    private static func readElements(
        of element: DataType, _ reader: inout StateReader
    ) throws(QueryError) -> Value {
        let count = try reader.checked(try reader.integer(), ofSize: 1)
        var items: [Value] = []
        for _ in 0..<count { items.append(try read(element, &reader)) }
        return .array(items)
    }
}
