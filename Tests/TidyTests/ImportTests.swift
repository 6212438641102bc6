import Testing

/// What comes with the toolchain and may be imported anywhere.
private let everywhere: Set = ["Errors", "Glibc", "Synchronization"]

@Test("each library imports only what its storey allows")
func importsFollowTheStoreys() {
    var found: [String] = []
    for (library, allowed) in storeys() {
        for file in Repository.current.sources where file.isInside(["Sources/" + library]) {
            for (number, line) in file.code.enumerated() {
                guard let module = importedModule(line), !allowed.contains(module), !everywhere.contains(module) else {
                    continue
                }
                found.append(
                    file.report(
                        number,
                        module == "Foundation"
                            ? "\(library) goes without Foundation: use Glibc, or ask for it through a protocol"
                            : "\(library) may not import \(module): move the code to a storey that may, or pass it in"))
            }
        }
    }
    expectNone(found)
}

@Test("every library has a row in the table of storeys, and rows above it are all it may know")
func storeysGoUpwards() {
    let table = storeys()
    var below: Set<String> = []
    for (library, allowed) in table {
        for module in allowed where table.contains(where: { $0.library == module }) && !below.contains(module) {
            Issue.record("docs/architecture.md: \(library) looks up to \(module): move its row, or do without")
        }
        below.insert(library)
    }
    let executables: Set = ["colonnade", "colonnade-dev"]
    let swift = Repository.current.folders(in: "Sources").filter { folder in
        Repository.current.sources.contains { $0.isInside(["Sources/" + folder]) }
    }
    #expect(Set(swift).subtracting(executables) == below, "docs/architecture.md: a row per library in `Storeys`")
}

/// The table `Storeys` of `docs/architecture.md`: what each library may import beside `Errors`.
private func storeys() -> [(library: String, imports: Set<String>)] {
    let page = Repository.current.pages.first { $0.path == "docs/architecture.md" }
    return (page?.lines ?? []).filter { $0.hasPrefix("| `") }.compactMap { line in
        let cells = line.split(separator: "|").map { cell in
            cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        }
        guard cells.count >= 3, let library = cells[0].first else { return nil }
        return (library, Set(cells[2]))
    }
}

/// `import Columns`, `import struct Columns.Block`, `package import Columns`: the module.
private func importedModule(_ line: String) -> String? {
    let words = line.split(separator: " ")
    guard let at = words.firstIndex(of: "import"), at <= 1, let last = words.last, last != "import" else { return nil }
    return last.split(separator: ".").first.map(String.init)
}

/// One failure that names every place.
func expectNone(_ found: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(found.isEmpty, Comment(rawValue: "\n" + found.joined(separator: "\n")), sourceLocation: sourceLocation)
}
