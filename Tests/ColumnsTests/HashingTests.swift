import Columns
import Foundation
import Testing

/// Hashes by ClickHouse 26.9.
struct HashingTests {
    private struct File: Decodable {
        struct City: Decodable {
            let input_hex: String?
            let low64: String
            let high64: String
            let cityhash64: String
        }
        struct Chain: Decodable {
            let length: Int
            let low64: String
            let high64: String
        }
        struct Sip: Decodable {
            let input_hex: String
            let bytes_hex: String
        }
        struct Integer: Decodable {
            let x: String
            let hash: String
        }
        let cityhash128: [City]
        let file_hash_2048_chain: [Chain]
        let siphash128_ch: [Sip]
        let intHash64: [Integer]

        enum CodingKeys: String, CodingKey {
            case cityhash128 = "cityhash128_v1.0.2"
            case file_hash_2048_chain, siphash128_ch, intHash64
        }
    }

    private func vectors() throws -> File {
        let url = try #require(Bundle.module.url(forResource: "Data/hash-vectors.json", withExtension: nil))
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    }

    private func bytes(ofHex text: String) -> [UInt8] {
        var result: [UInt8] = []
        var rest = Substring(text)
        while rest.count >= 2 {
            result.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
            rest = rest.dropFirst(2)
        }
        return result
    }

    @Test func cityHash() throws {
        for vector in try vectors().cityhash128 {
            let input = vector.input_hex.map { bytes(ofHex: $0) } ?? (0..<1_000).map { UInt8($0 % 256) }
            let short = String(CityHash.hash64(input.span), radix: 16)
            #expect(short == trimmed(vector.cityhash64), "\(input.count) bytes")
            let hash = CityHash.hash128(input.span)
            #expect(String(hash.low, radix: 16) == trimmed(vector.low64), "\(input.count) bytes")
            #expect(String(hash.high, radix: 16) == trimmed(vector.high64), "\(input.count) bytes")
        }
    }

    private func trimmed(_ hex: String) -> String {
        let digits = hex.drop { $0 == "0" }
        return digits.isEmpty ? "0" : String(digits)
    }

    @Test func fileHash() throws {
        for vector in try vectors().file_hash_2048_chain {
            let input = (0..<vector.length).map { UInt8($0 % 251) }
            let expected = Hash128(low: UInt64(vector.low64) ?? 0, high: UInt64(vector.high64) ?? 0)
            #expect(CityHash.hashFile(input.span) == expected, "\(vector.length) bytes")
            // However the file is cut, its hash is one.
            var hash = FileHash()
            for start in stride(from: 0, to: input.count, by: 777) {
                hash.append(input.span.extracting(start..<min(start + 777, input.count)))
            }
            #expect(hash.value == expected, "\(vector.length) bytes in pieces")
        }
    }

    @Test func sipHash() throws {
        for vector in try vectors().siphash128_ch {
            let input = bytes(ofHex: vector.input_hex)
            #expect(SipHash.hash128(input.span).bytes == bytes(ofHex: vector.bytes_hex), "\(input.count) bytes")
            var hash = SipHash()
            for byte in input { hash.append(byte) }
            #expect(hash.value128.bytes == bytes(ofHex: vector.bytes_hex), "\(input.count) bytes, one by one")
        }
    }

    @Test func integerHash() throws {
        for vector in try vectors().intHash64 {
            #expect(intHash64(try #require(UInt64(vector.x))) == UInt64(vector.hash), "\(vector.x)")
        }
    }

    /// What the SQL functions give for strings of many lengths.
    @Test func hashesOfFunctions() throws {
        let url = try #require(Bundle.module.url(forResource: "Data/function-hashes.json", withExtension: nil))
        let vectors = try JSONDecoder().decode(FunctionHashes.self, from: Data(contentsOf: url))
        let whole = (0..<1_100).map { UInt8(($0 * 7 + $0 % 13) % 256) }
        for (index, length) in vectors.lengths.enumerated() {
            let input = Array(whole[..<length])
            let span = input.span
            let found: [(String, String, [String])] = [
                ("xxHash32", String(XXHash.hash32(span)), vectors.xxHash32),
                ("xxHash64", String(XXHash.hash64(span)), vectors.xxHash64),
                ("murmurHash2_32", String(MurmurHash2.hash32(span)), vectors.murmurHash2_32),
                ("murmurHash2_64", String(MurmurHash2.hash64(span)), vectors.murmurHash2_64),
                ("gccMurmurHash", String(MurmurHash2.gccHash(span)), vectors.gccMurmurHash),
                ("murmurHash3_32", String(MurmurHash3.hash32(span)), vectors.murmurHash3_32),
                ("murmurHash3_64", String(MurmurHash3.hash64(span)), vectors.murmurHash3_64),
                ("murmurHash3_128", hex(MurmurHash3.hash128(span).bytes), vectors.murmurHash3_128),
                ("farmHash64", String(FarmHash.hash64(span)), vectors.farmHash64),
                ("metroHash64", String(MetroHash.hash64(span)), vectors.metroHash64),
                ("sipHash64", String(SipHash.hash64(span)), vectors.sipHash64),
                ("cityHash64", String(CityHash.hash64(span)), vectors.cityHash64),
            ]
            for (name, hash, expected) in found where name != "farmHash64" || length <= FarmHash.sizeMax {
                #expect(hash == expected[index], "\(name) of \(length) bytes")
            }
        }
        let numbers: [UInt64] = [0, 1, 7, UInt64.max, 1_234_567_890_123]
        #expect(numbers.map { String(intHash32($0)) } == vectors.intHash32)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0 >> 4, radix: 16, uppercase: true) + String($0 & 15, radix: 16, uppercase: true) }.joined()
    }

    private struct FunctionHashes: Decodable {
        let lengths: [Int]
        let xxHash32: [String]
        let xxHash64: [String]
        let murmurHash2_32: [String]
        let murmurHash2_64: [String]
        let gccMurmurHash: [String]
        let murmurHash3_32: [String]
        let murmurHash3_64: [String]
        let murmurHash3_128: [String]
        let farmHash64: [String]
        let metroHash64: [String]
        let sipHash64: [String]
        let cityHash64: [String]
        let intHash32: [String]
    }
}
