import CLZ4
import Errors

private let stepSize = 65_536

/// LZ4's frame format, not the blocks of ClickHouse's own frames.
@safe final class LZ4ContentEncoder: ContentEncoder {
    private let context: OpaquePointer
    private var output: [UInt8]
    private var hasBegun = false

    init() throws(QueryError) {
        var made: OpaquePointer?
        guard unsafe LZ4F_isError(LZ4F_createCompressionContext(&made, UInt32(LZ4F_VERSION))) == 0,
            let made = unsafe made
        else { throw QueryError(.lz4EncoderFailed, "lz4: no memory for a context") }
        unsafe context = made
        output = [UInt8](repeating: 0, count: LZ4F_compressBound(stepSize, nil) + 64)
    }

    deinit { unsafe LZ4F_freeCompressionContext(context) }

    func encode(_ bytes: [UInt8], flush: Bool, into result: inout [UInt8]) throws(QueryError) {
        try begin(into: &result)
        var position = 0
        while position < bytes.count {
            let size = min(stepSize, bytes.count - position)
            let written = unsafe bytes.withUnsafeBytes { source in
                unsafe output.withUnsafeMutableBytes { target in
                    // Safe: `output` is as large as the bound for one step.
                    unsafe LZ4F_compressUpdate(
                        context, target.baseAddress, target.count, source.baseAddress.map { unsafe $0 + position },
                        size, nil)
                }
            }
            try take(written, into: &result)
            position += size
        }
        if flush { try unsafe run(into: &result) { unsafe LZ4F_flush($0, $1, $2, nil) } }
    }

    func finish(into result: inout [UInt8]) throws(QueryError) {
        try begin(into: &result)
        try unsafe run(into: &result) { unsafe LZ4F_compressEnd($0, $1, $2, nil) }
    }

    private func begin(into result: inout [UInt8]) throws(QueryError) {
        guard !hasBegun else { return }
        hasBegun = true
        try unsafe run(into: &result) { unsafe LZ4F_compressBegin($0, $1, $2, nil) }
    }

    private func run(
        into result: inout [UInt8], _ step: (OpaquePointer, UnsafeMutableRawPointer?, Int) -> Int
    ) throws(QueryError) {
        let written = unsafe output.withUnsafeMutableBytes { unsafe step(context, $0.baseAddress, $0.count) }
        try take(written, into: &result)
    }

    private func take(_ written: Int, into result: inout [UInt8]) throws(QueryError) {
        guard LZ4F_isError(written) == 0 else {
            throw QueryError(.lz4EncoderFailed, "lz4: the body cannot be compressed")
        }
        result.append(contentsOf: output[..<written])
    }
}

@safe final class LZ4ContentDecoder: ContentDecoder {
    private let context: OpaquePointer
    private var output = [UInt8](repeating: 0, count: stepSize)
    private var isAtEnd = false

    init() throws(QueryError) {
        var made: OpaquePointer?
        guard unsafe LZ4F_isError(LZ4F_createDecompressionContext(&made, UInt32(LZ4F_VERSION))) == 0,
            let made = unsafe made
        else { throw QueryError(.lz4DecoderFailed, "lz4: no memory for a context") }
        unsafe context = made
    }

    deinit { unsafe LZ4F_freeDecompressionContext(context) }

    func decode(
        _ input: inout ArraySlice<UInt8>, sizeMax: Int, into result: inout [UInt8]
    ) throws(QueryError) -> Bool {
        let start = result.count
        let bytes = Array(input)
        var used = 0
        var isFull = true
        while used < bytes.count || isFull, result.count - start < sizeMax {
            var written = 0
            var taken = 0
            let status = unsafe bytes.withUnsafeBytes { source in
                unsafe output.withUnsafeMutableBytes { target in
                    written = target.count
                    taken = source.count - used
                    // Safe: lz4 is told both lengths, and gives back what it used of them.
                    return unsafe LZ4F_decompress(
                        context, target.baseAddress, &written, source.baseAddress.map { unsafe $0 + used }, &taken, nil)
                }
            }
            guard LZ4F_isError(status) == 0 else { throw QueryError(.lz4DecoderFailed, "The body is no lz4 frame") }
            used += taken
            result.append(contentsOf: output[..<written])
            isAtEnd = status == 0
            isFull = written == output.count
            if taken == 0, written == 0 { break }
        }
        input = input.dropFirst(used)
        return used < bytes.count || isFull
    }

    func finish() throws(QueryError) {
        guard isAtEnd else { throw QueryError(.cannotReadAllData, "The lz4 body ends too early") }
    }
}
