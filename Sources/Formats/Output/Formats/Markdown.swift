import Columns
import Errors

/// A table in Markdown.
package enum Markdown: OutputFormat {
    package static let name = "Markdown"
    package static let aliases = ["MD"]
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        let cells = CellWriter(style: .escaped, settings: try TextSettings(options))
        let frame = RowFrame("| ", separator: " | ", " |\n", columns: header.count)
        let rule = "|" + header.map { $0.type.isAlignedRight ? "-:|" : ":-|" }.joined() + "\n"
        return RowsWriter(cells, frame, prologue: cells.heading(.names, header, frame) + Array(rule.utf8))
    }
}

extension DataType {
    /// Tables have values that are counted or measured at the right.
    var isAlignedRight: Bool {
        switch unwrapped.storedValue {
        case .bool: false
        case .interval, .date, .date32, .dateTime, .dateTime64: true
        case let type: type.isNumber
        }
    }
}
