import Columns
import Errors

/// A file of compressed frames that is being written, cut as ClickHouse cuts: a frame when 1 MiB is full, and one
/// before a granule when 64 KiB or more are waiting.
package struct CompressedStreamWriter: Sendable {
    package static let blockSizeMin = 65_536
    package static let blockSizeMax = 1_048_576

    private let chains: [CodecChain]
    private let blockSizeMin: Int
    private let blockSizeMax: Int
    private var pending = ByteWriter()
    private var output: [UInt8] = []
    private var taken = 0

    /// Hash and size of the file so far, and of the bytes it stands for (of the frames that are closed).
    package private(set) var fileHash = FileHash()
    package private(set) var uncompressedHash = FileHash()
    package private(set) var uncompressedSize = 0

    /// Every frame by `chain`.
    package init(
        _ chain: CodecChain, blockSizeMin: Int = Self.blockSizeMin, blockSizeMax: Int = Self.blockSizeMax
    ) {
        self.init(bestOf: [chain], blockSizeMin: blockSizeMin, blockSizeMax: blockSizeMax)
    }

    /// Each frame by the chain that suits it best.
    package init(
        bestOf chains: [CodecChain], blockSizeMin: Int = Self.blockSizeMin, blockSizeMax: Int = Self.blockSizeMax
    ) {
        precondition(!chains.isEmpty && blockSizeMax > 0, "a stream has a codec, and a frame holds something")
        self.chains = chains
        self.blockSizeMin = blockSizeMin
        self.blockSizeMax = blockSizeMax
    }

    /// Where the next byte will be: the offset of its frame in the file, and of it in the frame's bytes.
    package var position: StreamPosition {
        StreamPosition(offsetInFile: UInt64(fileSize), offsetInBlock: UInt64(pending.count))
    }

    /// Bytes of all closed frames.
    package var fileSize: Int { taken + output.count }

    /// Closes the frame if it has enough in it, and gives the position for the mark.
    package mutating func beginGranule() throws(QueryError) -> StreamPosition {
        if pending.count >= blockSizeMin { try closeFrame() }
        return position
    }

    package mutating func append(_ bytes: [UInt8]) throws(QueryError) {
        try append(bytes, in: 0..<bytes.count)
    }

    package mutating func append(_ bytes: [UInt8], in range: Range<Int>) throws(QueryError) {
        var start = range.lowerBound
        while start < range.upperBound {
            if pending.count == blockSizeMax { try closeFrame() }
            let end = min(range.upperBound, start + blockSizeMax - pending.count)
            pending.writeBytes(bytes, in: start..<end)
            start = end
        }
    }

    /// Ends the frame, if there is anything in it: at the end, and where a column ends in a Compact part.
    package mutating func closeFrame() throws(QueryError) {
        guard !pending.isEmpty else { return }
        let bytes = pending.bytes
        var frame: [UInt8] = []
        try Frames.append(bytes, in: 0..<bytes.count, byBestOf: chains, to: &frame)
        uncompressedHash.append(bytes.span)
        uncompressedSize += bytes.count
        fileHash.append(frame.span)
        output += frame
        pending.removeAll()
    }

    /// Gives the closed frames that were not taken yet, to be written to the file.
    package mutating func takeOutput() -> [UInt8] {
        defer { output = [] }
        taken += output.count
        return output
    }
}

/// A place in a file of compressed frames: what a mark holds.
package struct StreamPosition: Hashable, Sendable {
    /// Where the frame begins.
    package var offsetInFile: UInt64
    /// Bytes of the decompressed frame before the place.
    package var offsetInBlock: UInt64

    package init(offsetInFile: UInt64, offsetInBlock: UInt64) {
        self.offsetInFile = offsetInFile
        self.offsetInBlock = offsetInBlock
    }
}
