import CLZ4
import Columns
import Errors

/// A raw LZ4 block, without LZ4's own frame.
///
/// - Source: ClickHouse `CompressionCodecLZ4`, method byte `0x82`.
struct LZ4Codec: CompressionCodec {
    static let name = "LZ4"
    static let method: UInt8 = 0x82
    static let traits: CodecTraits = [.compresses, .generic]

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> LZ4Codec {
        try refuseArguments(arguments, of: name)
        return LZ4Codec()
    }

    var declaration: String { Self.name }

    func payloadSizeMax(of count: Int) -> Int { lz4SizeMax(of: count) }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        try unsafe lz4Compress(source, into: target) { from, to, size, room in
            unsafe LZ4_compress_default(from, to, size, room)
        }
    }

    /// A run grows by at most 255 bytes with each byte of the payload.
    static func uncompressedSizeMax(of payload: RawInput) -> Int { payload.count * 255 + 64 }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        guard target.count > 0 else { return }
        guard let size = Int32(exactly: payload.count), let room = Int32(exactly: target.count) else {
            throw cannotDecompress(name, "the block has over 2 GiB")
        }
        let from = unsafe payload.memory.baseAddress?.assumingMemoryBound(to: CChar.self)
        let to = unsafe target.memory.baseAddress?.assumingMemoryBound(to: CChar.self)
        // Safe: the sizes are those of the buffers.
        let written = unsafe LZ4_decompress_safe(from, to, size, room)
        guard written == room else {
            throw cannotDecompress(name, "\(written) bytes came out, \(room) were expected")
        }
    }
}

/// LZ4's format by a slower compressor that finds more.
///
/// - Source: ClickHouse `CompressionCodecLZ4HC`; the method byte is `LZ4`'s.
struct LZ4HCCodec: CompressionCodec {
    static let name = "LZ4HC"
    static let method = LZ4Codec.method
    static let traits: CodecTraits = [.compresses, .generic]

    /// As it was declared; 0 is the library's own choice, and what is over its maximum counts as the maximum.
    let level: UInt64

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> LZ4HCCodec {
        guard arguments.count <= 1 else {
            throw QueryError(
                .illegalSyntaxForCodecType, "LZ4HC codec must have 1 parameter, given \(arguments.count)")
        }
        guard let argument = arguments.first else { return LZ4HCCodec(level: 0) }
        return LZ4HCCodec(level: try levelArgument(argument))
    }

    var declaration: String { "LZ4HC(\(level))" }

    func payloadSizeMax(of count: Int) -> Int { lz4SizeMax(of: count) }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        let level = Int32(truncatingIfNeeded: level)
        return try unsafe lz4Compress(source, into: target) { from, to, size, room in
            unsafe LZ4_compress_HC(from, to, size, room, level)
        }
    }

    static func uncompressedSizeMax(of payload: RawInput) -> Int { LZ4Codec.uncompressedSizeMax(of: payload) }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        try LZ4Codec.decompress(payload, into: target)
    }
}

private func lz4SizeMax(of count: Int) -> Int { count + count / 255 + 16 }

private func lz4Compress(
    _ source: RawInput, into target: RawOutput,
    by compressor: (UnsafePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, Int32) -> Int32
) throws(QueryError) -> Int {
    guard let size = Int32(exactly: source.count) else {
        throw QueryError(.cannotCompress, "Cannot compress with LZ4: a block of \(source.count) bytes")
    }
    let from = unsafe source.memory.baseAddress?.assumingMemoryBound(to: CChar.self)
    let to = unsafe target.memory.baseAddress?.assumingMemoryBound(to: CChar.self)
    // Safe: the sizes are those of the buffers.
    let written = unsafe compressor(from, to, size, Int32(clamping: target.count))
    guard written > 0 else { throw QueryError(.cannotCompress, "Cannot compress with LZ4") }
    return Int(written)
}
