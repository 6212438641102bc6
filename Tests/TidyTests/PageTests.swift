import Testing

private let map = "docs/architecture.md"

@Test("docs/architecture.md has every folder, and no other")
func foldersAreOnTheMap() throws {
    let repository = Repository.current
    let page = try #require(repository.pages.first { $0.path == map })
    let named = page.lines.flatMap { line in
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }
    var found: [String] = []
    for library in repository.folders(in: "Sources") {
        if !named.contains(library) { found.append("\(map): say what `\(library)` is") }
        for folder in repository.folders(in: "Sources/" + library).map({ library + "/" + $0 })
        where !library.hasPrefix("C") || !library.dropFirst().allSatisfy({ $0.isUppercase || $0.isNumber }) {
            if !named.contains(folder), folder.split(separator: "/").last != "include" {
                found.append("\(map): say what `\(folder)` is")
            }
        }
    }
    let libraries = Set(repository.folders(in: "Sources"))
    for path in named where path.contains("/") && !path.contains(" ") && !path.contains("<") {
        guard let first = path.split(separator: "/").first, libraries.contains(String(first)) else { continue }
        if !repository.exists("Sources/" + path) { found.append("\(map): there is no `\(path)` under Sources") }
    }
    expectNone(found)
}

@Test("links between pages lead somewhere")
func linksAreAlive() {
    var found: [String] = []
    for page in Repository.current.pages {
        let folder = page.path.split(separator: "/").dropLast().joined(separator: "/")
        for (number, line) in page.prose {
            for target in line.links
            where !target.contains("://") && !target.hasPrefix("#") && !target.hasPrefix("mailto:") {
                let path = target.split(separator: "#").first.map(String.init) ?? target
                let full = path.hasPrefix("/") ? String(path.dropFirst()) : folder.isEmpty ? path : folder + "/" + path
                if !Repository.current.exists(full) { found.append(page.report(number, "nothing at \(full)")) }
            }
        }
    }
    expectNone(found)
}

@Test("a page has one title")
func pagesHaveOneTitle() {
    expectNone(
        Repository.current.pages.compactMap { page in
            let titles = page.prose.filter { $0.line.hasPrefix("# ") }
            return titles.count == 1 ? nil : page.report(0, "\(titles.count) titles (`# …`); make it one")
        })
}

extension SourceFile {
    /// The lines outside of code blocks.
    fileprivate var prose: [(number: Int, line: String)] {
        var isCode = false
        return lines.enumerated().compactMap { number, line in
            if line.trimmed.hasPrefix("```") {
                isCode.toggle()
                return nil
            }
            return isCode ? nil : (number, line)
        }
    }
}

extension String {
    /// The targets of `[text](target)`.
    fileprivate var links: [String] {
        var result: [String] = []
        for (index, part) in split(separator: "](", omittingEmptySubsequences: false).enumerated() where index > 0 {
            if let end = part.firstIndex(of: ")") { result.append(String(part[..<end])) }
        }
        return result
    }
}
