import Columns
import Errors
import Synchronization

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
    /// Blocks that threads have read ahead, the next one last.
    private var ready: [TextSegmentRows<Splitter>.Rows] = []
    private var parallel: ParallelRun?
    /// How often a text was cut where no row ends, or had to be read again because of an error.
    private var wrongCuts = 0

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
        parallel = evaluate == nil && !settings.toleratesErrors && settings.isParallel ? settings.text.parallel : nil
        table = CellTable(columnCount: header.count)
    }

    /// Bytes that are split at a time: few enough that the cache still has them when the columns are read.
    private var stepBytes: Int { settings.toleratesErrors ? 1 << 16 : 1 << 20 }

    func next() throws(QueryError) -> Block? {
        while !isOver || table.rowCount > 0 || !ready.isEmpty {
            if let rows = ready.popLast() {
                missing = rows.missing
                return rows.block
            }
            buffer.compact()
            if let parallel, try readAhead(parallel) { continue }
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

    // MARK: - Several threads

    /// Bytes of a segment, and how many segments are read at a time.
    private static var segmentBytes: Int { 1 << 18 }
    private static var segmentsMax: Int { 16 }

    /// Reads the next rows on several threads; false where there are too few of them, or they cannot be told apart.
    ///
    /// A segment counts when all before it are whole: then it began where a row does. What is left is read again, by
    /// one thread, which knows what to say of an error.
    private func readAhead(_ run: ParallelRun) throws(QueryError) -> Bool {
        if isOver { return false }
        let wanted = Self.segmentBytes * Self.segmentsMax
        if buffer.available < wanted { try buffer.fill(wanted - buffer.available) }
        let segments = cut()
        guard segments.count > 1 else { return false }
        let results = Mutex<[Int: TextSegmentRows<Splitter>]>([:])
        do {
            let bytes = buffer.bytes
            let (header, settings, splitter) = (header, settings, splitter)
            try run(segments.count) { (number) throws(QueryError) in
                var rows = TextSegmentRows(splitter)
                rows.read(segments[number], of: bytes, header, settings)
                results.withLock { [rows] in $0[number] = rows }
            }
        }
        let bySegment = results.withLock { $0 }
        var blocks: [TextSegmentRows<Splitter>.Rows] = []
        for (number, segment) in segments.enumerated() {
            guard let rows = bySegment[number], rows.isWhole else {
                wrongCuts += 1
                if wrongCuts == 8 { parallel = nil }
                break
            }
            blocks += rows.blocks
            splitter = rows.splitter
            buffer.position = segment.range.upperBound
            if segment.isLast { isOver = true }
        }
        ready = blocks.reversed()
        for rows in blocks { rowsBefore += rows.block.rowCount }
        return !blocks.isEmpty || isOver
    }

    /// The bytes that are there, cut behind line feeds; without the row that is not all there.
    private func cut() -> [TextSegment] {
        let bytes = buffer.bytes
        let span = bytes.span
        var segments: [TextSegment] = []
        var start = buffer.position
        while segments.count < Self.segmentsMax, span.count - start > Self.segmentBytes,
            let end = splitter.border(span, from: start + Self.segmentBytes)
        {
            segments.append(TextSegment(range: start..<end, isLast: false))
            start = end
        }
        if buffer.isAtEnd, segments.count < Self.segmentsMax, start < span.count {
            segments.append(TextSegment(range: start..<span.count, isLast: true))
        }
        return segments
    }

    // MARK: - Columns

    /// The gathered rows as a block, `nil` when none is left. Throws for a broken row that may not be left out.
    private func readRows(_ broken: BrokenRow?) throws(QueryError) -> Block? {
        var broken = broken
        while table.rowCount > 0 {
            let columns = ColumnsReader(header, settings, splitter.style)
            let reader = CellReader(splitter.style, settings)
            var rows = ColumnsReader.Gathered()
            var first = broken
            for (position, column) in header.enumerated() {
                let cells = table.cells(ofColumn: position, in: buffer.bytes)
                do throws(CellError) {
                    try columns.read(cells, position, into: &rows) { (cells, type) throws(CellError) in
                        try values(cells, type, reader)
                    }
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
                missing = rows.missing
                return Block(rows.columns, rowCount: rowCount)
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
