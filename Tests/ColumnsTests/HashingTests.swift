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
}
