import Columns
import Errors

/// `(1,'a'),(2,'b')`: what stands behind VALUES.
package enum Values: OutputFormat {
    package static let name = "Values"
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(style: .quoted, settings: try TextSettings(options))
        return RowsWriter(cells, RowFrame("(", separator: ",", ")", between: ",", columns: header.count))
    }
}
