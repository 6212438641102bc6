import Codecs
import Columns
import Errors

/// How the values of a leaf are written.
struct ParquetLeafForm {
    let physical: ParquetPhysicalType
    let meaning: ParquetMeaning
    let type: DataType
    let width: Int
    let isEnum: Bool

    init(
        _ physical: ParquetPhysicalType, _ meaning: ParquetMeaning, _ type: DataType, width: Int = 0,
        isEnum: Bool = false
    ) {
        self.physical = physical
        self.meaning = meaning
        self.type = type
        self.width = width
        self.isEnum = isEnum
    }

    /// Are its values strings, for which a dictionary may pay?
    var isString: Bool { physical == .byteArray }

    /// The leaf's element of the schema.
    func element(_ name: String, kind: Int) -> ThriftValue {
        var fields: [Int: ThriftValue] = [1: .int32(physical.rawValue), 3: .int32(kind), 4: .text(name)]
        if width > 0 { fields[2] = .int32(width) }
        let empty = ThriftValue.structure([:])
        var logical: [Int: ThriftValue]?
        switch meaning {
        case .plain, .half: break
        case .text:
            logical = [isEnum ? 4 : 1: empty]
            fields[6] = .int32(isEnum ? 4 : 0)
        case .date:
            logical = [6: empty]
            fields[6] = .int32(6)
        case .uuid: logical = [14: empty]
        case .integer(let bits, let isSigned):
            logical = [10: .structure([1: .int8(Int8(truncatingIfNeeded: bits)), 2: .bool(isSigned)])]
            fields[6] = .int32((isSigned ? 15 : 11) + RunLengths.bits(upTo: bits) - 4)
        case .timestamp(let unit), .time(let unit):
            logical = [8: .structure([1: .bool(true), 2: .structure([unit / 3: empty])])]
            if unit < 9 { fields[6] = .int32(unit == 3 ? 9 : 10) }
        case .decimal(let precision, let scale):
            logical = [5: .structure([1: .int32(scale), 2: .int32(precision)])]
            fields[6] = .int32(5)
            fields[7] = .int32(scale)
            fields[8] = .int32(precision)
        }
        if let logical { fields[10] = .structure(logical) }
        return .structure(fields)
    }

    /// The values of a leaf of strings.
    func strings(_ column: Column) throws(QueryError) -> StringColumn {
        switch (type, column) {
        case (_, .string(let strings)): return strings
        case (_, .fixedString(let strings)):
            return StringColumn(ends: (0..<strings.count).map { ($0 + 1) * strings.size }, bytes: strings.bytes)
        case (.enum8(let names), .int8(let numbers)): return try enumerated(names, numbers.map { Int16($0) })
        case (.enum16(let names), .int16(let numbers)): return try enumerated(names, numbers)
        default: throw QueryError(.logicalError, "A column is not laid out as its type says: \(type.name)")
        }
    }

    private func enumerated(_ values: EnumValues, _ numbers: [Int16]) throws(QueryError) -> StringColumn {
        var result = StringColumn()
        for number in numbers {
            guard let name = values.name(of: number) else {
                throw QueryError(.badArguments, "Unexpected value \(number) in enum")
            }
            result.append(name)
        }
        return result
    }

    /// Appends the values in the encoding PLAIN.
    func write(_ column: Column, to writer: inout ByteWriter) throws(QueryError) {
        let rows = 0..<column.count
        switch (type, column) {
        case _ where isString: Self.write(try strings(column), to: &writer)
        case (.bool, .uint8(let values)): writer.writeBytes(ArrowBits.packed(values))
        case (.dateTime, .uint32(let values)) where physical == .int64:
            writer.writeArray(values.map { Int64($0) &* 1000 }, in: rows)
        case (.dateTime64(let precision, _), .int64(let ticks)):
            guard case .timestamp(let unit) = meaning else { return }
            writer.writeArray(DateTimeTicks.scaled(ticks, by: unit - precision), in: rows)
        case (.uuid, .uint128(let values)): writer.writeArray(UUIDBytes.swapped(values), in: rows)
        case (.decimal, .int32(let values)): writer.writeArray(values.map(\.byteSwapped), in: rows)
        case (.decimal, .int64(let values)): writer.writeArray(values.map(\.byteSwapped), in: rows)
        case (.decimal, .int128(let values)): writer.writeArray(values.map(\.byteSwapped), in: rows)
        case (.decimal, .int256(let values)): writer.writeArray(values.map(\.byteSwapped), in: rows)
        case (_, .int8(let values)): writer.writeArray(values.map { Int32($0) }, in: rows)
        case (_, .int16(let values)): writer.writeArray(values.map { Int32($0) }, in: rows)
        case (_, .uint8(let values)): writer.writeArray(values.map { Int32($0) }, in: rows)
        case (_, .uint16(let values)): writer.writeArray(values.map { Int32($0) }, in: rows)
        default: try writer.writeLeaf(column, type: type, rows: rows)
        }
    }

    /// Strings, each behind its size in four bytes.
    static func write(_ strings: StringColumn, to writer: inout ByteWriter) {
        writer.reserve(strings.bytes.count + 4 * strings.count)
        for row in 0..<strings.count {
            let range = strings.range(of: row)
            writer.writeFixed(UInt32(truncatingIfNeeded: range.count))
            writer.writeBytes(strings.bytes, in: range)
        }
    }
}
