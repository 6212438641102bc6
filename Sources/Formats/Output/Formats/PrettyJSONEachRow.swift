import Columns
import Errors

/// A JSON object per row, one value per line.
package enum PrettyJSONEachRow: OutputFormat {
    package static let name = "PrettyJSONEachRow"
    package static let aliases = ["PrettyJSONLines", "PrettyNDJSON"]
    package static let contentType = JSONEachRow.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(
            style: .json, settings: try TextSettings(options), indentation: Indentation(unit: "    ", depth: 1))
        var frame = RowFrame(columns: header.count)
        frame.before = cells.objectKeys(header, open: "{\n    ", between: ",\n    ", colon: ": ")
        frame.after = Array("\n}\n".utf8)
        return RowsWriter(cells, frame)
    }
}
