import Errors

/// Decompresses frames that arrive in pieces cut anywhere: request bodies and network blocks.
package struct FrameDecoder: Sendable {
    private var pending: [UInt8] = []
    private var offset = 0
    private let uncompressedSizeMax: Int

    /// `uncompressedSizeMax` bounds one frame: what a client can make us allocate with a few bytes.
    package init(uncompressedSizeMax: Int = CodecLimits.frameSizeMax) {
        self.uncompressedSizeMax = uncompressedSizeMax
    }

    package mutating func append(_ bytes: some Collection<UInt8>) {
        if offset > 0 {
            pending.removeFirst(offset)
            offset = 0
        }
        pending.append(contentsOf: bytes)
    }

    /// Appends what the next frame stands for; `false` when it is not all there yet.
    package mutating func next(to result: inout [UInt8]) throws(QueryError) -> Bool {
        guard pending.count - offset >= FrameHeader.size else { return false }
        let header = try FrameHeader(pending, at: offset, uncompressedSizeMax: uncompressedSizeMax)
        guard pending.count - offset >= header.frameSize else { return false }
        offset = try Frames.decompress(pending, at: offset, to: &result, uncompressedSizeMax: uncompressedSizeMax)
        return true
    }

    /// What all complete frames stand for.
    package mutating func drain() throws(QueryError) -> [UInt8] {
        var result: [UInt8] = []
        while try next(to: &result) {}
        return result
    }

    /// Throws when bytes of an unfinished frame are left.
    package func finish() throws(QueryError) {
        let rest = pending.count - offset
        guard rest == 0 else {
            throw QueryError(
                .cannotReadAllData, "Cannot read all data. The last compressed frame is cut off after \(rest) bytes.")
        }
    }
}
