import Columns
import Errors
import Formats

/// Rows as texts of their own, in a format that writes row after row: `formatRow`.
struct RowTexts {
    private let format: any OutputFormat.Type
    private let options: FormatOptions

    init(format name: String, settings: [String: String], timeZone: String) throws(QueryError) {
        let found = try FormatRegistry.output(name)
        let ofBlocks = ["Pretty", "Native", "Arrow", "Parquet", "JSONColumns", "JSONCompactColumns"]
        guard !ofBlocks.contains(where: { found.name.hasPrefix($0) }) else {
            throw QueryError(
                .badArguments,
                "Cannot turn rows into a \(name) format strings. formatRow function supports only row output formats")
        }
        format = found
        options = FormatOptions(settings: settings, timeZone: timeZone)
    }

    func texts(of block: Block) throws(QueryError) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        for row in 0..<block.rowCount {
            let columns = block.columns.map {
                BlockColumn(name: $0.name, type: $0.type, column: $0.column.slice(row..<row + 1))
            }
            let single = Block(columns, rowCount: 1)
            let writer = try format.writer(single.header, options)
            var bytes: [UInt8] = []
            try writer.begin(into: &bytes)
            try writer.write(single, into: &bytes)
            try writer.finish(AnswerSummary(elapsedSeconds: 0, readRows: 0, readBytes: 0), into: &bytes)
            texts.append(bytes)
        }
        return texts
    }
}
