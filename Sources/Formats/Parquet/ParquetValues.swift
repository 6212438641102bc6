import Codecs
import Columns
import Errors

/// Values of a page as they lie there, before they mean anything.
enum ParquetValues {
    /// 0/1 bytes.
    case bits([UInt8])
    case int32([Int32]), int64([Int64])
    case float([Float]), double([Double])
    case strings(StringColumn)
    /// Values of `width` bytes, end to end.
    case fixed([UInt8], width: Int)

    /// `count` values in the encoding PLAIN.
    static func plain(_ leaf: ParquetLeaf, _ reader: inout ByteReader, count: Int) throws(QueryError) -> ParquetValues {
        switch leaf.physical {
        case .boolean:
            try reader.need((count + 7) / 8)
            return .bits(ArrowBits.unpacked(reader.bytes, count: count, from: reader.offset * 8))
        case .int32: return .int32(try reader.readArray(count: count))
        case .int64: return .int64(try reader.readArray(count: count))
        case .float: return .float(try reader.readArray(count: count))
        case .double: return .double(try reader.readArray(count: count))
        case .byteArray:
            // Every string takes at least the four bytes of its length.
            guard count <= reader.remaining / 4 else {
                throw QueryError(.cannotReadAllData, "Broken Parquet page: \(count) strings are not there")
            }
            var result = StringColumn()
            result.ends.reserveCapacity(count)
            result.bytes.reserveCapacity(reader.remaining - 4 * count)
            for _ in 0..<count {
                let size = Int(try reader.readFixed(UInt32.self))
                try reader.need(size)
                result.append(reader.bytes[reader.offset..<reader.offset &+ size])
                try reader.skip(size)
            }
            return .strings(result)
        case .int96, .fixedByteArray:
            let (size, overflow) = count.multipliedReportingOverflow(by: leaf.width)
            guard !overflow else { throw QueryError(.parquetException, "Broken Parquet page: \(count) values") }
            return .fixed(try reader.readBytes(size), width: leaf.width)
        }
    }

    /// `count` values in an encoding that is not a dictionary's.
    static func read(
        _ leaf: ParquetLeaf, encoding: Int, _ reader: inout ByteReader, count: Int
    ) throws(QueryError) -> ParquetValues {
        switch (encoding, leaf.physical) {
        case (0, _): return try plain(leaf, &reader, count: count)
        case (3, .boolean):
            try reader.skip(4)
            var values: [UInt32] = []
            try RunLengths.read(&reader, bits: 1, count: count, into: &values)
            return .bits(values.map { UInt8(truncatingIfNeeded: $0) })
        case (5, .int32): return .int32(try deltas(&reader, count).map { Int32(truncatingIfNeeded: $0) })
        case (5, .int64): return .int64(try deltas(&reader, count))
        case (6, .byteArray): return .strings(try deltaLengths(&reader, count))
        case (7, .byteArray): return .strings(try deltaStrings(&reader, count))
        case (7, .fixedByteArray):
            let strings = try deltaStrings(&reader, count)
            guard strings.ends.enumerated().allSatisfy({ $1 == ($0 + 1) * leaf.width }) else {
                throw QueryError(.parquetException, "Broken Parquet page: values have another width")
            }
            return .fixed(strings.bytes, width: leaf.width)
        case (9, .int32), (9, .int64), (9, .float), (9, .double), (9, .fixedByteArray):
            let (size, overflow) = count.multipliedReportingOverflow(by: leaf.width)
            guard !overflow else { throw QueryError(.parquetException, "Broken Parquet page: \(count) values") }
            try reader.need(size)
            var whole = [UInt8](repeating: 0, count: size)
            for byte in 0..<leaf.width {
                let start = reader.offset &+ byte &* count
                for row in 0..<count { whole[row &* leaf.width &+ byte] = reader.bytes[start &+ row] }
            }
            var merged = ByteReader(whole)
            return try plain(leaf, &merged, count: count)
        default:
            throw QueryError(
                .notImplemented, "Parquet encoding \(encoding) of values of type \(leaf.physical) is not supported")
        }
    }

    private static func deltas(_ reader: inout ByteReader, _ count: Int) throws(QueryError) -> [Int64] {
        let values = try DeltaPacked.read(&reader, countMax: count)
        guard values.count == count else {
            throw QueryError(.parquetException, "Broken Parquet page: \(values.count) values instead of \(count)")
        }
        return values
    }

    private static func deltaLengths(_ reader: inout ByteReader, _ count: Int) throws(QueryError) -> StringColumn {
        var ends: [Int] = []
        var total = 0
        for length in try deltas(&reader, count) {
            guard length >= 0, length <= reader.remaining, total + Int(length) <= reader.remaining else {
                throw QueryError(.parquetException, "Broken Parquet page: a string of \(length) bytes")
            }
            total += Int(length)
            ends.append(total)
        }
        return StringColumn(ends: ends, bytes: try reader.readBytes(total))
    }

