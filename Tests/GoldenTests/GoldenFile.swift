import Foundation
import Testing

/// One paragraph of a golden file: what is done and what should come of it. `docs/testing.md` describes the form.
struct GoldenCase: Sendable {
    enum Action: Sendable {
        case query(Comparison, typed: Bool)
        case statement
        case setting(String)
        case range(String)
        case restart
    }

    enum Comparison: Sendable {
        case exactly
        case unordered
        case approximately(Double)
    }

    enum Answer: Sendable {
        case lines([String])
        case error(code: String, name: String)
        case nothing
    }

    let line: Int
    let action: Action
    let sql: String
    /// ClickHouse's answer, or ours where a reason is given why they differ.
    let expected: Answer
}

/// A file of `Tests/Golden`.
struct GoldenFile: Sendable, CustomTestStringConvertible {
    /// Below `Tests/Golden`.
    let path: String
    let cases: [GoldenCase]

    var testDescription: String { path }

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Golden")

    /// `COLONNADE_GOLDEN=select/limit` restricts them to the paths that contain it.
    static let all: [GoldenFile] = {
        let wanted = ProcessInfo.processInfo.environment["COLONNADE_GOLDEN"] ?? ""
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".test") && (wanted.isEmpty || $0.contains(wanted)) }.sorted().map { path in
            let bytes = (try? Data(contentsOf: folder.appending(path: path))) ?? Data()
            return GoldenFile(path: path, cases: cases(in: String(decoding: bytes, as: UTF8.self)))
        }
    }()

    private static func cases(in text: String) -> [GoldenCase] {
        var result: [GoldenCase] = []
        var paragraph: [Substring] = []
        var start = 1
        for (number, line) in (text + "\n").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if !line.isEmpty {
                if paragraph.isEmpty { start = number + 1 }
                paragraph.append(line)
            } else if !paragraph.isEmpty {
                if let found = parse(paragraph[...], line: start) { result.append(found) }
                paragraph = []
            }
        }
        return result
    }

    private static func parse(_ paragraph: ArraySlice<Substring>, line: Int) -> GoldenCase? {
        var rest = paragraph.drop { $0.hasPrefix("#") }
        if rest.first?.hasPrefix("differs ") == true { rest = rest.dropFirst() }
        guard let directive = rest.first?.split(separator: " ") else { return nil }
        rest = rest.dropFirst()
        let parts = rest.split(omittingEmptySubsequences: false) { $0.hasPrefix("----") }
        let sql = parts.first?.joined(separator: "\n") ?? ""
        var expected: GoldenCase.Answer = .nothing
        if parts.count > 1, let lines = parts.last {
            expected = .lines(lines.map { $0 == "(empty)" ? "" : String($0) })
            if rest.contains("---- Colonnade"), let words = lines.first?.split(separator: " "), words.first == "error" {
                expected = .error(code: String(words[1]), name: String(words[2]))
            }
        } else if directive[0] == "error", directive.count > 2 {
            expected = .error(code: String(directive[1]), name: String(directive[2]))
        }
        return action(directive).map { GoldenCase(line: line, action: $0, sql: sql, expected: expected) }
    }

    private static func action(_ words: [Substring]) -> GoldenCase.Action? {
        switch words[0] {
        case "query", "error":
            var comparison = GoldenCase.Comparison.exactly
            if words.contains("unordered") { comparison = .unordered }
            if let at = words.firstIndex(of: "approximately") {
                comparison = .approximately(at + 1 < words.count ? Double(words[at + 1]) ?? 0 : 0)
            }
            return .query(comparison, typed: words.contains("typed"))
        case "statement": return .statement
        case "setting": return .setting(words.dropFirst().joined(separator: " "))
        case "range": return .range(words.dropFirst().joined(separator: " "))
        case "restart": return .restart
        default: return nil
        }
    }
}
