import Columns
import Errors

/// One XML document.
package enum XML: OutputFormat {
    package static let name = "XML"
    package static let contentType = "application/xml; charset=UTF-8"

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        XMLWriter(header, try TextSettings(options).withValidUTF8, options)
    }
}

private final class XMLWriter: BlockWriter {
    private let header: [ColumnHeader]
    private let cellWriter: CellWriter
    private let tags: [String]
    private let writesStatistics: Bool
    private var rowCount = 0

    init(_ header: [ColumnHeader], _ settings: TextSettings, _ options: FormatOptions) {
        self.header = header
        cellWriter = CellWriter(style: .xml, settings: settings)
        writesStatistics = options.flag("output_format_write_statistics", default: true)
        // A name that is no tag is `field`.
        tags = header.map { column in
            column.name.utf8.allSatisfy {
                IntegerText.isDigit($0) || TextExcerpt.isLetter($0) || $0 == UInt8(ascii: "_")
            }
                && column.name.utf8.first.map { !IntegerText.isDigit($0) } == true ? column.name : "field"
        }
    }

    func begin(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "<?xml version='1.0' encoding='UTF-8' ?>\n<result>\n\t<meta>\n\t\t<columns>\n".utf8)
        for column in header {
            bytes.append(contentsOf: "\t\t\t<column>\n\t\t\t\t<name>".utf8)
            bytes.append(contentsOf: cellWriter.text(ofString: Array(column.name.utf8)))
            bytes.append(contentsOf: "</name>\n\t\t\t\t<type>".utf8)
            bytes.append(contentsOf: cellWriter.text(ofString: Array(column.type.name.utf8)))
            bytes.append(contentsOf: "</type>\n\t\t\t</column>\n".utf8)
        }
        bytes.append(contentsOf: "\t\t</columns>\n\t</meta>\n\t<data>\n".utf8)
    }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        let frame = frame(tag: "row", indent: "\t\t")
        try cellWriter.forEachStep(of: block) { cells, rows throws(QueryError) in
            frame.append(cells, rowCount: rows.count, isFirst: true, to: &bytes)
        }
        rowCount += block.rowCount
    }

    private func frame(tag: String, indent: String) -> RowFrame {
        var frame = RowFrame("\(indent)<\(tag)>\n", "\(indent)</\(tag)>\n", columns: tags.count)
        for (position, tag) in tags.enumerated() {
            let before = position == 0 ? frame.before[0] : Array("</\(tags[position - 1])>\n".utf8)
            frame.before[position] = before + Array("\(indent)\t<\(tag)>".utf8)
        }
        if let last = tags.last { frame.after = Array("</\(last)>\n".utf8) + frame.after }
        return frame
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError) {
        bytes.append(contentsOf: "\t</data>\n".utf8)
        if let totals = summary.totals {
            try append(totals, row: 0, frame(tag: "totals", indent: "\t"), to: &bytes)
        }
        if let extremes = summary.extremes, extremes.rowCount == 2 {
            bytes.append(contentsOf: "\t<extremes>\n".utf8)
            try append(extremes, row: 0, frame(tag: "min", indent: "\t\t"), to: &bytes)
            try append(extremes, row: 1, frame(tag: "max", indent: "\t\t"), to: &bytes)
            bytes.append(contentsOf: "\t</extremes>\n".utf8)
        }
        bytes.append(contentsOf: "\t<rows>\(rowCount)</rows>\n".utf8)
        if let rows = summary.rowsBeforeLimit {
            bytes.append(contentsOf: "\t<rows_before_limit_at_least>\(rows)</rows_before_limit_at_least>\n".utf8)
        }
        if writesStatistics {
            bytes.append(contentsOf: "\t<statistics>\n\t\t<elapsed>".utf8)
            FloatText.write(summary.elapsedSeconds, to: &bytes)
            bytes.append(
                contentsOf: ("</elapsed>\n\t\t<rows_read>\(summary.readRows)</rows_read>\n"
                    + "\t\t<bytes_read>\(summary.readBytes)</bytes_read>\n\t</statistics>\n").utf8)
        }
        bytes.append(contentsOf: "</result>\n".utf8)
    }

    private func append(_ block: Block, row: Int, _ frame: RowFrame, to bytes: inout [UInt8]) throws(QueryError) {
        frame.append(try cellWriter.cells(of: block, rows: row..<row + 1), rowCount: 1, isFirst: true, to: &bytes)
    }
}
