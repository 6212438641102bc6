import Codecs
import Columns
import Errors
import Testing

struct FrameTests {
    private func sample(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 / 3 ^ $0 >> 9) } }

    @Test(arguments: [0, 1, 15, 65_535, 65_536, 200_000], [CodecChain.none, .lz4, .zstd(level: 1), .zstd(level: 3)])
    func framesComeBack(count: Int, chain: CodecChain) throws {
        let plain = sample(count)
        #expect(try Frames.decompress(try Frames.compress(plain, by: chain, frameSize: 65_536)) == plain)
    }

    @Test func aFlippedBitIsSeen() throws {
        var frame = try Frames.compress(sample(100), by: .lz4)
        frame[30] ^= 1
        let error = #expect(throws: QueryError.self) { try Frames.decompress(frame) }
        #expect(error?.code == .checksumDoesntMatch)
    }

    @Test func sizesOutOfBoundsAreRefused() throws {
        var tooLong = [UInt8](repeating: 0, count: 25)
        tooLong.replaceSubrange(16..., with: [0x82, 0xFF, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0])
        #expect(
            throws: QueryError(
                .tooLargeSizeCompressed,
                "Too large size_compressed_without_checksum: 2147483647. Most likely corrupted data.")
        ) { try Frames.decompress(tooLong) }
        var tooShort = [UInt8](repeating: 0, count: 25)
        tooShort.replaceSubrange(16..., with: [0x82, 8, 0, 0, 0, 1, 0, 0, 0])
        let error = #expect(throws: QueryError.self) { try Frames.decompress(tooShort) }
        #expect(error?.code == .corruptedData)
    }

    /// A few bytes must not make us allocate a gigabyte.
    @Test(arguments: [0x02, 0x82, 0x92, 0x94, 0x95, 0x9A, 0x98, 0x91] as [UInt8])
    func claimsThatCannotBeAreRefused(method: UInt8) throws {
        var payload: [UInt8] = [method, 19, 0, 0, 0, 0, 0, 0, 0x3F]
        payload += [UInt8](repeating: 1, count: 10)
        let frame = CityHash.hash128(payload.span).bytes + payload
        let error = #expect(throws: QueryError.self) { try Frames.decompress(frame) }
        #expect(error?.code == .cannotDecompress)
    }

    @Test(arguments: [
        (0x96 as UInt8, ErrorCode.notImplemented), (0x9F, .notImplemented), (0x77, .unknownCodec),
    ])
    func unknownMethodsAreNamed(method: UInt8, code: ErrorCode) throws {
        let payload: [UInt8] = [method, 10, 0, 0, 0, 1, 0, 0, 0, 5]
        let frame = CityHash.hash128(payload.span).bytes + payload
        let error = #expect(throws: QueryError.self) { try Frames.decompress(frame) }
        #expect(error?.code == code)
    }

    @Test(arguments: [1, 7, 25, 4_096]) func framesArriveInPieces(size: Int) throws {
        let plain = sample(150_000)
        let body = try Frames.compress(plain, by: .lz4, frameSize: 40_000)
        var decoder = FrameDecoder()
        var result: [UInt8] = []
        var start = 0
        while start < body.count {
            let end = min(start + size, body.count)
            decoder.append(body[start..<end])
            result += try decoder.drain()
            start = end
        }
        try decoder.finish()
        #expect(result == plain)
        decoder.append(body[..<100])
        _ = try decoder.drain()
        let error = #expect(throws: QueryError.self) { try decoder.finish() }
        #expect(error?.code == .cannotReadAllData)
    }

    /// ClickHouse's cuts: at 1 MiB, and before a granule once 64 KiB are waiting.
    @Test func streamsAreCutAsClickHouseCuts() throws {
        var writer = CompressedStreamWriter(.none)
        #expect(try writer.beginGranule() == StreamPosition(offsetInFile: 0, offsetInBlock: 0))
        try writer.append(sample(65_535))
        #expect(try writer.beginGranule() == StreamPosition(offsetInFile: 0, offsetInBlock: 65_535))
        try writer.append([1])
        #expect(try writer.beginGranule() == StreamPosition(offsetInFile: 65_536 + 25, offsetInBlock: 0))
        try writer.append(sample(1_048_576 + 10))
        #expect(writer.position == StreamPosition(offsetInFile: 65_536 + 25 + 1_048_576 + 25, offsetInBlock: 10))
        try writer.closeFrame()
        let file = writer.takeOutput()
        #expect(file.count == writer.fileSize)
        let plain = try Frames.decompress(file)
        #expect(plain.count == writer.uncompressedSize)
        #expect(writer.fileHash.value == CityHash.hashFile(file.span))
        #expect(writer.uncompressedHash.value == CityHash.hashFile(plain.span))
    }

    @Test func theBestOfSeveralCodecsIsTaken() throws {
        let random = Sequence64(1)
        var numbers = random
        let noise = numbers.bytes(1_000)
        var frame: [UInt8] = []
        try Frames.append(noise, in: 0..<1_000, byBestOf: [.lz4, .none], to: &frame)
        #expect(frame[16] == 0x02)
        #expect(try Frames.decompress(frame) == noise)
    }
}
