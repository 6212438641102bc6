import Columns
import Errors
import Formats
import Testing

/// What a format writes it reads back to the same values, whatever the type and however the bytes arrive.
struct RoundTripTests {
    static let formats = [
        "TabSeparated", "TabSeparatedWithNames", "TabSeparatedWithNamesAndTypes", "TabSeparatedRaw", "CSV",
        "CSVWithNames", "CSVWithNamesAndTypes", "JSONEachRow", "JSONStringsEachRow", "JSONCompactEachRow",
        "JSONCompactEachRowWithNames", "JSONCompactEachRowWithNamesAndTypes", "JSONCompactStringsEachRow",
        "JSONCompactStringsEachRowWithNames", "JSONCompactStringsEachRowWithNamesAndTypes", "JSON", "JSONCompact",
        "Values", "TSKV", "Native", "RowBinary", "RowBinaryWithNames", "RowBinaryWithNamesAndTypes",
    ]

    private func rows(_ block: Block) -> [[Value]] {
        (0..<block.rowCount).map { row in block.columns.map { $0.column.value(at: row) } }
    }

    private func check(_ block: Block, _ format: String, pieces: Int, _ comment: String) throws {
        do throws(QueryError) {
            let bytes = try Formatted.write(block, as: format)
            let read = try Formatted.read(
                Pieces(bytes, size: pieces), as: format, block.header, Formatted.options())
            let (wanted, got) = (rows(block), rows(read))
            if wanted != got {
                let row = zip(wanted, got).enumerated().first { $0.element.0 != $0.element.1 }
                let found = row.map { "\($0)" } ?? "\(wanted.count) and \(got.count) rows"
                let text = String(decoding: bytes.prefix(400), as: UTF8.self)
                Issue.record("\(format) \(comment): \(found)\n\(text)")
            }
        } catch {
            let bytes = try Formatted.write(block, as: format)
            Issue.record("\(format) \(comment): \(error)\n\(String(decoding: bytes.prefix(400), as: UTF8.self))")
        }
    }

    @Test(arguments: formats) func everyTypeComesBack(format: String) throws {
        for (index, name) in RandomRows.types.enumerated() {
            var random = RandomRows(seed: UInt64(index) * 31 + 7)
            random.texts = RandomTexts(of: format)
            let type = try DataType(parsing: name)
            try check(try random.block([type, .uint8], rowCount: 40), format, pieces: 1 + index * 3, name)
        }
    }

    @Test(arguments: formats) func manyColumnsComeBack(format: String) throws {
        for seed in 0..<6 as Range<UInt64> {
            var random = RandomRows(seed: seed)
            random.texts = RandomTexts(of: format)
            var chooser = Sequence64(seed)
            var types: [DataType] = []
            for _ in 0..<1 + chooser.below(8) {
                types.append(try DataType(parsing: RandomRows.types[chooser.below(RandomRows.types.count)]))
            }
            try check(try random.block(types, rowCount: 100), format, pieces: 1 << chooser.below(10), "\(types)")
        }
    }

    /// Blocks have bounded rows; nothing is lost where they meet.
    @Test(arguments: ["TabSeparated", "CSV", "JSONEachRow", "Values", "RowBinary"])
    func manyRowsComeBack(format: String) throws {
        let count = 150_000
        let numbers = (0..<count).map { UInt32(truncatingIfNeeded: $0) }
        let block = Block([BlockColumn(name: "n", type: .uint32, column: .uint32(numbers))], rowCount: count)
        let bytes = try Formatted.write(block, as: format)
        let reader = try FormatRegistry.input(format).reader(
            block.header, Formatted.options(), Pieces(bytes, size: 65_000))
        var next: UInt32 = 0
        while let block = try reader.next() {
            #expect(block.rowCount <= 65_536)
            guard case .uint32(let values) = block.columns[0].column else {
                Issue.record("not UInt32")
                return
            }
            for value in values {
                if value != next {
                    Issue.record("\(value) instead of \(next)")
                    return
                }
                next += 1
            }
        }
        #expect(next == count)
    }
}
