import Foundation

/// The files of this repository, as they lie around these tests.
struct Repository: Sendable {
    let root: URL
    /// Everything below `Sources` and `Tests` that is Swift.
    let swift: [SourceFile]
    /// Every page of text.
    let pages: [SourceFile]

    static let current = Repository()

    private init() {
        root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let paths = Self.paths(in: root)
        swift = paths.filter { $0.hasSuffix(".swift") }.compactMap { [root] in SourceFile($0, in: root) }
        pages = paths.filter { $0.hasSuffix(".md") }.compactMap { [root] in SourceFile($0, in: root) }
    }

    /// The product's files.
    var sources: [SourceFile] { swift.filter { $0.path.hasPrefix("Sources/") } }

    func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

    /// The folders right below one, without those whose name begins with a point.
    func folders(in path: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: path).path)) ?? []
        return names.filter { name in
            let values = try? root.appending(path: path).appending(path: name).resourceValues(forKeys: [.isDirectoryKey]
            )
            return !name.hasPrefix(".") && values?.isDirectory == true
        }.sorted()
    }

    /// Relative paths of all files, hidden folders left out.
    private static func paths(in root: URL) -> [String] {
        guard let all = FileManager.default.enumerator(atPath: root.path) else { return [] }
        var result: [String] = []
        while let path = all.nextObject() as? String {
            if path.hasPrefix(".") || path.contains("/.") {
                all.skipDescendants()
            } else {
                result.append(path)
            }
        }
        return result.sorted()
    }
}

/// A text file and the code in it.
struct SourceFile: Sendable {
    /// From the root of the repository.
    let path: String
    let lines: [String]
    /// The lines with comments and strings blanked: what the compiler sees.
    let code: [String]

    init?(_ path: String, in root: URL) {
        guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard path.hasSuffix(".swift") else {
            code = []
            return
        }
        var blanker = Blanker(Array(text.utf8))
        code = blanker.blanked().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    func isInside(_ folders: [String]) -> Bool { folders.contains { path.hasPrefix($0 + "/") } }

    /// `path:line: message`, for editors to follow; lines count from 0 here and from 1 there.
    func report(_ line: Int, _ message: String) -> String { "\(path):\(line + 1): \(message)" }

    /// The lines whose code has `word` standing alone: no letter, digit or underscore touches it.
    func linesOfCode(with word: String) -> [Int] { code.indices.filter { code[$0].hasWord(word) } }
}

extension String {
    /// `word` stands alone: not a part of a longer one, and not the name of some value's member.
    func hasWord(_ word: String) -> Bool {
        var rest = self[...]
        while let found = rest.range(of: word) {
            let before = self[..<found.lowerBound].last
            let after = self[found.upperBound...].first
            let startsAlone = word.first?.isWordPart != true || before.map { !$0.isWordPart && $0 != "." } != false
            let endsAlone = word.last?.isWordPart != true || after?.isWordPart != true
            if startsAlone && endsAlone { return true }
            rest = self[found.upperBound...]
        }
        return false
    }
}

extension Character {
    fileprivate var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
