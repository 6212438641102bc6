import Columns
import Errors

/// `name=value` with tabs between.
package enum TSKV: OutputFormat {
    package static let name = "TSKV"
    package static let contentType = TabSeparated.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(style: .escaped, settings: try TextSettings(options))
        var frame = RowFrame("", "\n", columns: header.count)
        for (position, column) in header.enumerated() {
            var key: [UInt8] = position == 0 ? [] : [UInt8(ascii: "\t")]
            for byte in cells.text(ofString: Array(column.name.utf8)) {
                if byte == UInt8(ascii: "=") { key.append(UInt8(ascii: "\\")) }
                key.append(byte)
            }
            frame.before[position] = key + [UInt8(ascii: "=")]
        }
        return RowsWriter(cells, frame)
    }
}
