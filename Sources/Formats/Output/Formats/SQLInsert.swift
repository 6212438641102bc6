import Columns
import Errors

/// INSERT statements.
package enum SQLInsert: OutputFormat {
    package static let name = "SQLInsert"
    package static let contentType = "text/plain; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        SQLInsertWriter(header, try TextSettings(options), options)
    }
}

/// A statement of at most `output_format_sql_insert_max_batch_size` rows after the other.
private final class SQLInsertWriter: BlockWriter {
    private let cellWriter: CellWriter
    private let frame: RowFrame
    private let statement: [UInt8]
    private let batchSize: Int
    private var rowsInBatch = 0

    init(_ header: [ColumnHeader], _ settings: TextSettings, _ options: FormatOptions) {
        cellWriter = CellWriter(style: .quoted, settings: settings)
        frame = RowFrame("(", separator: ", ", ")", between: ", ", columns: header.count)
        batchSize = Swift.max(options.number("output_format_sql_insert_max_batch_size", default: 65_409), 1)
        let verb = options.flag("output_format_sql_insert_use_replace", default: false) ? "REPLACE" : "INSERT"
        let quotes = options.flag("output_format_sql_insert_quote_names", default: true)
        var text = "\(verb) INTO \(options.text("output_format_sql_insert_table_name", default: "table"))"
        if options.flag("output_format_sql_insert_include_column_names", default: true) {
            let names = header.map { column in
                quotes
                    ? "`" + quoteLiteral(column.name).dropFirst().dropLast().replacing("`", with: "\\`") + "`"
                    : column.name
            }
            text += " (\(names.joined(separator: ", ")))"
        }
        statement = Array("\(text) VALUES ".utf8)
    }

    func begin(into bytes: inout [UInt8]) {}

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        var start = 0
        while start < block.rowCount {
            if rowsInBatch == batchSize {
                bytes.append(contentsOf: ";\n".utf8)
                rowsInBatch = 0
            }
            if rowsInBatch == 0 { bytes.append(contentsOf: statement) }
            let count = Swift.min(batchSize - rowsInBatch, block.rowCount - start, CellWriter.rowsPerStep)
            let cells = try cellWriter.cells(of: block, rows: start..<start + count)
            frame.append(cells, rowCount: count, isFirst: rowsInBatch == 0, to: &bytes)
            rowsInBatch += count
            start += count
        }
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) { bytes.append(contentsOf: ";\n".utf8) }
}
