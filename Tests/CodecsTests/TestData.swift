import Foundation
import Testing

/// The files of `Data`, answers by ClickHouse 26.9.
enum TestData {
    static func decode<T: Decodable>(_ type: T.Type, from name: String) throws -> T {
        let url = try #require(Bundle.module.url(forResource: "Data/\(name)", withExtension: nil))
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}

/// The bytes that hex digits spell.
func bytes(ofHex text: String) -> [UInt8] {
    let digits = Array(text.utf8)
    func value(_ digit: UInt8) -> UInt8 {
        digit >= UInt8(ascii: "a") ? digit - UInt8(ascii: "a") + 10 : digit - UInt8(ascii: "0")
    }
    return stride(from: 0, to: digits.count - 1, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
}

/// A fixed sequence of numbers that look random.
struct Sequence64 {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
