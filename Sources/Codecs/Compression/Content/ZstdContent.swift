import CZstd
import Errors

private let stepSize = 131_072

@safe final class ZstdContentEncoder: ContentEncoder {
    private let context: OpaquePointer
    private var output = [UInt8](repeating: 0, count: stepSize)

    init(level: Int) throws(QueryError) {
        guard let context = unsafe ZSTD_createCCtx() else {
            throw QueryError(.cannotCompress, "zstd: no memory for a context")
        }
        unsafe self.context = context
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(clamping: min(max(level, 1), 19)))
    }

    deinit { unsafe ZSTD_freeCCtx(context) }

    func encode(_ bytes: [UInt8], flush: Bool, into result: inout [UInt8]) throws(QueryError) {
        try run(bytes, flush ? ZSTD_e_flush : ZSTD_e_continue, into: &result)
    }

    func finish(into result: inout [UInt8]) throws(QueryError) { try run([], ZSTD_e_end, into: &result) }

    private func run(_ bytes: [UInt8], _ mode: ZSTD_EndDirective, into result: inout [UInt8]) throws(QueryError) {
        var used = 0
        while true {
            var rest = 0
            var written = 0
            unsafe bytes.withUnsafeBytes { source in
                unsafe output.withUnsafeMutableBytes { target in
                    // Safe: zstd is told both lengths and moves its positions inside them.
                    var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: used)
                    var buffer = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    rest = unsafe ZSTD_compressStream2(context, &buffer, &input, mode)
                    used = unsafe input.pos
                    written = unsafe buffer.pos
                }
            }
            guard ZSTD_isError(rest) == 0 else {
                throw QueryError(.cannotCompress, "zstd: the body cannot be compressed")
            }
            result.append(contentsOf: output[..<written])
            if mode == ZSTD_e_continue ? used == bytes.count : rest == 0 { return }
        }
    }
}

@safe final class ZstdContentDecoder: ContentDecoder {
    private let context: OpaquePointer
    private var output = [UInt8](repeating: 0, count: stepSize)
    private var isAtEnd = false

    init() throws(QueryError) {
        guard let context = unsafe ZSTD_createDCtx() else {
            throw QueryError(.cannotDecompress, "zstd: no memory for a context")
        }
        unsafe self.context = context
        // A window above 128 MiB is refused: a small body must not ask for much memory.
        unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27)
    }

    deinit { unsafe ZSTD_freeDCtx(context) }

    func decode(
        _ input: inout ArraySlice<UInt8>, sizeMax: Int, into result: inout [UInt8]
    ) throws(QueryError) -> Bool {
        let start = result.count
        let bytes = Array(input)
        var used = 0
        var isFull = true
        while used < bytes.count || isFull, result.count - start < sizeMax {
            var status = 0
            var written = 0
            let before = used
            unsafe bytes.withUnsafeBytes { source in
                unsafe output.withUnsafeMutableBytes { target in
                    // Safe: zstd is told both lengths and moves its positions inside them.
                    var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: used)
                    var to = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    status = unsafe ZSTD_decompressStream(context, &to, &from)
                    used = unsafe from.pos
                    written = unsafe to.pos
                }
            }
            guard ZSTD_isError(status) == 0 else { throw QueryError(.zstdDecoderFailed, "The body is no zstd stream") }
            result.append(contentsOf: output[..<written])
            isAtEnd = status == 0
            isFull = written == output.count
            if used == before, written == 0 { break }
        }
        input = input.dropFirst(used)
        return used < bytes.count || isFull
    }

    func finish() throws(QueryError) {
        guard isAtEnd else { throw QueryError(.cannotReadAllData, "The zstd body ends too early") }
    }
}
