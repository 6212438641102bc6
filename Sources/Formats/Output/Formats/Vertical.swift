import Columns
import Errors

/// Rows below each other, a value per line.
package enum Vertical: OutputFormat {
    package static let name = "Vertical"
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        VerticalWriter(
            VerticalRows(header, try TextSettings(options), NumberTip(options), TerminalPaint(options)),
            rowsMax: options.number("output_format_pretty_max_rows", default: 1000))
    }
}

private final class VerticalWriter: BlockWriter {
    private var rows: VerticalRows
    private let rowsMax: Int
    private var rowCount = 0

    init(_ rows: VerticalRows, rowsMax: Int) {
        self.rows = rows
        self.rowsMax = rowsMax
    }

    func begin(into bytes: inout [UInt8]) {}

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        rowCount += block.rowCount
        try rows.append(block, rowsMax: rowsMax, to: &bytes)
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError) {
        if rowCount > rowsMax { bytes.append(contentsOf: "\nShowed first \(rowsMax).\n".utf8) }
        if let totals = summary.totals {
            bytes.append(contentsOf: "\n\n".utf8)
            try rows.append(totals, row: 0, title: "Totals:", to: &bytes)
        }
        if let extremes = summary.extremes, extremes.rowCount == 2 {
            bytes.append(contentsOf: (summary.totals == nil ? "\n\n" : "\n").utf8)
            try rows.append(extremes, row: 0, title: "Min:", to: &bytes)
            bytes.append(UInt8(ascii: "\n"))
            try rows.append(extremes, row: 1, title: "Max:", to: &bytes)
        }
    }
}
