import Codecs
import Columns
import Errors

/// Arrow's buffers of numbers as columns.
enum ArrowNumbers {
    /// Offsets of strings or lists: they start at `first` and never decrease.
    struct Ends {
        let first: Int
        let last: Int
        /// The ends, counted from `first`.
        let relative: [Int]
    }

    static func ends(
        _ bytes: [UInt8], isLarge: Bool, _ count: Int, _ field: ArrowField
    ) throws(QueryError) -> Ends {
        if count == 0 { return Ends(first: 0, last: 0, relative: []) }
        var reader = ByteReader(bytes)
        var offsets: [Int]
        if isLarge {
            offsets = try reader.readArray(of: Int64.self, count: count + 1).map { Int($0) }
        } else {
            offsets = try reader.readArray(of: Int32.self, count: count + 1).map { Int($0) }
        }
        let first = offsets.removeFirst()
        var previous = first
        for index in offsets.indices {
            let offset = offsets[index]
            guard offset >= previous, first >= 0 else {
                throw QueryError(.incorrectData, "Broken Arrow column '\(field.name)': offsets decrease")
            }
            previous = offset
            offsets[index] = offset - first
        }
        return Ends(first: first, last: previous, relative: offsets)
    }

    /// Codes of a dictionary.
    static func codes(_ bytes: [UInt8], _ type: ArrowType, _ count: Int) throws(QueryError) -> [Int] {
        var reader = ByteReader(bytes)
        guard case .int(let bits, let isSigned) = type else { return [] }
        switch (bits, isSigned) {
        case (8, true): return try reader.readArray(of: Int8.self, count: count).map { Int($0) }
        case (8, false): return try reader.readArray(of: UInt8.self, count: count).map { Int($0) }
        case (16, true): return try reader.readArray(of: Int16.self, count: count).map { Int($0) }
        case (16, false): return try reader.readArray(of: UInt16.self, count: count).map { Int($0) }
        case (32, true): return try reader.readArray(of: Int32.self, count: count).map { Int($0) }
        case (32, false): return try reader.readArray(of: UInt32.self, count: count).map { Int($0) }
        default: return try reader.readArray(of: Int64.self, count: count).map { Int($0) }
        }
    }

    /// Values of one width.
    static func column(_ field: ArrowField, _ bytes: [UInt8], _ count: Int) throws(QueryError) -> TypedColumn {
        var reader = ByteReader(bytes)
        switch field.type {
        case .bool:
            guard bytes.count >= (count + 7) / 8 else {
                throw QueryError(.cannotReadAllData, "Broken Arrow column '\(field.name)': it is cut off")
            }
            return TypedColumn(type: .bool, column: .uint8(ArrowBits.unpacked(bytes, count: count)))
        case .float(bits: 16):
            let halves = try reader.readArray(of: UInt16.self, count: count)
            return TypedColumn(type: .float32, column: .float32(halves.map { HalfFloat.value($0) }))
        case .milliseconds:
            let values = try reader.readArray(of: Int64.self, count: count)
            let seconds = values.map { UInt32(truncatingIfNeeded: $0 / 1000) }
            return TypedColumn(type: .dateTime(zone: nil), column: .uint32(seconds))
        case .time(let unit, bits: 32):
            let values = try reader.readArray(of: Int32.self, count: count).map { Int64($0) }
            return TypedColumn(type: .dateTime64(precision: unit, zone: nil), column: .int64(values))
        case .decimal(let precision, let scale, let bits):
            let type = DataType.decimal(precision: precision, scale: scale)
            return TypedColumn(type: type, column: try decimals(&reader, type, bits: bits, count))
        case .fixedBinary where field.isUUID:
            let values = try reader.readArray(of: UInt128.self, count: count)
            return TypedColumn(type: .uuid, column: .uint128(UUIDBytes.swapped(values)))
        default:
            let type = try plain(field.type)
            return TypedColumn(type: type, column: try reader.readLeaf(type, count: count))
        }
    }

    private static func plain(_ type: ArrowType) throws(QueryError) -> DataType {
        switch type {
        case .int(let bits, true): return bits == 8 ? .int8 : bits == 16 ? .int16 : bits == 32 ? .int32 : .int64
        case .int(let bits, false): return bits == 8 ? .uint8 : bits == 16 ? .uint16 : bits == 32 ? .uint32 : .uint64
        case .float(let bits): return bits == 32 ? .float32 : .float64
        case .fixedBinary(let width): return .fixedString(size: width)
        case .days: return .date32
        case .time(let unit, _): return .dateTime64(precision: unit, zone: nil)
        case .timestamp(let unit, let zone):
            // A zone that is unknown here is the session's: the moment is the same.
            let isKnown = zone.map { (try? TimeZoneRegistry.named($0)) != nil } ?? false
            return .dateTime64(precision: unit, zone: isKnown ? zone : nil)
        case .duration(let unit):
            return .interval(unit == 0 ? .second : unit == 3 ? .millisecond : unit == 6 ? .microsecond : .nanosecond)
        default: throw QueryError(.logicalError, "An Arrow type is not of a fixed width")
        }
    }

    private static func decimals(
        _ reader: inout ByteReader, _ type: DataType, bits: Int, _ count: Int
    ) throws(QueryError) -> Column {
        switch (type.physicalKind, bits) {
        case (.int32, 32), (.int64, 64), (.int128, 128), (.int256, 256):
            return try reader.readLeaf(type, count: count)
        case (_, 256):
            let values = try reader.readArray(of: Int256.self, count: count)
            return try Column(values.map { .int256($0) }, as: type)
        case (_, 128):
            let values = try reader.readArray(of: Int128.self, count: count)
            switch type.physicalKind {
            case .int32: return .int32(values.map { Int32(truncatingIfNeeded: $0) })
            case .int64: return .int64(values.map { Int64(truncatingIfNeeded: $0) })
            default: return try Column(values.map { .int128($0) }, as: type)
            }
        case (_, 64):
            let values = try reader.readArray(of: Int64.self, count: count)
            return try Column(values.map { .int64($0) }, as: type)
        default:
            let values = try reader.readArray(of: Int32.self, count: count)
            return try Column(values.map { .int64(Int64($0)) }, as: type)
        }
    }
}

/// IEEE 754's numbers of sixteen bits.
enum HalfFloat {
    static func value(_ bits: UInt16) -> Float {
        let sign = UInt32(bits >> 15) << 31
        let exponent = Int(bits >> 10 & 31)
        let fraction = UInt32(bits & 0x3FF)
        if exponent == 31 { return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13) }
        if exponent == 0 {
            let magnitude = Float(fraction) / 16_777_216
            return sign == 0 ? magnitude : -magnitude
        }
        return Float(bitPattern: sign | UInt32(exponent + 112) << 23 | fraction << 13)
    }
}
