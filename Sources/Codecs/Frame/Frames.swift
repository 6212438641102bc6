import Columns
import Errors

/// Compressed frames: a file is a sequence of them, and so is a compressed body or block on the wire.
package enum Frames {
    /// Appends one frame with the bytes of `range`.
    package static func append(
        _ bytes: [UInt8], in range: Range<Int>, by chain: CodecChain, to result: inout [UInt8]
    ) throws(QueryError) {
        let start = result.count
        result.append(contentsOf: repeatElement(0, count: FrameHeader.size))
        try chain.appendPayload(of: bytes, in: range, to: &result)
        seal(&result, from: start, method: chain.method, uncompressedSize: range.count)
    }

    /// Appends one frame with the bytes of `range`, by whichever of `chains` suits a sample of them best.
    package static func append(
        _ bytes: [UInt8], in range: Range<Int>, byBestOf chains: [CodecChain], to result: inout [UInt8]
    ) throws(QueryError) {
        let chain = chains.count == 1 ? chains[0] : try best(of: chains, for: bytes, in: range)
        try append(bytes, in: range, by: chain, to: &result)
    }

    /// The chain that makes a sample of the bytes smallest, decoding time weighed in; the first of equals.
    ///
    /// The sample is a quarter of the bytes out of their middle, 16 KiB to 64 KiB, and begins where a value can begin.
    private static func best(
        of chains: [CodecChain], for bytes: [UInt8], in range: Range<Int>
    ) throws(QueryError) -> CodecChain {
        let size = min(range.count, max(16 << 10, min(range.count / 4, 64 << 10))) / 8 * 8
        let start = range.lowerBound + (range.count - size) / 2 / 8 * 8
        let sample = size > 0 ? start..<start + size : range
        var (best, bestCost) = (chains[0], Int.max)
        for chain in chains {
            var frame: [UInt8] = []
            try append(bytes, in: sample, by: chain, to: &frame)
            let cost = frame.count * (100 + chain.decodingPenalty)
            if cost < bestCost { (best, bestCost) = (chain, cost) }
        }
        return best
    }

    /// The bytes cut into frames of `frameSize` bytes, the last shorter: for bodies and blocks that are sent.
    package static func compress(
        _ bytes: [UInt8], by chain: CodecChain, frameSize: Int = CompressedStreamWriter.blockSizeMax
    ) throws(QueryError) -> [UInt8] {
        precondition(frameSize > 0, "a frame holds something")
        var result: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + frameSize, bytes.count)
            try append(bytes, in: start..<end, by: chain, to: &result)
            start = end
        }
        return result
    }

    /// Appends what the frame at `offset` stands for and gives the offset behind it.
    ///
    /// A wrong checksum is `CHECKSUM_DOESNT_MATCH`, a size out of bounds `TOO_LARGE_SIZE_COMPRESSED`, a payload that
    /// does not fit `CANNOT_DECOMPRESS`, and a frame that is cut off `CANNOT_READ_ALL_DATA`.
    package static func decompress(
        _ bytes: [UInt8], at offset: Int, to result: inout [UInt8],
        uncompressedSizeMax: Int = CodecLimits.frameSizeMax
    ) throws(QueryError) -> Int {
        let header = try FrameHeader(bytes, at: offset, uncompressedSizeMax: uncompressedSizeMax)
        let end = offset + header.frameSize
        guard end <= bytes.count else {
            throw QueryError(
                .cannotReadAllData,
                "Cannot read all data. Bytes read: \(bytes.count - offset). Bytes expected: \(header.frameSize).")
        }
        let checked = offset + FrameHeader.checksumSize
        let actual = CityHash.hash128(bytes.span.extracting(checked..<end))
        guard actual == header.checksum else {
            throw QueryError(
                .checksumDoesntMatch,
                "Checksum doesn't match: corrupted data. Reference: \(header.checksum.hexadecimal). "
                    + "Actual: \(actual.hexadecimal). Size of compressed block: \(header.compressedSize)")
        }
        try CodecChain.appendDecompressed(
            method: header.method, bytes, in: offset + FrameHeader.size..<end, size: header.uncompressedSize,
            to: &result)
        return end
    }

    /// What all frames of `range` stand for, one behind the other.
    package static func decompress(_ bytes: [UInt8], in range: Range<Int>) throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        var offset = range.lowerBound
        while offset < range.upperBound { offset = try decompress(bytes, at: offset, to: &result) }
        return result
    }

    package static func decompress(_ bytes: [UInt8]) throws(QueryError) -> [UInt8] {
        try decompress(bytes, in: 0..<bytes.count)
    }

    private static func seal(_ result: inout [UInt8], from start: Int, method: UInt8, uncompressedSize: Int) {
        let checked = start + FrameHeader.checksumSize
        FrameHeader.writeLayer(method: method, uncompressedSize: uncompressedSize, to: &result, at: checked)
        let hash = CityHash.hash128(result.span.extracting(checked..<result.count))
        for (index, byte) in hash.bytes.enumerated() { result[start + index] = byte }
    }
}
