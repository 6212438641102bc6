import Testing

/// The folders where memory is touched without checks by the compiler: small, and covered by tests of their own.
private let fencedFolders = [
    "Columns/Operations", "Columns/Memory", "Codecs/Bytes", "Codecs/Compression", "Functions/Kernels",
    "Engine/Execution/HashTable", "Storage/Disk", "Metadata/Postgres", "HTTPInterface/EventLoops",
].map { "Sources/" + $0 }

private let executables = ["Sources/colonnade", "Sources/colonnade-dev"]

private struct BannedWord: Sendable {
    let word: String
    let remedy: String
    /// Where it is looked for, and where it may stand.
    var inside = ["Sources", "Tests"]
    var except: [String] = []
}

private let bannedWords = [
    BannedWord(
        word: "unsafe", remedy: "use arrays and Span, or move the loop into a fenced folder with a `// Safe:` line",
        except: fencedFolders + ["Tests/CodecsTests"]),
    BannedWord(word: "public", remedy: "write `package`"),
    BannedWord(word: "@testable", remedy: "make what the test needs `package`"),
    BannedWord(word: "try!", remedy: "throw, or catch what can really happen"),
    BannedWord(word: "as!", remedy: "use `as?` and say what happens otherwise"),
    BannedWord(word: "fatalError", remedy: "throw a QueryError; `precondition` with a reason for bugs of our own"),
    BannedWord(
        word: "print(", remedy: "log it, or return it to the caller",
        except: executables + ["Sources/SQLSyntax/Printer"]),
    BannedWord(word: "Date()", remedy: "take the moment from the injected clock", except: executables),
    BannedWord(word: "Clock.now", remedy: "take the moment from the injected clock", except: executables),
    BannedWord(
        word: "SystemRandomNumberGenerator", remedy: "take randomness from the injected source", except: executables),
]

@Test("no word that has a better one", arguments: bannedWords.indices)
func bannedWord(index: Int) {
    let banned = bannedWords[index]
    var found: [String] = []
    for file in Repository.current.swift where file.isInside(banned.inside) && !file.isInside(banned.except) {
        for line in file.linesOfCode(with: banned.word) {
            found.append(file.report(line, "`\(banned.word)`: \(banned.remedy)"))
        }
    }
    expectNone(found)
}

@Test("`@unchecked Sendable` has its reason in the comment above")
func uncheckedSendableHasAReason() {
    var found: [String] = []
    for file in Repository.current.sources {
        for line in file.linesOfCode(with: "@unchecked Sendable") {
            var above = line - 1
            while above > 0, !file.lines[above].trimmed.hasPrefix("//"),
                file.code[above].contains("@unchecked Sendable")
            {
                above -= 1
            }
            guard above < 0 || !file.lines[above].trimmed.hasPrefix("//") else { continue }
            found.append(file.report(line, "say above why it may be shared: `// @unchecked: …`"))
        }
    }
    expectNone(found)
}

@Test("what is to do stands in an issue, not in the code")
func nothingIsLeftToDo() {
    let words = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
    var found: [String] = []
    for file in Repository.current.swift {
        for (number, line) in file.lines.enumerated() where words.contains(where: line.hasWord) {
            found.append(file.report(number, "do it now, or open an issue and take the line away"))
        }
    }
    expectNone(found)
}

@Test("nothing names a place of one developer's machine")
func noMachinePaths() {
    let places = ["/wo" + "rk/", "../sha" + "red", "/ro" + "ot/"]
    var found: [String] = []
    for file in Repository.current.swift + Repository.current.pages {
        for (number, line) in file.lines.enumerated() where places.contains(where: line.contains) {
            found.append(file.report(number, "a path of one machine: copy what is needed below `Tests/*/Data`"))
        }
    }
    expectNone(found)
}

extension String {
    var trimmed: Substring { drop { $0 == " " } }
}
