import Columns
import Errors
import Formats
import Testing

/// Large blocks are printed by several threads: the bytes are those of one thread.
struct ParallelPrintingTests {
    @Test(arguments: ["TabSeparated", "CSV", "JSONEachRow", "JSON", "JSONCompact", "Values", "RowBinary"])
    func piecesMakeTheSameText(format: String) throws {
        var random = RandomRows(seed: 5)
        let types = try ["UInt32", "Nullable(String)", "LowCardinality(String)", "Array(UInt8)", "Float32"].map {
            (name) throws(QueryError) in try DataType(parsing: name)
        }
        let block = try random.block(types, rowCount: 20_000)
        var options = Formatted.options()
        let alone = try text(of: [block, block], format, options)
        options.parallel = { (taskCount, body) throws(QueryError) in
            for task in (0..<taskCount).reversed() { try body(task) }
        }
        let together = try text(of: [block, block], format, options)
        #expect(alone == together)
    }

    private func text(of blocks: [Block], _ format: String, _ options: FormatOptions) throws(QueryError) -> [UInt8] {
        var bytes: [UInt8] = []
        let writer = try FormatRegistry.output(format).writer(blocks[0].header, options)
        try writer.begin(into: &bytes)
        for block in blocks { try writer.write(block, into: &bytes) }
        try writer.finish(AnswerSummary(elapsedSeconds: 0, readRows: 0, readBytes: 0), into: &bytes)
        return bytes
    }
}
