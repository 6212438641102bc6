import Columns
import Errors

/// Reads a text of rows as blocks: some rows are split into cells, then each column is read in one go.
final class TextBlockReader<Splitter: RowSplitter>: BlockReader {
    private let header: [ColumnHeader]
    private let settings: InputSettings
    private let evaluate: ExpressionEvaluator?
    private let buffer: InputBuffer
    private var splitter: Splitter
    private var table: CellTable
    private var isOver = false
    /// Rows of blocks given before, and those left out.
    private var rowsBefore = 0
    private var errorCount = 0
    private(set) var missing: [[UInt8]] = []

    /// What is no literal of its type, in Values.
    typealias ExpressionEvaluator = @Sendable (_ text: String, _ type: DataType) throws(QueryError) -> Column

    /// A broken row and the error; columns count from 0, the splitter's errors come last.
    private struct BrokenRow {
        let row: Int
        let error: QueryError
    }

    init(
        _ header: [ColumnHeader], _ settings: InputSettings, _ buffer: InputBuffer, _ splitter: Splitter,
        evaluate: ExpressionEvaluator? = nil
    ) {
        self.header = header
        self.settings = settings
        self.buffer = buffer
        self.splitter = splitter
        self.evaluate = evaluate
        table = CellTable(columnCount: header.count)
    }

    /// Bytes that are split at a time: few enough that the cache still has them when the columns are read.
    private var stepBytes: Int { settings.toleratesErrors ? 1 << 16 : 1 << 20 }

    func next() throws(QueryError) -> Block? {
        while !isOver || table.rowCount > 0 {
            buffer.compact()
            table.truncate(rows: 0)
            let broken = try gather()
            if let block = try readRows(broken) { return block }
        }
        return nil
    }

    // MARK: - Rows

    /// Splits some rows; gives the row that could not be split, which is the last one then.
    private func gather() throws(QueryError) -> BrokenRow? {
        let start = buffer.position
        while !isOver, table.rowCount < Limits.blockRowsMax, buffer.position - start < stepBytes {
            do throws(QueryError) {
                switch try splitAvailable(from: start) {
                case .row: return nil
                case .end: isOver = true
                case .incomplete: try buffer.fill(Swift.max(1, buffer.available))
                }
            } catch {
                let row = Swift.max(table.rowCount - 1, 0)
                if table.rowCount == 0 { table.beginRow() }
                if settings.toleratesErrors { try skipBrokenRow() } else { isOver = true }
                return BrokenRow(row: row, error: error)
            }
        }
        return nil
    }

    /// Splits as many rows as are there; `.row` when they are enough.
    private func splitAvailable(from start: Int) throws(QueryError) -> RowSplit {
        let bytes = buffer.bytes
        let span = bytes.span
        let isLast = buffer.isAtEnd
        var position = buffer.position
        defer { buffer.position = position }
        while table.rowCount < Limits.blockRowsMax, position - start < stepBytes {
            let rows = table.rowCount
            let outcome = try splitter.split(span, at: &position, isLast: isLast, into: &table)
            guard case .row = outcome else {
                table.truncate(rows: rows)
                return outcome
            }
        }
        return .row
    }

    private func skipBrokenRow() throws(QueryError) {
        while true {
            let bytes = buffer.bytes
            let span = bytes.span
            if splitter.skipBrokenRow(span, at: &buffer.position) { return }
            if buffer.isAtEnd {
                isOver = true
                return
            }
            try buffer.fill(1)
        }
    }

    // MARK: - Columns

