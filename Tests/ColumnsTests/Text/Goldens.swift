import Foundation
import Testing

/// The lines of a file of answers written by ClickHouse 26.9: tab-separated fields.
struct Goldens {
    let lines: [[String]]

    init(_ name: String) throws {
        let file = try #require(Bundle.module.url(forResource: "Data/\(name)", withExtension: nil))
        let text = try String(contentsOf: file, encoding: .utf8)
        lines = text.split(separator: "\n", omittingEmptySubsequences: true).map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
