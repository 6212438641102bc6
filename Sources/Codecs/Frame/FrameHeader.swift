import Columns
import Errors

/// What stands before each compressed block, in files and on the wire.
///
/// | bytes | content |
/// |---|---|
/// | 16 | CityHash128 of everything behind it |
/// | 1 | method byte |
/// | 4 | size of the payload and these nine bytes |
/// | 4 | size of the bytes that the payload stands for |
/// - Source: ClickHouse `CompressedReadBufferBase`.
struct FrameHeader {
    static let checksumSize = 16
    /// The header without the checksum: a layer of a chain has it too.
    static let layerSize = 9
    static let size = checksumSize + layerSize

    let checksum: Hash128
    let method: UInt8
    /// Without the checksum, with the nine bytes.
    let compressedSize: Int
    let uncompressedSize: Int

    /// Reads the header at `offset`, where `size` bytes must be.
    init(_ bytes: [UInt8], at offset: Int, uncompressedSizeMax: Int) throws(QueryError) {
        var reader = ByteReader(bytes, in: offset..<min(offset + Self.size, bytes.count))
        checksum = Hash128(low: try reader.readFixed(), high: try reader.readFixed())
        method = try reader.readByte()
        compressedSize = Int(try reader.readFixed(UInt32.self))
        uncompressedSize = Int(try reader.readFixed(UInt32.self))
        guard compressedSize >= Self.layerSize else {
            throw QueryError(
                .corruptedData,
                "Can't decompress data: the compressed data size (\(compressedSize), this should include header size) "
                    + "is less than the header size (\(Self.layerSize))")
        }
        guard compressedSize <= CodecLimits.frameSizeMax else {
            throw QueryError(
                .tooLargeSizeCompressed,
                "Too large size_compressed_without_checksum: \(compressedSize). Most likely corrupted data.")
        }
        guard uncompressedSize <= uncompressedSizeMax else {
            throw QueryError(
                .tooLargeSizeCompressed,
                "Too large size_decompressed: \(uncompressedSize), the maximum is \(uncompressedSizeMax). "
                    + "Most likely corrupted data.")
        }
    }

    /// Bytes of the whole frame.
    var frameSize: Int { Self.checksumSize + compressedSize }

    /// Writes the nine bytes at `offset`; the layer ends where `bytes` ends.
    static func writeLayer(method: UInt8, uncompressedSize: Int, to bytes: inout [UInt8], at offset: Int) {
        bytes[offset] = method
        let sizes = [bytes.count - offset, uncompressedSize]
        for (index, size) in sizes.enumerated() {
            for byte in 0..<4 {
                bytes[offset + 1 + index * 4 + byte] = UInt8(truncatingIfNeeded: size >> (8 * byte))
            }
        }
    }
}
