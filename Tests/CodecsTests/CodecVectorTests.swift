import Codecs
import Columns
import Errors
import Testing

/// Blocks that ClickHouse wrote, one codec each.
struct CodecVector: Decodable, CustomStringConvertible {
    let codec: String
    let type: String
    let note: String
    let compressed_block_hex: String
    let uncompressed_hex: String
    let reencode_identical: Bool

    var description: String { "\(codec) of \(type), \(note), \(uncompressed_hex.count / 2) bytes" }

    struct File: Decodable { let vectors: [CodecVector] }

    static func all() throws -> [CodecVector] {
        try ["codec-vectors.json", "alp-vectors.json"].flatMap { try TestData.decode(File.self, from: $0).vectors }
    }

    func chain() throws -> CodecChain {
        try CodecChain(try CodecDescription.list(parsing: codec), for: try DataType(parsing: type), default: .lz4)
    }
}

struct CodecVectorTests {
    @Test func everyBlockOfClickHouseIsDecoded() throws {
        for vector in try CodecVector.all() {
            let decoded = try Frames.decompress(bytes(ofHex: vector.compressed_block_hex))
            #expect(decoded == bytes(ofHex: vector.uncompressed_hex), "\(vector)")
        }
    }

    /// LZ4 and ZSTD are allowed to find other matches than ClickHouse's version of the library.
    @Test func everyBlockIsEncodedAsClickHouseDoes() throws {
        var compared = 0
        for vector in try CodecVector.all() {
            let plain = bytes(ofHex: vector.uncompressed_hex)
            var frame: [UInt8] = []
            try Frames.append(plain, in: 0..<plain.count, by: try vector.chain(), to: &frame)
            #expect(try Frames.decompress(frame) == plain, "\(vector)")
            guard vector.reencode_identical, !vector.codec.contains("ZSTD"), !vector.codec.contains("LZ4") else {
                continue
            }
            compared += 1
            #expect(frame == bytes(ofHex: vector.compressed_block_hex), "\(vector)")
        }
        #expect(compared > 550)
    }

    /// The layers below LZ4 are as exact as those that stand alone.
    @Test func chainsBelowAGenericCodecAreExact() throws {
        for vector in try CodecVector.all() where vector.codec.hasSuffix(", LZ4") {
            let plain = bytes(ofHex: vector.uncompressed_hex)
            var frame: [UInt8] = []
            try Frames.append(plain, in: 0..<plain.count, by: try vector.chain(), to: &frame)
            let reference = bytes(ofHex: vector.compressed_block_hex)
            #expect(try innermost(of: frame) == innermost(of: reference), "\(vector)")
        }
    }

    /// What the last layer, LZ4, of a chain's frame stands for: asked of a frame made of that layer alone.
    private func innermost(of frame: [UInt8]) throws -> [UInt8] {
        let layer = Array(frame[(25 + 1 + Int(frame[25]))...])
        let hash = CityHash.hash128(layer.span)
        return try Frames.decompress(hash.bytes + layer)
    }

    static let brokenSamples = [
        "NONE", "LZ4", "ZSTD(1)", "Delta", "DoubleDelta", "Gorilla", "T64", "FPC", "GCD", "ALP(STD)", "ALP(RD)",
        "Delta(4), LZ4", "Delta(2), Delta(2), Delta(2), ZSTD(1)", "Gorilla, ZSTD(1)",
    ]

    /// However a frame is damaged, it is an error or other bytes, never a trap.
    @Test(arguments: brokenSamples) func damageIsAnError(codec: String) throws {
        var random = Sequence64(7)
        for vector in try CodecVector.all() where vector.codec == codec && vector.compressed_block_hex.count < 800 {
            let frame = bytes(ofHex: vector.compressed_block_hex)
            for _ in 0..<24 {
                var damaged = Array(frame[16...])
                let place = Int(random.next() % UInt64(damaged.count))
                damaged[place] ^= UInt8(truncatingIfNeeded: random.next() | 1)
                // Cuts, with the size put right.
                if random.next() % 4 == 0 { damaged.removeLast(Int(random.next() % UInt64(damaged.count - 8))) }
                for byte in 0..<4 { damaged[1 + byte] = UInt8(truncatingIfNeeded: damaged.count >> (8 * byte)) }
                var result: [UInt8] = []
                let sealed = CityHash.hash128(damaged.span).bytes + damaged
                do {
                    _ = try Frames.decompress(sealed, at: 0, to: &result, uncompressedSizeMax: 1 << 20)
                } catch {
                    #expect(error.code != .logicalError)
                }
            }
        }
    }
}
