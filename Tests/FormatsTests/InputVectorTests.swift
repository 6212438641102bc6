import Columns
import Errors
import Formats
import Foundation
import Testing

/// Data that ClickHouse read, and what it made of them.
struct InputVectorTests {
    struct Vector: Decodable {
        let format: String
        let structure: String
        let data: String
        let settings: [String: String]
        let rows: String?
        let errorCode: Int32?
        let error: String?

        enum CodingKeys: String, CodingKey {
            case format, structure, data, settings, error
            case rows = "rows_jsoncompacteachrow"
            case errorCode = "error_code"
        }

        var name: String {
            let settings = settings.map { " \($0.key)=\($0.value)" }.sorted().joined()
            return "\(format) | \(structure) | \(data.debugDescription)\(settings)"
        }
    }

    private func outcome(of vector: Vector, pieces: Int) -> String {
        do throws(QueryError) {
            let header = try Formatted.header(vector.structure)
            var options = Formatted.options(vector.settings)
            options.evaluateExpression = { (text, type) throws(QueryError) in
                // What the engine would say.
                switch text {
                case "1+1": return try Column([.int64(2)], as: type)
                case "concat('a','b')": return try Column([.text("ab")], as: type)
                default: throw QueryError(.syntaxError, "Syntax error: \(text)")
                }
            }
            let source = Pieces(Array(vector.data.utf8), size: pieces)
            let block = try Formatted.read(source, as: vector.format, header, options)
            let bytes = try Formatted.write(block, as: "JSONCompactEachRow")
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            return "\(error.code.rawValue) \(error.message)"
        }
    }

    private func expected(of vector: Vector) -> String {
        if let rows = vector.rows { return rows }
        return "\(vector.errorCode ?? 0)"
    }

    /// Errors have ClickHouse's code; its words are compared by `errorsAreWorded`.
    private func matches(_ outcome: String, _ vector: Vector) -> Bool {
        if let rows = vector.rows { return outcome == rows }
        return outcome.hasPrefix("\(vector.errorCode ?? 0) ")
    }

    @Test(arguments: [Int.max, 1, 7]) func dataAreReadAsClickHouseDoes(pieces: Int) throws {
        let vectors = try TestData.decode([Vector].self, from: "input-vectors.json")
        let known = Set(try TestData.decode([String].self, from: "input-vectors-failing.json"))
        var failing: Set<String> = []
        for vector in vectors {
            let outcome = outcome(of: vector, pieces: pieces)
            guard !matches(outcome, vector) else { continue }
            failing.insert(vector.name)
            if !known.contains(vector.name) {
                let wanted = "\(expected(of: vector)) \(vector.error?.prefix(200) ?? "")"
                Issue.record("\(vector.name)\nexpected \(wanted)\ngot \(outcome)")
            }
        }
        for name in known.subtracting(failing) { Issue.record("now passes, take it off the list: \(name)") }
        #expect(failing.count * 5 <= vectors.count)
    }

    /// The text up to the row's number is ClickHouse's.
    @Test func errorsAreWordedAsInClickHouse() throws {
        var compared = 0
        var alike = 0
        for vector in try TestData.decode([Vector].self, from: "input-vectors.json") {
            guard let error = vector.error, let end = error.range(of: "(at row 1)") else { continue }
            compared += 1
            let wanted = error[..<end.upperBound].dropFirst("Code: \(vector.errorCode ?? 0). DB::Exception: ".count)
            let got = outcome(of: vector, pieces: Int.max).dropFirst("\(vector.errorCode ?? 0) ".count)
            if got.hasPrefix(wanted) { alike += 1 }
        }
        #expect(alike * 4 >= compared * 3, "\(alike) of \(compared)")
    }
}
