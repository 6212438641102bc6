import Columns
import Errors
import Formats
import Testing

/// Long texts are cut and read by several threads: rows, defaults and errors are those of one thread.
struct ParallelReadingTests {
    private static let together: ParallelRun = { (taskCount, body) throws(QueryError) in
        for task in (0..<taskCount).reversed() { try body(task) }
    }

    private func read(
        _ bytes: [UInt8], as format: String, _ header: [ColumnHeader], together: Bool
    ) throws(QueryError) -> Block {
        var options = Formatted.options()
        if together { options.parallel = Self.together }
        return try Formatted.read(Pieces(bytes, size: 100_000), as: format, header, options)
    }

    @Test(arguments: ["TabSeparated", "CSV", "JSONEachRow", "JSONCompactEachRow", "TSKV", "RowBinary"])
    func segmentsMakeTheSameRows(format: String) throws {
        var random = RandomRows(seed: 7)
        let names = ["UInt32", "Nullable(String)", "LowCardinality(String)", "Float64", "UUID", "DateTime64(9)"]
        let types = try names.map { (name) throws(QueryError) in try DataType(parsing: name) }
        let block = try random.block(types, rowCount: 25_000)
        let bytes = try Formatted.write(block, as: format)
        #expect(bytes.count > 1 << 20)
        let alone = try read(bytes, as: format, block.header, together: false)
        let together = try read(bytes, as: format, block.header, together: true)
        #expect(alone.rowCount == block.rowCount)
        #expect(try Formatted.write(together, as: "RowBinary") == Formatted.write(alone, as: "RowBinary"))
    }

    /// Line feeds inside values, where every cut of the text is a wrong one.
    @Test(arguments: ["CSV", "JSONEachRow"])
    func lineFeedsInsideValues(format: String) throws {
        let header = try Formatted.header("a String, b UInt32")
        let filling = String(repeating: "\n{\"a\":\"x\",\n", count: 20)
        var text = ""
        for row in 0..<4000 {
            let value = format == "CSV" ? filling.replacing("\"", with: "\"\"") : filling.replacing("\"", with: "\\\"")
            text += format == "CSV" ? "\"\(value)\",\(row)\n" : "{\"a\":\"\(value)\",\"b\":\(row)}\n"
        }
        let block = try read(Array(text.utf8), as: format, header, together: true)
        #expect(block.rowCount == 4000)
        guard case .string(let texts) = block.columns[0].column, case .uint32(let numbers) = block.columns[1].column
        else {
            Issue.record("other columns were wanted")
            return
        }
        #expect(numbers == (0..<4000).map { UInt32($0) })
        #expect((0..<4000).allSatisfy { texts.text(at: $0) == filling })
    }

    @Test(arguments: ["TabSeparated", "CSV", "JSONEachRow"])
    func errorsSayTheRow(format: String) throws {
        let header = try Formatted.header("a String, b UInt32, c UUID")
        var lines: [String] = []
        for row in 0..<40_000 {
            let identifier = row == 31_234 ? "no identifier" : "39307fe9-327a-464b-8f97-4ac4374a6280"
            switch format {
            case "CSV": lines.append("text,\(row),\(identifier)")
            case "TabSeparated": lines.append("text\t\(row)\t\(identifier)")
            default: lines.append("{\"a\":\"text\",\"b\":\(row),\"c\":\"\(identifier)\"}")
            }
        }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        var messages: [String] = []
        for isTogether in [false, true] {
            do throws(QueryError) {
                _ = try read(bytes, as: format, header, together: isTogether)
            } catch {
                messages.append(error.message)
            }
        }
        #expect(messages.count == 2)
        #expect(messages.first == messages.last)
        #expect(messages.first?.contains("(at row 31235)") == true)
    }
}
