import Columns
import Errors

/// One value by itself, as `partition.dat`, `minmax_*.idx`, the primary index, aggregate states and RowBinary have it:
/// fixed widths as in a column, strings and arrays behind their count, nullable ones behind a byte.
/// - Source: ClickHouse `ISerialization::serializeBinary(Field)`.
extension ByteWriter {
    /// Row `row` of `column`, which is of `type`.
    package mutating func writeValue(
        of column: Column, at row: Int, type: DataType
    ) throws(QueryError) {
        switch (column, type.storedValue) {
        case (.constant(let constant), _): try writeValue(of: constant.value, at: 0, type: type)
        case (.nullable(let nullable), .nullable(let inner)):
            let isNull = nullable.nulls[row] != 0
            writeByte(isNull ? 1 : 0)
            if !isNull { try writeValue(of: nullable.values, at: row, type: inner) }
        case (.lowCardinality(let column), .lowCardinality(let inner)):
            let code = Int(column.codes[row])
            if column.isNullable {
                writeByte(code == 0 ? 1 : 0)
                if code == 0 { return }
            }
            try writeValue(of: column.dictionary, at: code, type: inner.withoutNullable)
        case (.array(let array), .array(let element)):
            let range = array.range(of: row)
            writeVarUInt(range.count)
            for index in range { try writeValue(of: array.elements, at: index, type: element) }
        case (.array(let array), .map(let key, let value)):
            guard case .tuple(let pair) = array.elements, pair.elements.count == 2 else { throw layoutMismatch(type) }
            let range = array.range(of: row)
            writeVarUInt(range.count)
            for index in range {
                try writeValue(of: pair.elements[0], at: index, type: key)
                try writeValue(of: pair.elements[1], at: index, type: value)
            }
        case (.tuple(let tuple), .tuple(let elements)):
            guard tuple.elements.count == elements.count else { throw layoutMismatch(type) }
            for (index, element) in elements.enumerated() {
                try writeValue(of: tuple.elements[index], at: row, type: element.type)
            }
        case (.string(let states), .aggregateFunction): writeBytes(states[row])
        case (_, .variant), (_, .dynamicValue), (_, .object):
            var bytes: [UInt8] = []
            ValueBytes.write(column.value(at: row), of: type, to: &bytes)
            writeBytes(bytes)
        case (.nothing, _): break
        default: try writeLeaf(column, type: type, rows: row..<row + 1)
        }
    }
}

extension ByteReader {
    /// One value of `type`.
    package mutating func readValue(of type: DataType) throws(QueryError) -> Value {
        switch type.storedValue {
        case .nullable(let inner): return try readBool() ? .null : try readValue(of: inner)
        case .lowCardinality(let inner): return try readValue(of: inner)
        case .array(let element):
            let count = try readCount(max: Limits.arrayElementsMax, of: "elements of an array")
            // An element takes a byte at least.
            try need(count)
            var elements: [Value] = []
            for _ in 0..<count { elements.append(try readValue(of: element)) }
            return .array(elements)
        case .map(let key, let value):
            let count = try readCount(max: Limits.arrayElementsMax, of: "pairs of a map")
            try need(count)
            var pairs: [Value] = []
            for _ in 0..<count { pairs.append(.tuple([try readValue(of: key), try readValue(of: value)])) }
            return .array(pairs)
        case .tuple(let elements):
            var values: [Value] = []
            for element in elements { values.append(try readValue(of: element.type)) }
            return .tuple(values)
        case .aggregateFunction(let state):
            return .string(try readStates(try AggregateStateLayout(of: state), count: 1).bytes)
        case .nothing: return .null
        case .variant, .dynamicValue, .object:
            return try readMixed { (values) throws(QueryError) in try values.readValue(of: type) }
        default: return try readLeaf(type, count: 1).value(at: 0)
        }
    }

    /// What `body` reads of the bytes that follow; where they end, more are asked for.
    mutating func readMixed<T>(
        _ body: (inout ValueBytesReader) throws(QueryError) -> T
    ) throws(QueryError) -> T {
        var values = ValueBytesReader(bytes, in: offset..<end)
        do throws(QueryError) {
            let value = try body(&values)
            try skip(values.position - offset)
            return value
        } catch {
            if values.ranOut { try need(remaining + 1) }
            throw error
        }
    }

    /// Rows of values, row by row, as columns: how the primary index lies.
    package mutating func readRows(of types: [DataType], count: Int) throws(QueryError) -> [Column] {
        var values = [[Value]](repeating: [], count: types.count)
        for _ in 0..<count {
            for (index, type) in types.enumerated() { values[index].append(try readValue(of: type)) }
        }
        var columns: [Column] = []
        for (index, type) in types.enumerated() { columns.append(try Column(values[index], as: type)) }
        return columns
    }
}