    /// The gathered rows as a block, `nil` when none is left. Throws for a broken row that may not be left out.
    private func readRows(_ broken: BrokenRow?) throws(QueryError) -> Block? {
        var broken = broken
        while table.rowCount > 0 {
            var columns: [BlockColumn] = []
            missing = []
            var first = broken
            for (position, column) in header.enumerated() {
                let cells = table.cells(ofColumn: position, in: buffer.bytes)
                do throws(CellError) {
                    try read(cells, column, into: &columns)
                } catch {
                    if error.cell < (first?.row ?? Int.max) || (first?.row == broken?.row && error.cell == first?.row) {
                        let worded = splitter.error(error, column: position, name: column.name)
                        first = BrokenRow(row: error.cell, error: worded)
                    }
                }
            }
            guard let first else {
                let rowCount = table.rowCount
                rowsBefore += rowCount
                if isOver { table.truncate(rows: 0) }
                return Block(columns, rowCount: rowCount)
            }
            try leaveOut(first)
            if first.row == broken?.row { broken = nil }
            broken = broken.map { BrokenRow(row: $0.row - 1, error: $0.error) }
        }
        return nil
    }

    /// Takes a broken row out of the table, or throws its error.
    private func leaveOut(_ broken: BrokenRow) throws(QueryError) {
        errorCount += 1
        let row = rowsBefore + broken.row + 1
        let isAllowed =
            errorCount <= settings.errorsMax
            || Double(errorCount) <= settings.errorsRatioMax * Double(Swift.max(row, 1))
        guard settings.toleratesErrors, isAllowed else { throw broken.error.adding(": (at row \(row))\n") }
        table.removeRow(broken.row)
        rowsBefore += 1
    }

    /// Reads one column; a column that no row has is left out.
    private func read(
        _ cells: TextCells, _ column: ColumnHeader, into columns: inout [BlockColumn]
    ) throws(CellError) {
        let reader = CellReader(splitter.style, settings)
        var mask: [UInt8] = []
        if settings.defaultsForOmitted {
            mask = column.type.withoutLowCardinality.isNullable ? [] : reader.nullsAsMissing(cells).missingMask
            if mask.isEmpty { mask = cells.missingMask }
            if cells.count > 0, !cells.starts.contains(where: { $0 >= 0 }) { return }
        }
        columns.append(
            BlockColumn(name: column.name, type: column.type, column: try values(cells, column.type, reader)))
        missing.append(mask)
    }

    private func values(_ cells: TextCells, _ type: DataType, _ reader: CellReader) throws(CellError) -> Column {
        guard let evaluate else { return try reader.column(cells, type) }
        do throws(CellError) {
            return try reader.column(cells, type)
        } catch {
            return try values(cells, type, reader, evaluating: evaluate)
        }
    }

    /// Cell by cell: a cell that is no literal of the type is evaluated as an expression.
    private func values(
        _ cells: TextCells, _ type: DataType, _ reader: CellReader, evaluating evaluate: ExpressionEvaluator
    ) throws(CellError) -> Column {
        var parts: [Column] = []
        for cell in 0..<cells.count {
            let one = TextCells(bytes: cells.bytes, starts: [cells.starts[cell]], ends: [cells.ends[cell]])
            do throws(CellError) {
                parts.append(try reader.column(one, type))
            } catch {
                if !settings.nullAsDefault, !type.withoutLowCardinality.isNullable, !reader.nullMask(one).isEmpty {
                    let rest = InputText.rest(of: cells.bytes.span, from: cells.starts[cell])
                    throw CellError(
                        cell: cell,
                        QueryError(
                            .typeMismatch,
                            "Cannot insert NULL value into a column of type '\(type.name)' at: "
                                + String(decoding: rest, as: UTF8.self)))
                }
                let text = String(decoding: cells.bytes[cells.starts[cell]..<cells.ends[cell]], as: UTF8.self)
                do throws(QueryError) {
                    parts.append(try evaluate(text, type).materialised)
                } catch {
                    throw CellError(cell: cell, error)
                }
            }
        }
        return Column.concatenating(parts)
    }
}

extension TextCells {
    /// 1 where a cell is missing; empty where none is.
    fileprivate var missingMask: [UInt8] {
        starts.contains { $0 < 0 } ? starts.map { $0 < 0 ? 1 : 0 } : []
    }
}
