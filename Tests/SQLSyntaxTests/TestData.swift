import Foundation
import SQLSyntax

/// The files in `Data`.
enum TestData {
    struct Missing: Error {
        let name: String
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        guard let folder = Bundle.module.url(forResource: "Data", withExtension: nil) else { throw Missing(name: name) }
        return Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    static func decoded<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(try bytes(name)))
    }

    /// The statements of a text of several.
    static func statements(_ text: [UInt8]) throws -> [ParsedStatement] {
        var statements: [ParsedStatement] = []
        var from = 0
        while let next = try Parser.parseNextStatement(text, from: from) {
            statements.append(next)
            if next.hasInlineData { break }
            from = next.end
        }
        return statements
    }
}
