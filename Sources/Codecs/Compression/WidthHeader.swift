import Errors

/// What `Delta`, `DoubleDelta`, `Gorilla` and `GCD` begin with.
///
/// | bytes | content |
/// |---|---|
/// | 1 | width of a value in bytes |
/// | 1 | `tail`: bytes that do not fill a value; said twice, for decoders compute it from the whole size |
/// | `tail` | those bytes, taken from the front |
struct WidthHeader {
    let width: Int
    let tail: Int

    var size: Int { 2 + tail }

    static func sizeMax(width: Int) -> Int { 2 + width - 1 }

    /// Writes the header for `source`.
    static func write(width: Int, of source: RawInput, into target: RawOutput) -> WidthHeader {
        let tail = source.count % width
        target.store(UInt8(truncatingIfNeeded: width), at: 0)
        target.store(UInt8(truncatingIfNeeded: tail), at: 1)
        target.copy(source.slice(0..<tail), to: 2)
        return WidthHeader(width: width, tail: tail)
    }

    /// Reads the header and copies the tail; `widths` are those that `codec` knows.
    static func read(
        _ payload: RawInput, into target: RawOutput, widths: Set<Int>, for codec: String
    ) throws(QueryError) -> WidthHeader {
        guard payload.count >= 2 else { throw cannotDecompress(codec, "the header is cut off") }
        let width = Int(payload[0])
        guard widths.contains(width) else { throw cannotDecompress(codec, "a value of \(width) bytes") }
        let header = WidthHeader(width: width, tail: target.count % width)
        guard payload.count >= header.size else { throw cannotDecompress(codec, "the header is cut off") }
        target.copy(payload.slice(2..<header.size), to: 0)
        return header
    }
}
