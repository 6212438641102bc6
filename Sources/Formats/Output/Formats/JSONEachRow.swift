import Columns
import Errors

/// A JSON object per row.
package enum JSONEachRow: OutputFormat {
    package static let name = "JSONEachRow"
    package static let aliases = ["JSONLines", "NDJSON", "JSONL"]
    package static let contentType = "application/x-ndjson; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONRows.writer(header, options, style: .json)
    }
}

/// A JSON object per row, with every value as a string.
package enum JSONStringsEachRow: OutputFormat {
    package static let name = "JSONStringsEachRow"
    package static let contentType = JSONEachRow.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        try JSONRows.writer(header, options, style: .jsonString)
    }
}

private enum JSONRows {
    static func writer(
        _ header: [ColumnHeader], _ options: FormatOptions, style: CellStyle
    ) throws(QueryError) -> any BlockWriter {
        let cells = CellWriter(style: style, settings: try TextSettings(options))
        let isArray = options.flag("output_format_json_array_of_rows", default: false)
        var frame = RowFrame(columns: header.count)
        frame.before = cells.objectKeys(header, open: "{", between: ",", colon: ":")
        frame.after = Array((isArray ? "}" : "}\n").utf8)
        guard isArray else { return RowsWriter(cells, frame) }
        frame.between = Array(",\n".utf8)
        return RowsWriter(cells, frame, prologue: Array("[\n".utf8), epilogue: Array("\n]\n".utf8))
    }
}

extension CellWriter {
    /// What stands before each value of an object: `open` or `between`, the name as a JSON string, `colon`.
    func objectKeys(_ header: [ColumnHeader], open: String, between: String, colon: String) -> [[UInt8]] {
        guard !header.isEmpty else { return [Array(open.utf8)] }
        return header.enumerated().map { index, column in
            Array((index == 0 ? open : between).utf8) + settings.jsonString(Array(column.name.utf8)) + Array(colon.utf8)
        }
    }
}

extension TextSettings {
    /// A JSON string in quotes.
    func jsonString(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        let span = bytes.span
        JSONText.writeQuoted(span, escapingSlashes: escapesSlashes, to: &result)
        return result
    }
}
