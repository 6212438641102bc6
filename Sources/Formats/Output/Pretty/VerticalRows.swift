import Columns
import Errors

/// Rows below each other, a value per line.
struct VerticalRows {
    private let cellWriter: CellWriter
    private let labels: [[UInt8]]
    private(set) var rowCount = 0

    private let tip: NumberTip
    private let paint: TerminalPaint
    private let types: [DataType]

    init(_ header: [ColumnHeader], _ settings: TextSettings, _ tip: NumberTip, _ paint: TerminalPaint) {
        self.tip = tip
        self.paint = paint
        types = header.map(\.type)
        cellWriter = CellWriter(style: .display, settings: settings)
        let widths = header.map { TextWidth.of($0.name.utf8) }
        let widest = widths.max() ?? 0
        labels = zip(header, widths).map { column, width in
            paint.bold("\(column.name):".utf8)
                + [UInt8](repeating: UInt8(ascii: " "), count: widest - width + 1)
        }
    }

    /// Appends `rows` rows at most.
    mutating func append(_ block: Block, rowsMax: Int = Int.max, to bytes: inout [UInt8]) throws(QueryError) {
        var step = 0
        while step < block.rowCount {
            let rows = step..<Swift.min(step + CellWriter.rowsPerStep, block.rowCount)
            let cells = try cellWriter.cells(of: block, rows: rows)
            for row in 0..<rows.count {
                guard rowCount < rowsMax else { return }
                if rowCount > 0 { bytes.append(UInt8(ascii: "\n")) }
                rowCount += 1
                append(
                    title: "Row \(rowCount):", cells, row: row,
                    tips: block.columns.map { tip.text(of: $0, at: rows.lowerBound + row) }, to: &bytes)
            }
            step = rows.upperBound
        }
    }

    /// One row under a title of its own.
    func append(_ block: Block, row: Int, title: String, to bytes: inout [UInt8]) throws(QueryError) {
        append(
            title: title, try cellWriter.cells(of: block, rows: row..<row + 1), row: 0,
            tips: block.columns.map { tip.text(of: $0, at: row) }, to: &bytes)
    }

    private func append(
        title: String, _ cells: [StringColumn], row: Int, tips: [String?], to bytes: inout [UInt8]
    ) {
        bytes.append(contentsOf: "\(title)\n\(String(repeating: "─", count: title.count))\n".utf8)
        for (index, cell) in cells.enumerated() {
            bytes.append(contentsOf: labels[index])
            bytes.append(contentsOf: paint.isOn ? paint.value(Array(cell[row]), of: types[index]) : Array(cell[row]))
            if let tip = tips[index] { bytes.append(contentsOf: paint.grey(" -- \(tip)".utf8)) }
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}
