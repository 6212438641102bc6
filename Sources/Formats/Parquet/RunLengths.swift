import Codecs
import Errors

/// Parquet's hybrid of runs and packed bits, for levels and codes.
///
/// | bytes | means |
/// | --- | --- |
/// | variable-length `n << 1` | a run: `n` times the value in the next whole bytes |
/// | variable-length `n << 1 \| 1` | `n` groups of eight values, packed, the lowest bit first |
///
/// - Source: Parquet format, `Encodings.md`, "RLE/Bit-Packing Hybrid".
enum RunLengths {
    /// Appends `count` values of `bits` bits each; 32 bits at most.
    static func read(
        _ reader: inout ByteReader, bits: Int, count: Int, into result: inout [UInt32]
    ) throws(QueryError) {
        guard (0...32).contains(bits) else {
            throw QueryError(.parquetException, "Broken Parquet page: values of \(bits) bits")
        }
        let end = result.count + count
        while result.count < end {
            let head = try reader.readCount(max: 1 << 33, of: "values of a Parquet run")
            let wanted = end - result.count
            if head & 1 == 0 {
                var value: UInt32 = 0
                for index in 0..<(bits + 7) / 8 { value |= UInt32(try reader.readByte()) << UInt32(8 * index) }
                guard head > 0 else { throw QueryError(.parquetException, "Broken Parquet page: an empty run") }
                result.append(contentsOf: repeatElement(value, count: min(head >> 1, wanted)))
            } else {
                let packed = (head >> 1) * 8
                guard packed > 0 else { throw QueryError(.parquetException, "Broken Parquet page: an empty group") }
                let taken = min(packed, wanted)
                // The last group may lack the bytes that nobody needs.
                let size = min((head >> 1) * bits, reader.remaining)
                guard size * 8 >= taken * bits else {
                    throw QueryError(.cannotReadAllData, "Broken Parquet page: packed values are cut off")
                }
                unpack(reader.bytes, from: reader.offset, bits: bits, count: taken, into: &result)
                try reader.skip(size)
            }
        }
    }

    /// Appends `count` values of `bits` bits, 0 … 32, which lie in `bytes` from `start` on.
    static func unpack(
        _ bytes: [UInt8], from start: Int, bits: Int, count: Int, into result: inout [UInt32]
    ) {
        guard bits > 0 else {
            result.append(contentsOf: repeatElement(0, count: count))
            return
        }
        var pending: UInt64 = 0
        var have = 0
        var position = start
        let mask: UInt64 = 1 << UInt64(bits) &- 1
        result.reserveCapacity(result.count + count)
        for _ in 0..<count {
            while have < bits {
                pending |= UInt64(bytes[position]) << UInt64(have)
                position &+= 1
                have &+= 8
            }
            result.append(UInt32(truncatingIfNeeded: pending & mask))
            pending >>= UInt64(bits)
            have &-= bits
        }
    }

    /// Appends `values`, each below 2^`bits`.
    static func write(_ values: [UInt32], bits: Int, to writer: inout ByteWriter) {
        var position = 0
        var packed: [UInt32] = []
        while position < values.count {
            let value = values[position]
            var end = position &+ 1
            while end < values.count, values[end] == value { end &+= 1 }
            if end &- position >= 8 {
                writePacked(&packed, bits: bits, to: &writer)
                writer.writeVarUInt((end &- position) << 1)
                for index in 0..<(bits + 7) / 8 {
                    writer.writeByte(UInt8(truncatingIfNeeded: value >> UInt32(8 * index)))
                }
                position = end
            } else {
                end = min(position &+ 8, values.count)
                packed.append(contentsOf: values[position..<end])
                position = end
            }
        }
        writePacked(&packed, bits: bits, to: &writer)
    }

    private static func writePacked(_ values: inout [UInt32], bits: Int, to writer: inout ByteWriter) {
        guard !values.isEmpty else { return }
        let groups = (values.count + 7) / 8
        writer.writeVarUInt(groups << 1 | 1)
        var pending: UInt64 = 0
        var have = 0
        for index in 0..<groups * 8 {
            pending |= UInt64(index < values.count ? values[index] : 0) << UInt64(have)
            have += bits
            while have >= 8 {
                writer.writeByte(UInt8(truncatingIfNeeded: pending))
                pending >>= 8
                have -= 8
            }
        }
        values = []
    }

    /// Bits that hold numbers up to `max`.
    static func bits(upTo max: Int) -> Int { Int.bitWidth - max.leadingZeroBitCount }
}

/// Integers as differences in blocks of packed bits.
///
/// The head is four variable-length numbers: values of a block, parts of a block, values in all, the first value
/// (zigzag). A block is its least difference (zigzag), a byte of width per part, and the packed parts.
///
/// - Source: Parquet format, `Encodings.md`, "Delta Encoding".
enum DeltaPacked {
    static func read(_ reader: inout ByteReader, countMax: Int) throws(QueryError) -> [Int64] {
        let blockSize = try reader.readCount(max: 1 << 20, of: "values of a delta block")
        let parts = try reader.readCount(max: 1 << 10, of: "parts of a delta block")
        let count = try reader.readCount(max: countMax, of: "delta values")
        var value = try zigzag(&reader)
        guard parts > 0, blockSize.isMultiple(of: parts), (blockSize / parts).isMultiple(of: 8), blockSize > 0 else {
            throw QueryError(.parquetException, "Broken Parquet page: delta blocks of \(blockSize) in \(parts) parts")
        }
        guard count > 0 else { return [] }
        var result = [value]
        let perPart = blockSize / parts
        while result.count < count {
            let least = try zigzag(&reader)
            let widths = try reader.readBytes(parts)
            for width in widths {
                guard result.count < count else { break }
                guard width <= 64 else {
                    throw QueryError(.parquetException, "Broken Parquet page: differences of \(width) bits")
                }
                let taken = min(perPart, count - result.count)
                let bytes = try reader.readBytes(min(perPart * Int(width) / 8, reader.remaining))
                guard bytes.count * 8 >= taken * Int(width) else {
                    throw QueryError(.cannotReadAllData, "Broken Parquet page: differences are cut off")
                }
                for index in 0..<taken {
                    value &+= least &+ Int64(bitPattern: bits(bytes, at: index * Int(width), width: Int(width)))
                    result.append(value)
                }
            }
        }
        return result
    }

    private static func zigzag(_ reader: inout ByteReader) throws(QueryError) -> Int64 {
        let number = try reader.readVarUInt()
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    private static func bits(_ bytes: [UInt8], at start: Int, width: Int) -> UInt64 {
        var result: UInt64 = 0
        var have = 0
        while have < width {
            let bit = start &+ have
            let offset = bit & 7
            let taken = min(8 &- offset, width &- have)
            let part = UInt64(bytes[bit >> 3] >> UInt8(offset)) & (1 << UInt64(taken) &- 1)
            result |= part << UInt64(have)
            have &+= taken
        }
        return result
    }
}
