import Errors
import SQLSyntax
import Testing

/// Broken SQL ends in an error or a tree whose text reads back; never in a trap.
@Suite struct FuzzTests {
    /// SplitMix64: the same numbers for the same seed everywhere.
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test(arguments: 0..<16)
    func brokenTextsAreErrors(seed: UInt64) throws {
        var random = Random(state: seed)
        let goldens = try TestData.decoded("format-goldens.json", as: [FormatGoldenTests.Golden].self)
        let corpus = goldens.map { Array($0.sql.utf8) }
        var parsedCount = 0
        for _ in 0..<400 {
            let text = mutate(corpus, &random)
            guard let parsed = try? Parser.parseStatement(text) else { continue }
            parsedCount += 1
            if parsed.hasInlineData { continue }
            let single = parsed.singleLineText
            do {
                let again = try Parser.parseStatement(single)
                #expect(again.singleLineText == single, "\(String(decoding: text, as: UTF8.self))")
            } catch {
                Issue.record("seed \(seed): \(String(decoding: text, as: UTF8.self))\n\(single)\n\(error)")
            }
        }
        #expect(parsedCount > 20)
    }

    @Test func everyPrefixIsReadOrRefused() throws {
        for file in ["01_agent_trades", "03_materialized_views", "05_queries"] {
            let text = try TestData.bytes("seed/\(file).sql")
            for end in stride(from: 0, to: min(text.count, 2500), by: 3) {
                _ = try? Parser.parseStatement(Array(text[..<end]))
            }
        }
    }

    private func mutate(_ corpus: [[UInt8]], _ random: inout Random) -> [UInt8] {
        var text = corpus[Int.random(in: 0..<corpus.count, using: &random)]
        for _ in 0..<Int.random(in: 1...3, using: &random) where !text.isEmpty {
            let at = Int.random(in: 0..<text.count, using: &random)
            let end = min(text.count, at + Int.random(in: 1...8, using: &random))
            switch Int.random(in: 0..<8, using: &random) {
            case 0: text.removeSubrange(at..<end)
            case 1: text.insert(UInt8.random(in: 0...255, using: &random), at: at)
            case 2: text = Array(text[..<at])
            case 3: text.insert(contentsOf: text[at..<end], at: at)
            case 4: text[at] = Array("()[]{}'\"`,.;:+-*/%=<>!|?@#$ \n\\0".utf8).randomElement(using: &random) ?? 0
            case 5:
                let other = corpus[Int.random(in: 0..<corpus.count, using: &random)]
                let from = Int.random(in: 0..<other.count, using: &random)
                text.insert(contentsOf: other[from..<min(other.count, from + 12)], at: at)
            case 6:
                let words = [
                    " SELECT ", " FROM ", " AS ", "(", ")", " INTERVAL ", " CASE ", " IN ", " NOT ", "::", " 1 ",
                ]
                text.insert(contentsOf: Array((words.randomElement(using: &random) ?? "").utf8), at: at)
            default: text.swapAt(at, end - 1)
            }
        }
        return text
    }
}
