import Columns
import Errors

/// What a frame says of itself before its payload.
package struct FrameSummary: Sendable {
    /// Bytes that `init` needs, where the file has so many.
    package static let sizeMax = FrameHeader.size + 1 + CodecLimits.chainLengthMax

    /// The codecs in the order of the declaration, without arguments: `Delta, LZ4`.
    package let codec: String
    /// Bytes of the frame and of what it stands for.
    package let compressedSize: Int
    package let uncompressedSize: Int

    /// Reads the start of a frame. A size out of bounds is an error, an unknown codec is its number.
    package init(_ bytes: [UInt8]) throws(QueryError) {
        let header = try FrameHeader(bytes, at: 0, uncompressedSizeMax: CodecLimits.frameSizeMax)
        var reader = ByteReader(bytes, in: FrameHeader.size..<bytes.count)
        if header.method == CodecRegistry.multipleMethod {
            var names: [String] = []
            for _ in 0..<(try reader.readByte()) { names.append(CodecRegistry.name(of: try reader.readByte())) }
            codec = names.joined(separator: ", ")
        } else {
            codec = CodecRegistry.name(of: header.method)
        }
        compressedSize = header.frameSize
        uncompressedSize = header.uncompressedSize
    }
}
