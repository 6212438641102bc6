import Errors

/// How Parquet's pages and Arrow's buffers are compressed: each by itself, with its size known beforehand.
package enum PageCompression: Sendable {
    case none, snappy, gzip, brotli, zstd
    /// LZ4 in its own frame.
    case lz4Frame
    /// One LZ4 block without a frame.
    case lz4Block
    /// LZ4 blocks, each behind its two sizes as four bytes, big end first: what Hadoop writes.
    case lz4Hadoop

    package func compressed(_ bytes: [UInt8]) throws(QueryError) -> [UInt8] {
        switch self {
        case .none: return bytes
        case .snappy: return Snappy.compress(bytes)
        case .gzip: return try Self.encoded(bytes, .gzip)
        case .brotli: return try Self.encoded(bytes, .brotli)
        case .zstd: return try Self.encoded(bytes, .zstd)
        case .lz4Frame: return try Self.encoded(bytes, .lz4)
        case .lz4Block, .lz4Hadoop:
            let codec = LZ4Codec()
            var result: [UInt8] = []
            try withRawInput(bytes, in: 0..<bytes.count) { (input) throws(QueryError) in
                try appendBytes(to: &result, sizeMax: codec.payloadSizeMax(of: bytes.count)) {
                    (output) throws(QueryError) in try codec.compress(input, into: output)
                }
            }
            return self == .lz4Block ? result : Self.bigEndian(bytes.count) + Self.bigEndian(result.count) + result
        }
    }

    /// The `size` bytes that those of `range` stand for; another number of them is refused.
    ///
    /// Memory grows with what comes out, so that a large `size` alone takes none.
    package func decompressed(_ bytes: [UInt8], in range: Range<Int>, size: Int) throws(QueryError) -> [UInt8] {
        guard size > 0 else { return [] }
        switch self {
        case .none:
            guard range.count == size else { throw Self.wrongSize(range.count, size) }
            return Array(bytes[range])
        case .snappy: return try Snappy.decompress(bytes, in: range, size: size)
        case .gzip: return try Self.decoded(bytes[range], .gzip, size)
        case .brotli: return try Self.decoded(bytes[range], .brotli, size)
        case .zstd: return try Self.decoded(bytes[range], .zstd, size)
        case .lz4Frame: return try Self.decoded(bytes[range], .lz4, size)
        case .lz4Block: return try Self.block(bytes, range, size)
        case .lz4Hadoop: return try Self.hadoopBlocks(bytes, range, size)
        }
    }

    private static func encoded(_ bytes: [UInt8], _ coding: ContentCoding) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        let encoder = try coding.encoder(level: 3)
        try encoder.encode(bytes, flush: false, into: &result)
        try encoder.finish(into: &result)
        return result
    }

    private static func decoded(
        _ bytes: ArraySlice<UInt8>, _ coding: ContentCoding, _ size: Int
    ) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes
        let decoder = try coding.decoder()
        while true {
            let before = (rest.count, result.count)
            let goesOn = try decoder.decode(&rest, sizeMax: size &- result.count &+ 1, into: &result)
            guard result.count <= size else { throw wrongSize(result.count, size) }
            if !goesOn || before == (rest.count, result.count) { break }
        }
        try decoder.finish()
        guard result.count == size else { throw wrongSize(result.count, size) }
        return result
    }

    private static func block(_ bytes: [UInt8], _ range: Range<Int>, _ size: Int) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        try withRawInput(bytes, in: range) { (input) throws(QueryError) in
            guard size <= LZ4Codec.uncompressedSizeMax(of: input) else { throw wrongSize(input.count, size) }
            try appendBytes(to: &result, sizeMax: size) { (output) throws(QueryError) in
                try LZ4Codec.decompress(input, into: output)
                return size
            }
        }
        return result
    }

    private static func hadoopBlocks(
        _ bytes: [UInt8], _ range: Range<Int>, _ size: Int
    ) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        var reader = ByteReader(bytes, in: range)
        while !reader.isAtEnd {
            let plain = Int(UInt32(bigEndian: try reader.readFixed()))
            let packed = Int(UInt32(bigEndian: try reader.readFixed()))
            guard plain <= size &- result.count, packed <= reader.remaining else {
                throw wrongSize(plain &+ result.count, size)
            }
            result += try block(bytes, reader.offset..<reader.offset &+ packed, plain)
            try reader.skip(packed)
        }
        guard result.count == size else { throw wrongSize(result.count, size) }
        return result
    }

    private static func bigEndian(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    private static func wrongSize(_ got: Int, _ wanted: Int) -> QueryError {
        QueryError(.cannotDecompress, "A compressed page has the wrong size: \(got) bytes, \(wanted) are stated")
    }
}
