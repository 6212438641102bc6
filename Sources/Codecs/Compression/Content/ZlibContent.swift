import CZlib
import Errors

/// The two wrappings of deflate that HTTP has.
enum ZlibForm {
    case gzip, zlib

    /// zlib's `windowBits`: 16 more asks for gzip's wrapping.
    var windowBits: Int32 { self == .gzip ? 31 : 15 }
}

private let stepSize = 65_536

@safe final class ZlibContentEncoder: ContentEncoder {
    private var stream = unsafe z_stream()
    private var output = [UInt8](repeating: 0, count: stepSize)

    init(level: Int, form: ZlibForm) throws(QueryError) {
        guard unsafe colonnade_deflate_init(&stream, Int32(clamping: min(max(level, 1), 9)), form.windowBits) == Z_OK
        else { throw QueryError(.zlibDeflateFailed, "deflateInit2 failed") }
    }

    deinit { unsafe deflateEnd(&stream) }

    func encode(_ bytes: [UInt8], flush: Bool, into result: inout [UInt8]) throws(QueryError) {
        try run(bytes, flush ? Z_SYNC_FLUSH : Z_NO_FLUSH, into: &result)
    }

    func finish(into result: inout [UInt8]) throws(QueryError) { try run([], Z_FINISH, into: &result) }

    private func run(_ bytes: [UInt8], _ mode: Int32, into result: inout [UInt8]) throws(QueryError) {
        var input = bytes
        let failure = unsafe input.withUnsafeMutableBufferPointer { source -> Int32 in
            unsafe stream.next_in = source.baseAddress
            unsafe stream.avail_in = UInt32(truncatingIfNeeded: source.count)
            while true {
                let status = unsafe output.withUnsafeMutableBufferPointer { target -> Int32 in
                    unsafe stream.next_out = target.baseAddress
                    unsafe stream.avail_out = UInt32(truncatingIfNeeded: target.count)
                    return unsafe deflate(&stream, mode)
                }
                // Safe: deflate fills the front of `output` and says what it left.
                let left = unsafe Int(stream.avail_out)
                result.append(contentsOf: output[..<(output.count - left)])
                guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else { return status }
                if left > 0 || status == Z_STREAM_END { return Z_OK }
            }
        }
        guard failure == Z_OK else { throw QueryError(.zlibDeflateFailed, "deflate failed with \(failure)") }
    }
}

@safe final class ZlibContentDecoder: ContentDecoder {
    private var stream = unsafe z_stream()
    private var output = [UInt8](repeating: 0, count: stepSize)
    private let form: ZlibForm
    private var isAtEnd = false

    init(form: ZlibForm) throws(QueryError) {
        self.form = form
        guard unsafe colonnade_inflate_init(&stream, form.windowBits) == Z_OK else {
            throw QueryError(.zlibInflateFailed, "inflateInit2 failed")
        }
    }

    deinit { unsafe inflateEnd(&stream) }

    func decode(
        _ input: inout ArraySlice<UInt8>, sizeMax: Int, into result: inout [UInt8]
    ) throws(QueryError) -> Bool {
        let start = result.count
        var bytes = Array(input)
        var used = 0
        while used < bytes.count, result.count - start < sizeMax {
            if isAtEnd {
                // Several members behind each other are one body.
                unsafe inflateReset(&stream)
                isAtEnd = false
            }
            let status = unsafe bytes.withUnsafeMutableBufferPointer { source -> Int32 in
                unsafe output.withUnsafeMutableBufferPointer { target -> Int32 in
                    // Safe: `used` is below the count, and inflate is told both lengths.
                    unsafe stream.next_in = source.baseAddress.map { unsafe $0 + used }
                    unsafe stream.avail_in = UInt32(truncatingIfNeeded: source.count - used)
                    unsafe stream.next_out = target.baseAddress
                    unsafe stream.avail_out = UInt32(truncatingIfNeeded: target.count)
                    return unsafe inflate(&stream, Z_NO_FLUSH)
                }
            }
            let isUnused = unsafe Int(stream.avail_in)
            let isFree = unsafe Int(stream.avail_out)
            used = bytes.count - isUnused
            result.append(contentsOf: output[..<(output.count - isFree)])
            switch status {
            case Z_OK: break
            case Z_STREAM_END: isAtEnd = true
            case Z_BUF_ERROR where isUnused == 0: break
            default: throw QueryError(.zlibInflateFailed, "The body is no \(form) stream (inflate gives \(status))")
            }
        }
        input = input.dropFirst(used)
        return used < bytes.count
    }

    func finish() throws(QueryError) {
        guard isAtEnd else { throw QueryError(.cannotReadAllData, "The \(form) body ends too early") }
    }
}
