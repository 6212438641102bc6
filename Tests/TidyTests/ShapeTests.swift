import Testing

private let linesPerFileMax = 600
private let linesPerFunctionMax = 70
private let columnsPerLineMax = 120
private let emptyNames = ["Utils", "Util", "Helpers", "Helper", "Common", "Manager", "Misc"]

/// Long only because they are lists, not code.
private let longLists = ["Sources/Errors/ErrorCode.swift", "Sources/Engine/Settings/Declarations"]

@Test("files stay short")
func filesAreShort() {
    expectNone(
        Repository.current.swift.filter { $0.lines.count > linesPerFileMax && !$0.isList }.map {
            $0.report(0, "\($0.lines.count) lines; split it along its types, \(linesPerFileMax) at most, better 400")
        })
}

@Test("lines fit a screen")
func linesAreShort() {
    var found: [String] = []
    for file in Repository.current.swift where !file.isList {
        for (number, line) in file.lines.enumerated() where line.count > columnsPerLineMax {
            found.append(file.report(number, "\(line.count) columns; break it, \(columnsPerLineMax) at most"))
        }
    }
    expectNone(found)
}

@Test("functions fit a screen")
func functionsAreShort() {
    var found: [String] = []
    for file in Repository.current.swift {
        for (line, length) in file.functions where length > linesPerFunctionMax {
            found.append(
                file.report(line, "a function of \(length) lines; name its parts, \(linesPerFunctionMax) at most"))
        }
    }
    expectNone(found)
}

@Test("a file is named after what is in it")
func fileNamesSaySomething() {
    expectNone(
        Repository.current.swift.filter { file in
            emptyNames.contains { file.name.hasSuffix($0 + ".swift") || file.path.contains("/" + $0 + "/") }
        }.map { $0.report(0, "says nothing: what do the things in it share? That is the name") })
}

extension SourceFile {
    fileprivate var isList: Bool { longLists.contains { path.hasPrefix($0) } }

    /// Where each function begins and how many lines it has, its signature included.
    fileprivate var functions: [(line: Int, length: Int)] {
        let words = ["func", "init", "deinit", "subscript"]
        var result: [(Int, Int)] = []
        for line in code.indices where words.contains(where: code[line].hasWord) {
            guard declaresFunction(line), let end = bodyEnd(from: line) else { continue }
            result.append((line, end - line + 1))
        }
        return result
    }

    /// Not a call of `.init`, but a declaration: modifiers stand before the word.
    private func declaresFunction(_ line: Int) -> Bool {
        for word in code[line].split(whereSeparator: { !$0.isLetter && $0 != "." }) {
            switch word {
            case "func", "init", "deinit", "subscript": return true
            case "package", "private", "fileprivate", "internal", "static", "mutating", "nonmutating", "override",
                "final", "convenience", "required", "borrowing", "consuming", "nonisolated", "class":
                continue
            default: return false
            }
        }
        return false
    }

    /// The line of the brace that closes the body; `nil` for a requirement of a protocol.
    private func bodyEnd(from start: Int) -> Int? {
        var brackets = 0
        var braces = 0
        for line in start..<code.count {
            if line > start, brackets == 0, braces == 0, !continuesSignature(line) { return nil }
            for character in code[line] {
                switch character {
                case "(", "[": brackets += 1
                case ")", "]": brackets -= 1
                case "{" where brackets == 0 || braces > 0: braces += 1
                case "}" where braces > 0:
                    braces -= 1
                    if braces == 0 { return line }
                case "}" where brackets == 0: return nil
                default: break
                }
            }
        }
        return nil
    }

    private func continuesSignature(_ line: Int) -> Bool {
        let text = code[line].trimmed
        return text.isEmpty || ["{", ")", "->", "where ", "throws", "async"].contains { text.hasPrefix($0) }
            || code[line - 1].hasSuffix("->") || code[line - 1].hasSuffix("where") || code[line - 1].hasSuffix(",")
    }
}
