import CBrotli
import Errors

private let stepSize = 65_536

@safe final class BrotliContentEncoder: ContentEncoder {
    private let state: OpaquePointer
    private var output = [UInt8](repeating: 0, count: stepSize)

    init() throws(QueryError) {
        guard let state = unsafe BrotliEncoderCreateInstance(nil, nil, nil) else {
            throw QueryError(.cannotCompress, "brotli: no memory for an encoder")
        }
        unsafe self.state = state
        // ClickHouse's level for HTTP: speed before size.
        unsafe BrotliEncoderSetParameter(state, BROTLI_PARAM_QUALITY, 1)
    }

    deinit { unsafe BrotliEncoderDestroyInstance(state) }

    func encode(_ bytes: [UInt8], flush: Bool, into result: inout [UInt8]) throws(QueryError) {
        try run(bytes, flush ? BROTLI_OPERATION_FLUSH : BROTLI_OPERATION_PROCESS, into: &result)
    }

    func finish(into result: inout [UInt8]) throws(QueryError) { try run([], BROTLI_OPERATION_FINISH, into: &result) }

    private func run(
        _ bytes: [UInt8], _ operation: BrotliEncoderOperation, into result: inout [UInt8]
    ) throws(QueryError) {
        var left = bytes.count
        while true {
            var free = output.count
            let isFine = unsafe bytes.withUnsafeBufferPointer { source in
                unsafe output.withUnsafeMutableBufferPointer { target in
                    // Safe: brotli is told both lengths, and moves the pointers inside them.
                    var from = unsafe source.baseAddress.map { unsafe $0 + (source.count - left) }
                    var to = target.baseAddress
                    return unsafe BrotliEncoderCompressStream(state, operation, &left, &from, &free, &to, nil)
                }
            }
            guard isFine == 1 else { throw QueryError(.cannotCompress, "brotli: the body cannot be compressed") }
            result.append(contentsOf: output[..<(output.count - free)])
            let hasMore = unsafe BrotliEncoderHasMoreOutput(state) == 1
            if left == 0, !hasMore { return }
        }
    }
}

@safe final class BrotliContentDecoder: ContentDecoder {
    private let state: OpaquePointer
    private var output = [UInt8](repeating: 0, count: stepSize)
    private var isAtEnd = false

    init() throws(QueryError) {
        guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
            throw QueryError(.cannotDecompress, "brotli: no memory for a decoder")
        }
        unsafe self.state = state
    }

    deinit { unsafe BrotliDecoderDestroyInstance(state) }

    func decode(
        _ input: inout ArraySlice<UInt8>, sizeMax: Int, into result: inout [UInt8]
    ) throws(QueryError) -> Bool {
        let start = result.count
        let bytes = Array(input)
        var left = bytes.count
        var needsOutput = true
        while left > 0 || needsOutput, result.count - start < sizeMax, !isAtEnd {
            var free = output.count
            let status = unsafe bytes.withUnsafeBufferPointer { source in
                unsafe output.withUnsafeMutableBufferPointer { target in
                    // Safe: brotli is told both lengths, and moves the pointers inside them.
                    var from = unsafe source.baseAddress.map { unsafe $0 + (source.count - left) }
                    var to = target.baseAddress
                    return unsafe BrotliDecoderDecompressStream(state, &left, &from, &free, &to, nil)
                }
            }
            result.append(contentsOf: output[..<(output.count - free)])
            switch status {
            case BROTLI_DECODER_RESULT_SUCCESS: isAtEnd = true
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT: needsOutput = true
            case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: needsOutput = false
            default: throw QueryError(.cannotDecompress, "The body is no brotli stream")
            }
        }
        guard left == 0 || !isAtEnd else { throw QueryError(.cannotDecompress, "Bytes follow the brotli stream") }
        input = input.suffix(left)
        return left > 0 || needsOutput && !isAtEnd
    }

    func finish() throws(QueryError) {
        guard isAtEnd else { throw QueryError(.cannotReadAllData, "The brotli body ends too early") }
    }
}
