import Columns
import Errors

/// Writes JSON documents whose rows are objects or arrays.
final class JSONDocumentWriter: BlockWriter {
    enum Shape: Sendable { case objects, arrays }

    private let header: [ColumnHeader]
    private let cellWriter: CellWriter
    private let shape: Shape
    private let writesStatistics: Bool
    private var rowCount = 0

    init(
        _ header: [ColumnHeader], _ options: FormatOptions, _ style: CellStyle, shape: Shape
    ) throws(QueryError) {
        self.header = header
        self.shape = shape
        cellWriter = CellWriter(style: style, settings: try TextSettings(options).withValidUTF8)
        writesStatistics = options.flag("output_format_write_statistics", default: true)
    }

    func begin(into bytes: inout [UInt8]) {
        bytes.append(contentsOf: "{\n".utf8)
        JSONDocument.appendMeta(header, cellWriter.settings, to: &bytes)
        bytes.append(contentsOf: "\t\"data\":\n\t[\n".utf8)
    }

    func write(_ block: Block, into bytes: inout [UInt8]) throws(QueryError) {
        let frame = frame(indent: 2)
        try cellWriter.prettily(at: 3, shape).append(block, in: frame, isFirst: rowCount == 0, to: &bytes)
        rowCount += block.rowCount
    }

    /// A row that begins with `indent` tabs.
    private func frame(indent: Int, lead: String? = nil) -> RowFrame {
        let tabs = String(repeating: "\t", count: indent)
        let lead = lead ?? tabs
        switch shape {
        case .arrays: return RowFrame("\(lead)[", separator: ", ", "]", between: ",\n", columns: header.count)
        case .objects:
            var frame = RowFrame(columns: header.count)
            frame.before = cellWriter.objectKeys(
                header, open: "\(tabs){\n\(tabs)\t", between: ",\n\(tabs)\t", colon: ": ")
            frame.after = Array("\n\(tabs)}".utf8)
            frame.between = Array(",\n".utf8)
            return frame
        }
    }

    func finish(_ summary: AnswerSummary, into bytes: inout [UInt8]) throws(QueryError) {
        bytes.append(contentsOf: "\n\t]".utf8)
        if let totals = summary.totals {
            bytes.append(contentsOf: ",\n\n\t\"totals\":".utf8)
            try append(totals, row: 0, indent: 1, to: &bytes)
        }
        if let extremes = summary.extremes, extremes.rowCount == 2 {
            bytes.append(contentsOf: ",\n\n\t\"extremes\":\n\t{\n\t\t\"min\":".utf8)
            try append(extremes, row: 0, indent: 2, to: &bytes)
            bytes.append(contentsOf: ",\n\t\t\"max\":".utf8)
            try append(extremes, row: 1, indent: 2, to: &bytes)
            bytes.append(contentsOf: "\n\t}".utf8)
        }
        JSONDocument.appendEnd(summary, rowCount: rowCount, statistics: writesStatistics, to: &bytes)
    }

    /// A row behind its key: an object begins on a line of its own.
    private func append(_ block: Block, row: Int, indent: Int, to bytes: inout [UInt8]) throws(QueryError) {
        let cells = try cellWriter.prettily(at: indent + 1, shape).cells(of: block, rows: row..<row + 1)
        if shape == .objects { bytes.append(UInt8(ascii: "\n")) }
        frame(indent: indent, lead: " ").append(cells, rowCount: 1, isFirst: true, to: &bytes)
    }
}

extension CellWriter {
    /// Tuples inside objects go over several lines.
    fileprivate func prettily(at indent: Int, _ shape: JSONDocumentWriter.Shape) -> CellWriter {
        guard shape == .objects, style == .json else { return self }
        return CellWriter(style: style, settings: settings, indentation: Indentation(unit: "\t", depth: indent))
    }
}

/// The parts that JSON documents share.
enum JSONDocument {
    static func appendMeta(_ header: [ColumnHeader], _ settings: TextSettings, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "\t\"meta\":\n\t[\n".utf8)
        for (index, column) in header.enumerated() {
            if index > 0 { bytes.append(contentsOf: ",\n".utf8) }
            bytes.append(contentsOf: "\t\t{\n\t\t\t\"name\": ".utf8)
            bytes.append(contentsOf: settings.jsonString(Array(column.name.utf8)))
            bytes.append(contentsOf: ",\n\t\t\t\"type\": ".utf8)
            bytes.append(contentsOf: settings.jsonString(Array(column.type.name.utf8)))
            bytes.append(contentsOf: "\n\t\t}".utf8)
        }
        bytes.append(contentsOf: "\n\t],\n\n".utf8)
    }

    /// Everything behind the data: counts, statistics, the last brace.
    static func appendEnd(_ summary: AnswerSummary, rowCount: Int, statistics: Bool, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: ",\n\n\t\"rows\": \(rowCount)".utf8)
        if let rows = summary.rowsBeforeLimit {
            bytes.append(contentsOf: ",\n\n\t\"rows_before_limit_at_least\": \(rows)".utf8)
        }
        if statistics {
            bytes.append(contentsOf: ",\n\n\t\"statistics\":\n\t{\n\t\t\"elapsed\": ".utf8)
            FloatText.write(summary.elapsedSeconds, to: &bytes)
            bytes.append(
                contentsOf:
                    ",\n\t\t\"rows_read\": \(summary.readRows),\n\t\t\"bytes_read\": \(summary.readBytes)\n\t}".utf8)
        }
        bytes.append(contentsOf: "\n}\n".utf8)
    }
}