    private static func deltaStrings(_ reader: inout ByteReader, _ count: Int) throws(QueryError) -> StringColumn {
        let prefixes = try deltas(&reader, count)
        let suffixes = try deltaLengths(&reader, count)
        var result = StringColumn()
        var previous: [UInt8] = []
        for (row, prefix) in prefixes.enumerated() {
            guard prefix >= 0, prefix <= previous.count, result.bytes.count <= CodecLimits.stringSizeMax else {
                throw QueryError(.parquetException, "Broken Parquet page: a common prefix of \(prefix) bytes")
            }
            previous = Array(previous[..<Int(prefix)]) + suffixes[row]
            result.append(previous)
        }
        return result
    }

    /// The values as a column of the leaf's type.
    func column(_ leaf: ParquetLeaf) throws(QueryError) -> Column {
        switch (self, leaf.meaning) {
        case (_, .decimal(let precision, let scale)):
            return try decimals(.decimal(precision: precision, scale: scale))
        case (.int32(let values), .integer(let bits, let isSigned)):
            return Self.narrowed(values, bits: bits, isSigned: isSigned)
        case (.int64(let values), .integer(_, false)):
            return .uint64(values.map { UInt64(bitPattern: $0) })
        case (.int32(let values), .time): return .int64(values.map { Int64($0) })
        case (.bits(let values), _): return .uint8(values)
        case (.int32(let values), _): return .int32(values)
        case (.int64(let values), _): return .int64(values)
        case (.float(let values), _): return .float32(values)
        case (.double(let values), _): return .float64(values)
        case (.strings(let strings), _): return .string(strings)
        case (.fixed(let bytes, _), .uuid):
            var reader = ByteReader(bytes)
            return .uint128(UUIDBytes.swapped(try reader.readArray(count: bytes.count / 16)))
        case (.fixed(let bytes, _), .half):
            var reader = ByteReader(bytes)
            return .float32(try reader.readArray(count: bytes.count / 2).map { HalfFloat.value($0) })
        case (.fixed(let bytes, let width), .text):
            let ends = (0..<bytes.count / width).map { ($0 + 1) * width }
            return .string(StringColumn(ends: ends, bytes: bytes))
        case (.fixed(let bytes, let width), _):
            guard leaf.physical == .int96 else {
                return .fixedString(FixedStringColumn(size: width, bytes: bytes))
            }
            return try Self.moments(bytes)
        }
    }

    private static func narrowed(_ values: [Int32], bits: Int, isSigned: Bool) -> Column {
        switch (bits, isSigned) {
        case (8, true): .int8(values.map { Int8(truncatingIfNeeded: $0) })
        case (16, true): .int16(values.map { Int16(truncatingIfNeeded: $0) })
        case (8, false): .uint8(values.map { UInt8(truncatingIfNeeded: $0) })
        case (16, false): .uint16(values.map { UInt16(truncatingIfNeeded: $0) })
        case (_, false): .uint32(values.map { UInt32(bitPattern: $0) })
        default: .int32(values)
        }
    }

    /// INT96: nanoseconds of a day, then the Julian day, whose number 2,440,588 is 1970-01-01.
    private static func moments(_ bytes: [UInt8]) throws(QueryError) -> Column {
        var reader = ByteReader(bytes)
        var ticks: [Int64] = []
        for _ in 0..<bytes.count / 12 {
            let nanoseconds: Int64 = try reader.readFixed()
            let day = Int64(try reader.readFixed(Int32.self)) - 2_440_588
            ticks.append(day &* 86_400_000_000_000 &+ nanoseconds)
        }
        return .int64(ticks)
    }

    private func decimals(_ type: DataType) throws(QueryError) -> Column {
        switch self {
        case .int32(let values):
            if type.physicalKind == .int32 { return .int32(values) }
            return try Column(values.map { .int64(Int64($0)) }, as: type)
        case .int64(let values):
            if type.physicalKind == .int64 { return .int64(values) }
            return try Column(values.map { .int64($0) }, as: type)
        case .strings(let strings):
            var values: [Value] = []
            for row in 0..<strings.count { values.append(.int256(try Self.number(strings[row]))) }
            return try Column(values, as: type)
        case .fixed(let bytes, let width):
            var values: [Value] = []
            for start in stride(from: 0, to: bytes.count, by: width) {
                values.append(.int256(try Self.number(bytes[start..<start + width])))
            }
            return try Column(values, as: type)
        case .bits, .float, .double: throw QueryError(.parquetException, "Broken Parquet schema: decimals as floats")
        }
    }

    /// A signed number, the big end first.
    private static func number(_ bytes: ArraySlice<UInt8>) throws(QueryError) -> Int256 {
        let fill: UInt8 = (bytes.first ?? 0) & 0x80 == 0 ? 0 : 0xFF
        let significant = bytes.count > 32 ? bytes.drop { $0 == fill } : bytes
        guard significant.count <= 32 else {
            throw QueryError(.parquetException, "A Parquet decimal has \(significant.count) bytes")
        }
        var limbs: [UInt64] = [0, 0, 0, 0]
        if fill != 0 { limbs = [.max, .max, .max, .max] }
        for (index, byte) in significant.reversed().enumerated() {
            let shift = UInt64(8 * (index & 7))
            limbs[index >> 3] = limbs[index >> 3] & ~(0xFF << shift) | UInt64(byte) << shift
        }
        return Int256(bitPattern: UInt256(limbs[0], limbs[1], limbs[2], limbs[3]))
    }
}
