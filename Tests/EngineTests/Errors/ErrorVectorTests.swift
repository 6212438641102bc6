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

    @Test("refusals carry ClickHouse's codes; the exceptions are listed")
    func codesAgree() throws {
        let folder = try #require(Bundle.module.url(forResource: "Data", withExtension: nil))
        let vectors = try JSONDecoder().decode(
            Vectors.self, from: Data(contentsOf: folder.appending(path: "error-vectors.json")))
        let listed = try String(contentsOf: folder.appending(path: "error-exceptions.txt"), encoding: .utf8)
        let exceptions = Set(listed.split(separator: "\n").map(String.init))
        let instance = try TestInstance(clock: SteppingClock())
        for sql in vectors.schema { _ = try instance.run(sql) }
        var differing: Set<String> = []
        for vector in vectors.cases where vector.code != nil {
            do {
                _ = try instance.run(vector.sql)
                differing.insert(vector.sql)
            } catch let error as QueryError {
                if error.code.rawValue != vector.code { differing.insert(vector.sql) }
            }
        }
        #expect(differing.subtracting(exceptions).sorted() == [], "no longer as ClickHouse has it")
        #expect(exceptions.subtracting(differing).sorted() == [], "as ClickHouse has it now: take it off the list")
        #expect(differing.count * 5 <= vectors.cases.count, "\(differing.count) of \(vectors.cases.count) differ")
    }
}
