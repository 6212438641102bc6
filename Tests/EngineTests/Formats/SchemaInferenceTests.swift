import Errors
import Foundation
import Testing

/// What columns data without a structure have: as ClickHouse sees them.
struct SchemaInferenceTests {
    private struct Vector: Decodable {
        let format: String
        let text: String
        let columns: String?
        let rows: String?
        let code: Int32?
    }

    @Test func columnsAreSeenAsClickHouseSeesThem() throws {
        let instance = try TestInstance()
        for vector in try FormatVectorTests.decode([Vector].self, from: "inference-vectors.json") {
            let digits = vector.text.utf8.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
            let call = "format(\(vector.format), unhex('\(digits)'))"
            let settings = ["describe_compact_output": "1", "print_pretty_type_names": "0"]
            do {
                let columns = try instance.formatted("DESCRIBE \(call)", as: "TabSeparated", settings)
                let wanted = ColumnarFileTests.withoutNullableTuples(vector.columns ?? "code \(vector.code ?? 0)")
                #expect(String(decoding: columns, as: UTF8.self) == wanted, "\(vector.format) \(vector.text)")
                let rows = try instance.formatted("SELECT * FROM \(call)", as: "TabSeparated")
                #expect(String(decoding: rows, as: UTF8.self) == vector.rows, "\(vector.format) \(vector.text)")
            } catch let error as QueryError {
                #expect(error.code.rawValue == vector.code ?? 0, "\(vector.format) \(vector.text): \(error)")
            }
        }
    }
}
