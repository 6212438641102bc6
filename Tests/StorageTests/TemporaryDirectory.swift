import Errors
import Foundation
import Storage
import Testing

/// A directory of its own for a test, removed at its end.
final class TemporaryDirectory {
    let path: String
    let disk: LocalDisk

    init() throws {
        path = NSTemporaryDirectory() + "colonnade-test-" + UUID().uuidString
        disk = try LocalDisk(name: "default", root: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The bytes of a file of `Tests/StorageTests/Data`.
func testData(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: "Data/\(name)", withExtension: nil))
    return Array(try Data(contentsOf: url))
}

/// The files of a tar archive by path.
func readTar(_ bytes: [UInt8]) throws -> [(path: String, bytes: [UInt8])] {
    var result: [(path: String, bytes: [UInt8])] = []
    var offset = 0
    func field(_ start: Int, _ size: Int) -> String {
        String(decoding: bytes[offset + start..<offset + start + size].prefix { $0 != 0 }, as: UTF8.self)
    }
    while offset + 512 <= bytes.count, bytes[offset] != 0 {
        let size = try #require(Int(field(124, 12).trimmingCharacters(in: .whitespaces), radix: 8))
        let prefix = field(345, 155)
        let name = prefix.isEmpty ? field(0, 100) : prefix + "/" + field(0, 100)
        if bytes[offset + 156] == UInt8(ascii: "0") {
            result.append((name, Array(bytes[offset + 512..<offset + 512 + size])))
        }
        offset += 512 + (size + 511) / 512 * 512
    }
    return result
}

/// Seeded randomness.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
