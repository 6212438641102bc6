import Testing

/// A folder whose types take part only when a list names them.
private struct Registry: Sendable {
    let folder: String
    /// The files that list them end so.
    let lists: [String]
    /// What a type that belongs in the list has in its body.
    let mark: String
}

private let registries = [
    Registry(
        folder: "Functions/Scalar", lists: ["Functions.swift", "FunctionRegistry.swift"], mark: "static let name ="),
    Registry(
        folder: "Functions/Aggregate", lists: ["Functions.swift", "Combinators.swift"], mark: "static let name ="),
    Registry(
        folder: "Functions/Window", lists: ["Functions.swift", "Registry.swift"], mark: "static let name ="),
    Registry(folder: "Formats", lists: ["FormatRegistry.swift"], mark: "static let name ="),
    Registry(folder: "Codecs/Compression", lists: ["CodecRegistry.swift"], mark: "static let name ="),
    Registry(folder: "Engine/TableFunctions", lists: ["TableFunctions.swift"], mark: "static let name ="),
    Registry(folder: "Engine/SystemTables", lists: ["SystemTables.swift"], mark: "static let name ="),
    Registry(folder: "Engine/Planning/Rules", lists: ["RuleList.swift"], mark: ": PlanRule"),
    Registry(folder: "SQLSyntax/Macros", lists: ["MacroRegistry.swift"], mark: "Macro("),
    Registry(folder: "colonnade/Commands", lists: ["CommandList.swift"], mark: "CommandConfiguration("),
]

@Test("what lies in a registry's folder is in its list", arguments: registries.indices)
func everythingIsListed(index: Int) {
    let registry = registries[index]
    let library = "Sources/" + (registry.folder.split(separator: "/").first.map(String.init) ?? "")
    let lists = Repository.current.sources.filter { file in
        file.isInside([library]) && registry.lists.contains { file.path.hasSuffix($0) }
    }
    #expect(!lists.isEmpty, "\(registry.folder) has no list: \(registry.lists)")
    let listed = lists.flatMap(\.code).joined(separator: "\n")
    var found: [String] = []
    for file in Repository.current.sources where file.isInside(["Sources/" + registry.folder]) {
        for (line, name) in file.declarations(with: registry.mark)
        where !listed.hasWord(name) && !listed.hasWord("." + name) {
            found.append(
                file.report(line, "\(name) is in no list: add it to \(registry.lists.joined(separator: " or "))"))
        }
    }
    expectNone(found)
}

extension SourceFile {
    /// The types (or, for macros, constants) whose declaration or body has `mark`.
    fileprivate func declarations(with mark: String) -> [(line: Int, name: String)] {
        var result: [(Int, String)] = []
        var latest: (line: Int, name: String)?
        for (number, line) in code.enumerated() {
            if let name = declaredName(line, isConstant: mark == "Macro(") { latest = (number, name) }
            if line.contains(mark), let declaration = latest {
                result.append(declaration)
                latest = nil
            }
        }
        return result
    }

    private func declaredName(_ line: String, isConstant: Bool) -> String? {
        let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        let keywords: [Substring] = isConstant ? ["let"] : ["struct", "enum", "class", "protocol", "extension"]
        guard let at = words.firstIndex(where: keywords.contains), at + 1 < words.count else { return nil }
        // What a protocol or its extension says is not a thing of its own.
        return words[at] == "protocol" || words[at] == "extension" ? nil : String(words[at + 1])
    }
}
