import Columns
import Errors
import Foundation
import Functions
import Testing

/// ClickHouse's answers, family by family: `Data/Golden/<family>.tsv`, written by
/// `Tests/Differential/function_golden.py`.
///
/// Every case runs three times: all rows at once, row by row, and row by row with all arguments constant.
@Test("functions answer as ClickHouse does", arguments: goldenFamilies())
func goldenAnswers(family: String) throws {
    let cases = try GoldenCase.load(family)
    #expect(!cases.isEmpty)
    var failures: [String] = []
    for golden in cases {
        if let failure = golden.failure() { failures.append("\(golden.sql)\n    \(failure)") }
    }
    if !failures.isEmpty {
        Issue.record("\(failures.count) of \(cases.count):\n\(failures.prefix(100).joined(separator: "\n"))")
    }
}

private func goldenFolder() -> URL? { Bundle.module.url(forResource: "Data/Golden", withExtension: nil) }

private func goldenFamilies() -> [String] {
    guard let folder = goldenFolder(),
        let files = try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    else { return [] }
    return files.filter { $0.pathExtension == "tsv" }.map { $0.deletingPathExtension().lastPathComponent }.sorted()
}

private struct GoldenCase {
    let name: String
    let sql: String
    private let isConstant: [Bool]
    private let refusal: Int32?
    private let payload: [UInt8]

    struct Malformed: Error {}

    static func load(_ family: String) throws -> [GoldenCase] {
        guard let file = goldenFolder()?.appendingPathComponent("\(family).tsv") else { throw Malformed() }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { try GoldenCase($0) }
    }

    private init(_ line: Substring) throws {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 4 else { throw Malformed() }
        name = String(fields[0])
        isConstant = fields[1].map { $0 == "c" }
        sql = String(fields[2])
        let answer = fields[3].split(separator: " ")
        refusal = answer.first == "error" ? Int32(answer[1]) : nil
        guard let hex = answer.last else { throw Malformed() }
        var bytes: [UInt8] = []
        var rest = hex.utf8.makeIterator()
        while let high = rest.next(), let low = rest.next() {
            guard let byte = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16) else { throw Malformed() }
            bytes.append(byte)
        }
        payload = bytes
    }

    /// What differs from ClickHouse, `nil` if nothing does.
    func failure() -> String? {
        guard let function = FunctionRegistry.scalar(named: name) else { return "\(name) is not there" }
        do {
            var reader = RowBinaryReader(payload)
            let types = try reader.readHeader()
            var rows: [[Value]] = []
            while !reader.isAtEnd { rows.append(try types.map { try reader.readValue($0) }) }
            if isConstant.isEmpty, refusal != nil { rows = [[]] }
            let whole = check(function, types, rows, constants: isConstant)
            if let whole { return whole }
            guard function.isDeterministic, refusal == nil else { return nil }
            for row in rows where rows.count > 1 {
                if let single = check(function, types, [row], constants: isConstant) { return "one row: \(single)" }
            }
            for row in rows {
                let constants = isConstant.map { _ in true }
                if let constant = check(function, types, [row], constants: constants) {
                    return "constant: \(constant)"
                }
            }
            return nil
        } catch {
            return "not readable: \(error)"
        }
    }

    private func check(
        _ function: any ScalarFunction.Type, _ types: [DataType], _ rows: [[Value]], constants: [Bool]
    ) -> String? {
        do {
            var columns: [Int: Column] = [:]
            var arguments: [BoundExpression] = []
            for position in isConstant.indices {
                if constants[position], let first = rows.first {
                    let column = try Column([first[position]], as: types[position])
                    arguments.append(.constant(column, type: types[position]))
                } else {
                    columns[position] = try Column(rows.map { $0[position] }, as: types[position])
                    arguments.append(.column(position, type: types[position]))
                }
            }
            let bound = try BoundCall.bind(function, arguments, in: Self.context)
            let input = EvaluationInput(columns: columns, rowCount: rows.count)
            let column = try bound.evaluate(over: input, in: Self.context)
            if let refusal { return "error \(refusal) was expected, but the result is \(bound.type.name)" }
            return compare(bound.type, column, types.last, rows.map(\.last), isWhole: constants == isConstant)
        } catch {
            if let refusal { return error.code.rawValue == refusal ? nil : "error \(refusal) was expected: \(error)" }
            return "\(error)"
        }
    }

    private func compare(
        _ type: DataType, _ column: Column, _ expectedType: DataType?, _ expected: [Value?], isWhole: Bool
    ) -> String? {
        guard let expectedType else { return "there is no result to compare with" }
        if isWhole, type != expectedType { return "\(expectedType.name) was expected: \(type.name)" }
        guard column.count == expected.count else { return "\(expected.count) rows were expected: \(column.count)" }
        for (row, value) in expected.enumerated() {
            let actual = column.value(at: row)
            if let value, value.isAlmost(actual) { continue }
            return "row \(row): \(value.map(show) ?? "-") was expected: \(show(actual))"
        }
        return nil
    }

    private func show(_ value: Value) -> String {
        if case .string(let bytes) = value, let text = String(validating: bytes, as: UTF8.self) { return "'\(text)'" }
        return "\(value)"
    }

    static let context = QueryContext(
        timeZone: "UTC", startNanoseconds: 1_700_000_000_123_456_789, database: "default", user: "default",
        queryIdentifier: "q", settings: [:])
}

extension Value {
    /// Equal, with NaN equal to itself and floats within 4 units in the last place.
    fileprivate func isAlmost(_ other: Value) -> Bool {
        switch (self, other) {
        case (.float64(let left), .float64(let right)):
            if left.isNaN { return right.isNaN }
            return left == right || abs(left - right) <= max(abs(left), abs(right)) * 1e-15
        case (.array(let left), .array(let right)), (.tuple(let left), .tuple(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.isAlmost($1) }
        default: return self == other
        }
    }
}
