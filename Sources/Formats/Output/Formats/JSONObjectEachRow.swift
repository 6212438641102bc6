import Columns
import Errors

/// One JSON object of rows: `"row_1": {…}`, or named by `format_json_object_each_row_column_for_object_name`.
package enum JSONObjectEachRow: OutputFormat {
    package static let name = "JSONObjectEachRow"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let named = options.text("format_json_object_each_row_column_for_object_name", default: "")
        let settings = try TextSettings(options)
        return JSONObjectRowsWriter(header, settings, nameColumn: header.firstIndex { $0.name == named })
    }
}

private final class JSONObjectRowsWriter: BlockWriter {
    private let cellWriter: CellWriter
    private let frame: RowFrame
    private let nameColumn: Int?
    private var rowCount = 0

    init(_ header: [ColumnHeader], _ settings: TextSettings, nameColumn: Int?) {
        cellWriter = CellWriter(style: .json, settings: settings)
        self.nameColumn = nameColumn
        var shown = header
        if let nameColumn { shown.remove(at: nameColumn) }
        var frame = RowFrame(columns: shown.count)
        frame.before = cellWriter.objectKeys(shown, open: "{", between: ",", colon: ":")
        frame.after = Array("}".utf8)
        self.frame = frame
    }

    func begin(into bytes: inout [UInt8]) { bytes.append(contentsOf: "{\n".utf8) }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        var names: [[UInt8]]?
        var shown = block
        if let nameColumn {
            let column = shown.columns.remove(at: nameColumn)
            let texts = try CellWriter(style: .jsonString, settings: cellWriter.settings)
                .cells(of: column.column, column.type, rows: 0..<block.rowCount)
            names = (0..<block.rowCount).map { Array(texts[$0]) }
        }
        for row in 0..<block.rowCount {
            if rowCount > 0 { bytes.append(contentsOf: ",\n".utf8) }
            rowCount += 1
            bytes.append(UInt8(ascii: "\t"))
            bytes.append(contentsOf: names?[row] ?? Array("\"row_\(rowCount)\"".utf8))
            bytes.append(contentsOf: ": ".utf8)
            frame.append(try cellWriter.cells(of: shown, rows: row..<row + 1), rowCount: 1, isFirst: true, to: &bytes)
        }
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) { bytes.append(contentsOf: "\n}\n".utf8) }
}
