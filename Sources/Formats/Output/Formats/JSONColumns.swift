import Columns
import Errors

/// A JSON object of columns.
package enum JSONColumns: OutputFormat {
    package static let name = "JSONColumns"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        JSONColumnsWriter(header, try TextSettings(options), options, form: .object)
    }
}

/// A JSON array of columns.
package enum JSONCompactColumns: OutputFormat {
    package static let name = "JSONCompactColumns"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        JSONColumnsWriter(header, try TextSettings(options), options, form: .array)
    }
}

/// JSONColumns with the meta and statistics of JSON around it.
package enum JSONColumnsWithMetadata: OutputFormat {
    package static let name = "JSONColumnsWithMetadata"
    package static let contentType = JSON.contentType

    package static func writer(_ header: [ColumnHeader], _ options: FormatOptions) throws(QueryError) -> any BlockWriter
    {
        JSONColumnsWriter(header, try TextSettings(options).withValidUTF8, options, form: .document)
    }
}

/// Holds the text of every column until the end: columns stand one behind the other.
private final class JSONColumnsWriter: BlockWriter {
    enum Form { case object, array, document }

    private let header: [ColumnHeader]
    private let cellWriter: CellWriter
    private let form: Form
    private let writesStatistics: Bool
    private var columns: [[UInt8]]
    private var rowCount = 0

    init(_ header: [ColumnHeader], _ settings: TextSettings, _ options: FormatOptions, form: Form) {
        self.header = header
        self.form = form
        cellWriter = CellWriter(style: .json, settings: settings)
        writesStatistics = options.flag("output_format_write_statistics", default: true)
        columns = [[UInt8]](repeating: [], count: header.count)
    }

    func begin(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: (form == .array ? "[\n" : "{\n").utf8)
        guard form == .document else { return }
        JSONDocument.appendMeta(header, cellWriter.settings, to: &bytes)
        bytes.append(contentsOf: "\t\"data\":\n\t{\n".utf8)
    }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        let frame = RowFrame(between: ", ", columns: 1)
        let isFirst = rowCount == 0
        try cellWriter.forEachStep(of: block) { cells, rows throws(QueryError) in
            for column in cells.indices {
                frame.append(
                    [cells[column]], rowCount: rows.count, isFirst: isFirst && rows.lowerBound == 0,
                    to: &columns[column])
            }
        }
        rowCount += block.rowCount
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) {
        let indent = form == .document ? "\t\t" : "\t"
        for (index, column) in columns.enumerated() {
            if index > 0 { bytes.append(contentsOf: ",\n".utf8) }
            bytes.append(contentsOf: indent.utf8)
            if form != .array {
                bytes.append(contentsOf: cellWriter.settings.jsonString(Array(header[index].name.utf8)))
                bytes.append(contentsOf: ": ".utf8)
            }
            bytes.append(UInt8(ascii: "["))
            bytes.append(contentsOf: column)
            bytes.append(UInt8(ascii: "]"))
        }
        switch form {
        case .object: bytes.append(contentsOf: "\n}\n".utf8)
        case .array: bytes.append(contentsOf: "\n]\n".utf8)
        case .document:
            bytes.append(contentsOf: "\n\t}".utf8)
            JSONDocument.appendEnd(summary, rowCount: rowCount, statistics: writesStatistics, to: &bytes)
        }
    }
}
