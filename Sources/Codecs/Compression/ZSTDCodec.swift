import CZstd
import Columns
import Errors
import Synchronization

/// A Zstandard frame.
///
/// - Source: ClickHouse `CompressionCodecZSTD`, method byte `0x90`.
struct ZSTDCodec: CompressionCodec {
    static let name = "ZSTD"
    static let method: UInt8 = 0x90
    static let traits: CodecTraits = [.compresses, .generic]
    static let decodingPenalty = 5
    static let levelMax: Int32 = 22

    /// As it was declared; negative levels are their bits.
    let level: UInt64
    /// Logarithm of the window of long-distance matching; `nil`: off.
    let windowLog: UInt64?

    static func make(_ arguments: [Value], for type: DataType?) throws(QueryError) -> ZSTDCodec {
        guard arguments.count <= 2 else {
            throw QueryError(
                .illegalSyntaxForCodecType, "ZSTD codec must have 1 or 2 parameters, given \(arguments.count)")
        }
        guard let first = arguments.first else { return ZSTDCodec(level: 1, windowLog: nil) }
        let level = try levelArgument(first)
        guard Int32(truncatingIfNeeded: level) <= levelMax else {
            throw QueryError(
                .illegalCodecParameter, "ZSTD codec can't have level more than \(levelMax), given \(level)")
        }
        guard arguments.count == 2 else { return ZSTDCodec(level: level, windowLog: nil) }
        let windowLog = try levelArgument(arguments[1])
        guard (10...31).contains(windowLog) else {
            throw QueryError(
                .illegalCodecParameter,
                "ZSTD codec can't have window log more than 31 and lower than 10, given \(windowLog)")
        }
        return ZSTDCodec(level: level, windowLog: windowLog)
    }

    var declaration: String { windowLog.map { "ZSTD(\(level), \($0))" } ?? "ZSTD(\(level))" }

    func payloadSizeMax(of count: Int) -> Int { ZSTD_compressBound(count) }

    func compress(_ source: RawInput, into target: RawOutput) throws(QueryError) -> Int {
        let context = try ZSTDContexts.takeCompressor()
        defer { ZSTDContexts.giveBack(context) }
        // Safe: the context is ours until it is given back; the sizes are those of the buffers.
        unsafe ZSTD_CCtx_reset(context.pointer, ZSTD_reset_session_and_parameters)
        unsafe ZSTD_CCtx_setParameter(
            context.pointer, ZSTD_c_compressionLevel, Int32(truncatingIfNeeded: level))
        if let windowLog {
            unsafe ZSTD_CCtx_setParameter(context.pointer, ZSTD_c_enableLongDistanceMatching, 1)
            unsafe ZSTD_CCtx_setParameter(context.pointer, ZSTD_c_windowLog, Int32(truncatingIfNeeded: windowLog))
        }
        let written = unsafe ZSTD_compress2(
            context.pointer, target.memory.baseAddress, target.count, source.memory.baseAddress, source.count)
        guard ZSTD_isError(written) == 0 else {
            throw QueryError(.cannotCompress, "Cannot compress with ZSTD codec: \(errorName(written))")
        }
        return written
    }

    /// The frame says it; one that does not is taken at the caller's bound.
    static func uncompressedSizeMax(of payload: RawInput) -> Int {
        let size = unsafe ZSTD_getFrameContentSize(payload.memory.baseAddress, payload.count)
        return Int(exactly: size) ?? CodecLimits.frameSizeMax
    }

    static func decompress(_ payload: RawInput, into target: RawOutput) throws(QueryError) {
        let context = try ZSTDContexts.takeDecompressor()
        defer { ZSTDContexts.giveBack(context) }
        // Safe: the context is ours until it is given back; the sizes are those of the buffers.
        let written = unsafe ZSTD_decompressDCtx(
            context.pointer, target.memory.baseAddress, target.count, payload.memory.baseAddress, payload.count)
        guard ZSTD_isError(written) == 0 else { throw cannotDecompress(name, errorName(written)) }
        guard written == target.count else {
            throw cannotDecompress(name, "\(written) bytes came out, \(target.count) were expected")
        }
    }
}

private func errorName(_ code: Int) -> String {
    // Safe: the library gives a constant text for every code.
    unsafe ZSTD_getErrorName(code).map { unsafe String(cString: $0) } ?? "unknown error"
}

/// Contexts that wait to be used again: making one costs more than compressing a small block.
private enum ZSTDContexts {
    /// What is more than this, of either kind, is freed when it comes back.
    static let idleMax = 64

    /// - Note: `@unchecked Sendable`: one thread at a time has it, from `take` to `giveBack`.
    @safe struct Compressor: @unchecked Sendable { let pointer: OpaquePointer }
    @safe struct Decompressor: @unchecked Sendable { let pointer: OpaquePointer }

    private static let compressors = Mutex<[Compressor]>([])
    private static let decompressors = Mutex<[Decompressor]>([])

    static func takeCompressor() throws(QueryError) -> Compressor {
        if let idle = compressors.withLock({ $0.popLast() }) { return idle }
        guard let pointer = unsafe ZSTD_createCCtx() else {
            throw QueryError(.cannotAllocateMemory, "Cannot allocate memory for a ZSTD context")
        }
        return unsafe Compressor(pointer: pointer)
    }

    static func takeDecompressor() throws(QueryError) -> Decompressor {
        if let idle = decompressors.withLock({ $0.popLast() }) { return idle }
        guard let pointer = unsafe ZSTD_createDCtx() else {
            throw QueryError(.cannotAllocateMemory, "Cannot allocate memory for a ZSTD context")
        }
        return unsafe Decompressor(pointer: pointer)
    }

    static func giveBack(_ context: Compressor) {
        let isKept = compressors.withLock { idle in
            guard idle.count < idleMax else { return false }
            idle.append(context)
            return true
        }
        // Safe: nobody else has it.
        if !isKept { unsafe ZSTD_freeCCtx(context.pointer) }
    }

    static func giveBack(_ context: Decompressor) {
        let isKept = decompressors.withLock { idle in
            guard idle.count < idleMax else { return false }
            idle.append(context)
            return true
        }
        // Safe: nobody else has it.
        if !isKept { unsafe ZSTD_freeDCtx(context.pointer) }
    }
}
