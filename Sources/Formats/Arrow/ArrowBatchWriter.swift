import Codecs
import Columns
import Errors

/// Writes the columns of one record batch: a node (rows, NULLs) per field, depth first, and its buffers.
struct ArrowBatchWriter {
    private let mapping: ArrowMapping
    private let compression: PageCompression
    private var nodes = ByteWriter()
    private var nodeCount = 0
    private var places = ByteWriter()
    private var bufferCount = 0
    private var body = ByteWriter()

    private init(_ mapping: ArrowMapping, _ compression: PageCompression) {
        self.mapping = mapping
        self.compression = compression
    }

    /// The batch as fields of the table `RecordBatch`, and the message's body.
    static func batch(
        _ block: Block, _ mapping: ArrowMapping, _ compression: PageCompression
    ) throws(QueryError) -> (fields: [Int: FlatValue], body: [UInt8]) {
        var writer = ArrowBatchWriter(mapping, compression)
        for column in block.columns { try writer.write(column.column.materialised, column.type, nulls: nil) }
        var fields: [Int: FlatValue] = [
            0: .int64(Int64(block.rowCount)), 1: .structures(bytes: writer.nodes.take(), count: writer.nodeCount),
            2: .structures(bytes: writer.places.take(), count: writer.bufferCount),
        ]
        switch compression {
        case .lz4Frame: fields[3] = .table([0: .int8(0), 1: .int8(0)])
        case .zstd: fields[3] = .table([0: .int8(1), 1: .int8(0)])
        default: break
        }
        return (fields, writer.body.take())
    }

    private mutating func write(_ column: Column, _ type: DataType, nulls: [UInt8]?) throws(QueryError) {
        switch (type.storedValue, column) {
        case (.nullable(let inner), .nullable(let nullable)):
            try write(nullable.values, inner, nulls: nullable.nulls)
        case (.lowCardinality(let inner), .lowCardinality(let coded)):
            try write(coded.decoded, inner, nulls: nulls)
        case (.array(let element), .array(let arrays)):
            addNode(rows: arrays.count, nulls)
            try addValidity(nulls)
            try addOffsets(arrays.ends)
            try write(arrays.elements, element, nulls: nil)
        case (.map(let key, let value), .array(let arrays)):
            addNode(rows: arrays.count, nulls)
            try addValidity(nulls)
            try addOffsets(arrays.ends)
            try write(arrays.elements, .tuple([TupleElement(nil, key), TupleElement(nil, value)]), nulls: nil)
        case (.tuple(let elements), .tuple(let tuples)):
            addNode(rows: tuples.count, nulls)
            try addValidity(nulls)
            for (element, column) in zip(elements, tuples.elements) { try write(column, element.type, nulls: nil) }
        case (.nothing, _): addNode(rows: column.count, [UInt8](repeating: 1, count: column.count))
        default:
            addNode(rows: column.count, nulls)
            try addValidity(nulls)
            try writeLeaf(column, type.storedValue)
        }
    }

    private mutating func writeLeaf(_ column: Column, _ type: DataType) throws(QueryError) {
        var buffer = ByteWriter()
        switch (type, column) {
        case (.bool, .uint8(let values)): buffer.writeBytes(ArrowBits.packed(values))
        case (.date, .uint16(let days)) where !mapping.datesAsUInt16:
            buffer.writeArray(days.map { Int32($0) }, in: 0..<days.count)
        case (.uuid, .uint128(let values)): buffer.writeArray(UUIDBytes.swapped(values), in: 0..<values.count)
        case (.dateTime64(let precision, _), .int64(let ticks)):
            let scaled = DateTimeTicks.scaled(ticks, by: (precision + 2) / 3 * 3 - precision)
            buffer.writeArray(scaled, in: 0..<scaled.count)
        case (.decimal, _): try writeDecimal(column, type, into: &buffer)
        case (_, .string(let strings)):
            try addOffsets(strings.ends)
            buffer.writeBytes(strings.bytes, in: 0..<strings.bytes.count)
        case (_, .fixedString(let strings)) where !mapping.fixedStringsAsFixed:
            try addOffsets((0..<strings.count).map { ($0 + 1) * strings.size })
            buffer.writeBytes(strings.bytes, in: 0..<strings.bytes.count)
        default: try buffer.writeLeaf(column, type: type, rows: 0..<column.count)
        }
        try addBuffer(buffer.take())
    }

