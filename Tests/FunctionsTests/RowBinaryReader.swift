import Columns
import Errors

/// Reads what the golden files hold: RowBinaryWithNamesAndTypes, type by type, into `Value`s.
struct RowBinaryReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    struct Malformed: Error {}

    var isAtEnd: Bool { position >= bytes.count }

    /// The types of the columns, in order; the names are skipped.
    mutating func readHeader() throws -> [DataType] {
        let count = try readLength()
        for _ in 0..<count { _ = try readBytes(try readLength()) }
        return try (0..<count).map { _ in
            try DataType(parsing: String(decoding: try readBytes(try readLength()), as: UTF8.self))
        }
    }

    mutating func readValue(_ type: DataType) throws -> Value {
        switch type {
        case .nullable(let inner):
            if try readInteger(UInt8.self) != 0 { return .null }
            return try readValue(inner)
        case .lowCardinality(let inner): return try readValue(inner)
        case .nothing: return .null
        case .array(let element):
            let count = try readLength()
            return .array(try (0..<count).map { _ in try readValue(element) })
        case .tuple(let elements): return .tuple(try elements.map { try readValue($0.type) })
        case .map(let key, let value):
            let count = try readLength()
            return .array(try (0..<count).map { _ in .tuple([try readValue(key), try readValue(value)]) })
        case .string, .aggregateFunction: return .string(try readBytes(try readLength()))
        case .fixedString(let size): return .string(try readBytes(size))
        case .float32: return .float64(Double(Float(bitPattern: try readInteger(UInt32.self))))
        case .float64: return .float64(Double(bitPattern: try readInteger(UInt64.self)))
        default: return try readNumber(type)
        }
    }

    private mutating func readNumber(_ type: DataType) throws -> Value {
        switch type.physicalKind {
        case .int8: .int64(Int64(try readInteger(Int8.self)))
        case .int16: .int64(Int64(try readInteger(Int16.self)))
        case .int32: .int64(Int64(try readInteger(Int32.self)))
        case .int64: .int64(try readInteger(Int64.self))
        case .int128: .int128(try readInteger(Int128.self))
        case .int256: .int256(try readInteger(Int256.self))
        case .uint8: .uint64(UInt64(try readInteger(UInt8.self)))
        case .uint16: .uint64(UInt64(try readInteger(UInt16.self)))
        case .uint32: .uint64(UInt64(try readInteger(UInt32.self)))
        case .uint64: .uint64(try readInteger(UInt64.self))
        case .uint128: .uint128(try readInteger(UInt128.self))
        case .uint256: .uint256(try readInteger(UInt256.self))
        default: throw Malformed()
        }
    }

    private mutating func readInteger<I: FixedWidthInteger>(_ type: I.Type) throws -> I {
        var result: I = 0
        for (place, byte) in try readBytes(I.bitWidth / 8).enumerated() {
            result |= I(truncatingIfNeeded: byte) << I(truncatingIfNeeded: place * 8)
        }
        return result
    }

    private mutating func readLength() throws -> Int {
        var result = 0
        var shift = 0
        while true {
            let byte = try readBytes(1)[0]
            result |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
    }

    private mutating func readBytes(_ count: Int) throws -> [UInt8] {
        guard count >= 0, bytes.count - position >= count else { throw Malformed() }
        position += count
        return Array(bytes[position - count..<position])
    }
}
