import Errors
import Testing

@Test("golden", arguments: GoldenFile.all, GoldenConfiguration.all)
func golden(file: GoldenFile, configuration: GoldenConfiguration) throws {
    let instance = try GoldenInstance(configuration)
    for found in file.cases {
        if let difference = found.difference(on: instance) {
            Issue.record(
                """
                Tests/Golden/\(file.path):\(found.line) (\(configuration.name))
                \(found.sql)
                \(difference)
                again: COLONNADE_GOLDEN=\(file.path) swift test --filter GoldenTests
                """)
        }
    }
}

extension GoldenCase {
    /// What is not as it should be; `nil` when all is well.
    fileprivate func difference(on instance: GoldenInstance) -> String? {
        do throws(QueryError) {
            switch action {
            case .setting(let text): _ = try instance.run("SET " + text)
            case .restart: try instance.restart()
            case .range(let text): instance.setRange(text)
            case .statement: _ = try instance.run(sql)
            case .query(let comparison, let typed):
                return compare(try instance.run(sql, typed: typed), comparison)
            }
            return nil
        } catch {
            if case .error(let code, let name) = expected {
                let got = "\(error.code.rawValue) \(error.code.name)"
                return got == "\(code) \(name)" ? nil : "expected error \(code) \(name)\ngot \(error)"
            }
            return "\(error)"
        }
    }

    private func compare(_ lines: [String], _ comparison: Comparison) -> String? {
        guard case .lines(let wanted) = expected else { return "expected an error\ngot \(shown(lines))" }
        let isSame =
            switch comparison {
            case .exactly: lines == wanted
            case .unordered: lines.sorted() == wanted.sorted()
            case .approximately(let tolerance): isNear(lines, wanted, tolerance)
            }
        return isSame ? nil : "expected \(shown(wanted))\ngot \(shown(lines))"
    }

    private func shown(_ lines: [String]) -> String {
        "\(lines.count) lines:\n" + lines.prefix(20).map { "    " + $0 }.joined(separator: "\n")
    }

    private func isNear(_ lines: [String], _ wanted: [String], _ tolerance: Double) -> Bool {
        func fields(_ lines: [String]) -> [Substring] {
            lines.flatMap { $0.split(omittingEmptySubsequences: false) { "\t,[]()".contains($0) } }
        }
        let (left, right) = (fields(lines), fields(wanted))
        return left.count == right.count
            && zip(left, right).allSatisfy { left, right in
                if left == right { return true }
                guard let a = Double(left), let b = Double(right) else { return false }
                return abs(a - b) <= tolerance * max(abs(a), abs(b))
            }
    }
}
