import Columns
import Errors

/// Values that are one stretch of bytes: fixed widths, and strings with their lengths.
extension ByteReader {
    /// `count` values of `type`, which is neither nested nor an aggregate state.
    package mutating func readLeaf(_ type: DataType, count: Int) throws(QueryError) -> Column {
        switch type.storedValue {
        case .string: return .string(try readStrings(count: count))
        case .fixedString(let size):
            let (total, overflow) = size.multipliedReportingOverflow(by: count)
            guard !overflow else { throw QueryError(.tooLargeArraySize, "Too many rows: \(count)") }
            return .fixedString(FixedStringColumn(size: size, bytes: try readBytes(total)))
        case .bool: return .uint8(canonicalMask(try readArray(count: count)))
        default: return try readFixedWidth(type, count: count)
        }
    }

    private mutating func readFixedWidth(_ type: DataType, count: Int) throws(QueryError) -> Column {
        switch type.physicalKind {
        case .int8: return .int8(try readArray(count: count))
        case .int16: return .int16(try readArray(count: count))
        case .int32: return .int32(try readArray(count: count))
        case .int64: return .int64(try readArray(count: count))
        case .int128: return .int128(try readArray(count: count))
        case .int256: return .int256(try readArray(count: count))
        case .uint8: return .uint8(try readArray(count: count))
        case .uint16: return .uint16(try readArray(count: count))
        case .uint32: return .uint32(try readArray(count: count))
        case .uint64: return .uint64(try readArray(count: count))
        case .uint128: return .uint128(try readArray(count: count))
        case .uint256: return .uint256(try readArray(count: count))
        case .float32: return .float32(try readArray(count: count))
        case .float64: return .float64(try readArray(count: count))
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .nothing:
            throw QueryError(.logicalError, "Type \(type.name) is not of a fixed width")
        }
    }
}

/// Bytes that mean yes and no, as 1 and 0.
func canonicalMask(_ bytes: [UInt8]) -> [UInt8] {
    var all: UInt8 = 0
    for byte in bytes { all |= byte }
    return all <= 1 ? bytes : bytes.map { $0 == 0 ? 0 : 1 }
}

extension ByteWriter {
    /// The values of `rows` of `column`, which is a plain column of `type`.
    package mutating func writeLeaf(_ column: Column, type: DataType, rows: Range<Int>) throws(QueryError) {
        switch column {
        case .string(let strings): writeStrings(strings, rows: rows)
        case .fixedString(let strings):
            writeBytes(strings.bytes, in: rows.lowerBound * strings.size..<rows.upperBound * strings.size)
        default: try writeFixedWidth(column, type: type, rows: rows)
        }
    }

    private mutating func writeFixedWidth(_ column: Column, type: DataType, rows: Range<Int>) throws(QueryError) {
        switch column {
        case .int8(let values): writeArray(values, in: rows)
        case .int16(let values): writeArray(values, in: rows)
        case .int32(let values): writeArray(values, in: rows)
        case .int64(let values): writeArray(values, in: rows)
        case .int128(let values): writeArray(values, in: rows)
        case .int256(let values): writeArray(values, in: rows)
        case .uint8(let values): writeArray(values, in: rows)
        case .uint16(let values): writeArray(values, in: rows)
        case .uint32(let values): writeArray(values, in: rows)
        case .uint64(let values): writeArray(values, in: rows)
        case .uint128(let values): writeArray(values, in: rows)
        case .uint256(let values): writeArray(values, in: rows)
        case .float32(let values): writeArray(values, in: rows)
        case .float64(let values): writeArray(values, in: rows)
        case .string, .fixedString, .array, .tuple, .nullable, .lowCardinality, .constant, .nothing:
            throw layoutMismatch(type)
        }
    }
}

/// A column that is not laid out as its type says: a bug of ours, but not one to end the server for.
func layoutMismatch(_ type: DataType) -> QueryError {
    QueryError(.logicalError, "A column is not laid out as its type says: \(type.name)")
}