    private func writeDecimal(
        _ column: Column, _ type: DataType, into buffer: inout ByteWriter
    ) throws(QueryError) {
        switch column {
        case .int32(let values): buffer.writeArray(values.map { Int128($0) }, in: 0..<values.count)
        case .int64(let values): buffer.writeArray(values.map { Int128($0) }, in: 0..<values.count)
        default: try buffer.writeLeaf(column, type: type, rows: 0..<column.count)
        }
    }

    private mutating func addNode(rows: Int, _ nulls: [UInt8]?) {
        nodes.writeFixed(Int64(rows))
        nodes.writeFixed(Int64(nulls.map { countOnes(in: $0) } ?? 0))
        nodeCount += 1
    }

    private mutating func addValidity(_ nulls: [UInt8]?) throws(QueryError) {
        try addBuffer(nulls.map { ArrowBits.packed($0, inverted: true) } ?? [])
    }

    /// `ends` with a zero before them, as 32-bit numbers.
    private mutating func addOffsets(_ ends: [Int]) throws(QueryError) {
        guard ends.last ?? 0 <= Int(Int32.max) else {
            throw QueryError(.tooLargeArraySize, "A block has over 2 GiB in one column: too much for Arrow")
        }
        var buffer = ByteWriter()
        buffer.writeFixed(Int32(0))
        buffer.writeArray(ends.map { Int32(truncatingIfNeeded: $0) }, in: 0..<ends.count)
        try addBuffer(buffer.take())
    }

    private mutating func addBuffer(_ bytes: [UInt8]) throws(QueryError) {
        var content = bytes
        if !bytes.isEmpty, compression != .none {
            var packed = ByteWriter()
            packed.writeFixed(Int64(bytes.count))
            packed.writeBytes(try compression.compressed(bytes))
            content = packed.take()
        }
        places.writeFixed(Int64(body.count))
        places.writeFixed(Int64(content.count))
        bufferCount += 1
        body.writeBytes(content)
        body.writeZeros((8 - body.count % 8) % 8)
    }
}

/// Bits, eight to a byte, the lowest first.
enum ArrowBits {
    /// One bit per 0/1 byte of `mask`; with `inverted` the other way round.
    static func packed(_ mask: [UInt8], inverted: Bool = false) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: (mask.count + 7) / 8)
        let flip: UInt8 = inverted ? 1 : 0
        for (index, bit) in mask.enumerated() { result[index >> 3] |= (bit ^ flip) << UInt8(index & 7) }
        return result
    }

    /// `count` 0/1 bytes of the bits that start at `start` in `bytes`, which has them.
    static func unpacked(_ bytes: [UInt8], count: Int, inverted: Bool = false, from start: Int = 0) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        let flip: UInt8 = inverted ? 1 : 0
        for index in 0..<count {
            let bit = start &+ index
            result[index] = (bytes[bit >> 3] >> UInt8(bit & 7) & 1) ^ flip
        }
        return result
    }
}

/// UUIDs between their number in memory and their sixteen bytes in the order of the text.
enum UUIDBytes {
    /// Turns one into the other: each half's bytes are reversed.
    static func swapped(_ values: [UInt128]) -> [UInt128] {
        values.map {
            let low = UInt64(truncatingIfNeeded: $0).byteSwapped
            let high = UInt64(truncatingIfNeeded: $0 >> 64).byteSwapped
            return UInt128(high) << 64 | UInt128(low)
        }
    }
}

/// Ticks of `DateTime64` in finer or coarser units.
enum DateTimeTicks {
    /// `ticks` times 10^`digits`; what is out of range wraps, as ClickHouse's does.
    static func scaled(_ ticks: [Int64], by digits: Int) -> [Int64] {
        guard digits > 0 else { return ticks }
        var factor: Int64 = 1
        for _ in 0..<digits { factor &*= 10 }
        return ticks.map { $0 &* factor }
    }
}
