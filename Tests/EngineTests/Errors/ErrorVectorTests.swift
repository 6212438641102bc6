import Engine
import Errors
import Foundation
import Testing

/// Statements that ClickHouse refuses, and the codes that it gives: `Data/error-vectors.json`, written by 26.9.
struct ErrorVectorTests {
    private struct Vectors: Decodable {
        struct Case: Decodable {
            let sql: String
            /// `nil` where ClickHouse answers.
            let code: Int32?
        }

        let schema: [String]
        let cases: [Case]
    }

    @Test("refusals carry ClickHouse's codes")
    func codesAgree() throws {
        let folder = try #require(Bundle.module.url(forResource: "Data", withExtension: nil))
        let vectors = try JSONDecoder().decode(
            Vectors.self, from: Data(contentsOf: folder.appending(path: "error-vectors.json")))
        let instance = try TestInstance(clock: SteppingClock())
        for sql in vectors.schema { _ = try instance.run(sql) }
        for vector in vectors.cases where vector.code != nil {
            let error = #expect(throws: QueryError.self, "\(vector.sql)") { _ = try instance.run(vector.sql) }
            #expect(error?.code.rawValue == vector.code, "\(vector.sql)")
        }
    }
}
