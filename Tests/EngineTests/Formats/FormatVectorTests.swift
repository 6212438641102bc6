import Errors
import Foundation
import Testing

/// Answers that ClickHouse wrote, in every format.
struct FormatVectorTests {
    struct Vector: Decodable {
        let group: String
        let sql: String
        let format: String
        let settings: [String: String]
        let outputText: String?
        let outputHex: String?
        let error: String?

        enum CodingKeys: String, CodingKey {
            case group, sql, format, settings, error
            case outputText = "output_utf8"
            case outputHex = "output_hex"
        }

        var name: String {
            let settings = settings.map { " \($0.key)=\($0.value)" }.sorted().joined()
            return "\(format) | \(sql)\(settings)"
        }

        var expected: [UInt8]? {
            if let outputText { return Self.withoutTime(Array(outputText.utf8)) }
            guard let digits = outputHex.map({ Array($0.utf8) }) else { return nil }
            let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
            }
            return Self.withoutTime(bytes)
        }

        /// The time it took was taken out there: it is 0.0, and 0 here.
        private static func withoutTime(_ bytes: [UInt8]) -> [UInt8] {
            var data = Data(bytes)
            for (from, to) in [("\"elapsed\": 0.0,", "\"elapsed\": 0,"), ("<elapsed>0.0<", "<elapsed>0<")] {
                if let range = data.range(of: Data(from.utf8)) { data.replaceSubrange(range, with: Data(to.utf8)) }
            }
            return Array(data)
        }
    }

    static func decode<T: Decodable>(_ type: T.Type, from name: String) throws -> T {
        let url = try #require(Bundle.module.url(forResource: "Data/\(name)", withExtension: nil))
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }

    /// The outcome is right when the bytes are ClickHouse's, or both refuse with the same code.
    private func isRight(_ vector: Vector, _ instance: TestInstance) -> (Bool, String) {
        do {
            let bytes = try instance.formatted(vector.sql, as: vector.format, vector.settings)
            return (bytes == vector.expected, String(decoding: bytes, as: UTF8.self))
        } catch let error as QueryError {
            return (vector.error?.hasPrefix("Code: \(error.code.rawValue).") == true, "\(error)")
        } catch {
            return (false, "\(error)")
        }
    }

    @Test func answersAreWrittenAsClickHouseDoes() throws {
        let vectors = try Self.decode([Vector].self, from: "format-vectors.json")
        let known = Set(try Self.decode([String].self, from: "format-vectors-failing.json"))
        let instance = try TestInstance()
        var failing: Set<String> = []
        for vector in vectors {
            let (isRight, got) = isRight(vector, instance)
            guard !isRight else { continue }
            failing.insert(vector.name)
            if !known.contains(vector.name) {
                let wanted = vector.error ?? vector.outputText ?? vector.outputHex ?? ""
                Issue.record(
                    "\(vector.group): \(vector.name)\nwanted \(wanted.debugDescription)\ngot    \(got.debugDescription)"
                )
            }
        }
        for name in known.subtracting(failing) { Issue.record("now passes, take it off the list: \(name)") }
        #expect(failing.count * 5 <= vectors.count, "\(failing.count) of \(vectors.count) differ")
    }
}
