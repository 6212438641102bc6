import Columns
import Errors

/// JSONEachRow as events: meta first, then rows, the progress last.
package enum JSONEachRowWithProgress: OutputFormat {
    package static let name = "JSONEachRowWithProgress"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        ProgressRowsWriter(header, try TextSettings(options), style: .json, rows: .objects)
    }
}

/// JSONStringsEachRow as events.
package enum JSONStringsEachRowWithProgress: OutputFormat {
    package static let name = "JSONStringsEachRowWithProgress"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        ProgressRowsWriter(header, try TextSettings(options), style: .jsonString, rows: .objects)
    }
}

/// JSONCompactEachRow as events.
package enum JSONCompactEachRowWithProgress: OutputFormat {
    package static let name = "JSONCompactEachRowWithProgress"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        ProgressRowsWriter(header, try TextSettings(options), style: .json, rows: .arrays)
    }
}

/// JSONCompactStringsEachRow as events.
package enum JSONCompactStringsEachRowWithProgress: OutputFormat {
    package static let name = "JSONCompactStringsEachRowWithProgress"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        ProgressRowsWriter(header, try TextSettings(options), style: .jsonString, rows: .arrays)
    }
}

private final class ProgressRowsWriter: BlockWriter {
    private let header: [ColumnHeader]
    private let cellWriter: CellWriter
    private let frame: RowFrame

    init(_ header: [ColumnHeader], _ settings: TextSettings, style: CellStyle, rows: JSONDocumentWriter.Shape) {
        self.header = header
        cellWriter = CellWriter(style: style, settings: settings)
        switch rows {
        case .objects:
            var frame = RowFrame(columns: header.count)
            frame.before = cellWriter.objectKeys(header, open: "{\"row\":{", between: ",", colon: ":")
            frame.after = Array("}}\n".utf8)
            self.frame = frame
        case .arrays: frame = RowFrame("{\"row\":[", separator: ", ", "]}\n", columns: header.count)
        }
    }

    func begin(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "{\"meta\":[".utf8)
        let settings = cellWriter.settings
        for (index, column) in header.enumerated() {
            bytes.append(contentsOf: (index > 0 ? ",{\"name\":" : "{\"name\":").utf8)
            bytes.append(contentsOf: settings.jsonString(Array(column.name.utf8)))
            bytes.append(contentsOf: ",\"type\":".utf8)
            bytes.append(contentsOf: settings.jsonString(Array(column.type.name.utf8)))
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(contentsOf: "]}\n".utf8)
    }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        try cellWriter.forEachStep(of: block) { cells, rows throws(QueryError) in
            frame.append(cells, rowCount: rows.count, isFirst: true, to: &bytes)
        }
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) {
        let elapsed = Int64(exactly: (summary.elapsedSeconds * 1e9).rounded()) ?? 0
        bytes.append(
            contentsOf: ("{\"progress\":{\"read_rows\":\"\(summary.readRows)\",\"read_bytes\":\"\(summary.readBytes)\","
                + "\"total_rows_to_read\":\"\(summary.readRows)\",\"elapsed_ns\":\"\(elapsed)\"}}\n").utf8)
    }
}
