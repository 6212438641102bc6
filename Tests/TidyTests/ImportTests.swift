import Testing

/// What each library may import beside `Errors`: the table of `docs/architecture.md`, which says why.
private let storeys: [(library: String, imports: Set<String>)] = [
    ("Errors", []),
    ("Columns", []),
    ("SQLSyntax", []),
    ("Codecs", ["Columns", "CLZ4", "CZstd", "CZlib", "CBrotli"]),
    ("Functions", ["Columns", "CRE2"]),
    ("Formats", ["Columns", "Codecs"]),
    ("Storage", ["Columns", "Codecs", "Functions"]),
    ("Engine", ["Columns", "SQLSyntax", "Codecs", "Functions", "Formats", "Storage", "Foundation"]),
    (
        "HTTPInterface",
        [
            "Columns", "Codecs", "Formats", "Engine", "Foundation", "Hummingbird", "HTTPTypes", "NIOCore", "Logging",
        ]
    ),
]

/// What comes with the toolchain and may be imported anywhere.
private let everywhere: Set = ["Errors", "Glibc", "Synchronization"]

@Test("each library imports only what its storey allows")
func importsFollowTheStoreys() {
    var found: [String] = []
    for (library, allowed) in storeys {
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

@Test("the table of storeys has every library that docs/architecture.md has")
func storeysAreDocumented() throws {
    let page = try #require(Repository.current.pages.first { $0.path == "docs/architecture.md" })
    let rows = page.lines.filter { $0.hasPrefix("| `") }.map { $0.split(separator: "|").map { $0.split(separator: "`") } }
    for (library, allowed) in storeys {
        let row = rows.first { $0[0].contains { $0 == library } }
        let documented = row.map { cells in Set(cells[2].map(String.init).filter { $0.first?.isLetter == true }) }
        #expect(documented == allowed, "docs/architecture.md: the row of `\(library)` should list \(allowed.sorted())")
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
