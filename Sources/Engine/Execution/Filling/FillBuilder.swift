import Columns
import Errors
import Functions

/// Puts input rows and added rows together to chunks.
///
/// Every output row is a row of a list: the last row of the chunk before, the chunk's rows, and a row of defaults.
/// Added rows take their filled and computed columns from a second list.
struct FillBuilder {
    private let layout: FillLayout
    private let context: QueryContext
    /// The last input row of the chunk before, or defaults.
    private var carried: Chunk
    private var hasCarried = false

    /// By output row: its input row + 1 (0 for the carried one), or −1 for an added one.
    private var inputRows: [Int] = []
    /// By added row: the input row before it and the one that has its prefix, + 1, or −1 for none.
    private var rowsBefore: [Int] = []
    private var prefixRows: [Int] = []
    private var filled: [[FillValue]]
    private var computed: [[Column]]
    private var lastInputRow = -1
    private var prefixRow = -1
    /// The row before, where columns are computed from it.
    private var previous: Chunk

    init(_ layout: FillLayout, _ context: QueryContext) {
        self.layout = layout
        self.context = context
        carried = Chunk(layout.columns.map { .defaults(of: $0.type, count: 1) }, rowCount: 1)
        previous = carried
        filled = layout.filled.map { _ in [] }
        computed = layout.computed.map { _ in [] }
    }

    var rowCount: Int { inputRows.count }

    /// A range of equal prefixes begins with this row of the chunk.
    mutating func begin(_ row: Int) { prefixRow = row + 1 }

    mutating func append(_ row: Int, of chunk: Chunk) throws(QueryError) {
        inputRows.append(row + 1)
        lastInputRow = row + 1
        prefixRow = row + 1
        if !layout.computed.isEmpty { previous = chunk.slice(row..<row + 1) }
    }

    mutating func append(_ values: [FillValue], _ chunk: Chunk) throws(QueryError) {
        inputRows.append(-1)
        rowsBefore.append(lastInputRow)
        prefixRows.append(prefixRow)
        for position in values.indices { filled[position].append(values[position]) }
        guard !layout.computed.isEmpty else { return }
        var evaluator = layout.computation.evaluator(over: previous, in: context)
        var results: [Column] = []
        for expression in layout.computation.expressions {
            results.append(try evaluator.evaluate(expression).materialised)
        }
        previous = Chunk(layout.columns.map { .defaults(of: $0.type, count: 1) }, rowCount: 1)
        for (position, column) in layout.filled.enumerated() {
            previous.columns[column.position] = try column.column(of: [values[position]])
        }
        for position in layout.copied where lastInputRow > 0 {
            previous.columns[position] = chunk.columns[position].slice(lastInputRow - 1..<lastInputRow)
        }
        for position in layout.copied where lastInputRow == 0 { previous.columns[position] = carried.columns[position] }
        for (number, position) in layout.computed.enumerated() {
            computed[number].append(results[number])
            previous.columns[position] = results[number]
        }
    }

    /// The row's prefix differs from that of the row before.
    func isNewRange(_ row: Int, of chunk: Chunk) -> Bool {
        layout.prefix.contains { position in
            let column = chunk.columns[position]
            return row > 0
                ? column.compare(row, with: column, row - 1) != 0
                : hasCarried && column.compare(0, with: carried.columns[position], 0) != 0
        }
    }

    /// Keeps the last row of a chunk that has been put out, for the rows added behind it.
    mutating func remember(lastRowOf chunk: Chunk) {
        guard chunk.rowCount > 0 else { return }
        carried = chunk.slice(chunk.rowCount - 1..<chunk.rowCount)
        hasCarried = true
        lastInputRow = 0
        prefixRow = 0
    }

    /// The rows so far, and begins anew; `chunk` is the one whose rows they are.
    mutating func take(_ chunk: Chunk) throws(QueryError) -> Chunk {
        let defaultRow = chunk.rowCount + 1
        let copiedRows = rows(rowsBefore, defaultRow)
        let prefixedRows = rows(prefixRows, defaultRow)
        let defaultRows = rows(rowsBefore.map { _ in -1 }, defaultRow)
        let addedRows = rows(nil, defaultRow)
        var output: [Column] = []
        for (position, column) in layout.columns.enumerated() {
            var values = Column.concatenating([
                carried.columns[position], chunk.columns[position], .defaults(of: column.type, count: 1),
            ])
            if let number = layout.filled.firstIndex(where: { $0.position == position }) {
                values.append(try layout.filled[number].column(of: filled[number]))
                output.append(values.gathering(addedRows))
            } else if let number = layout.computed.firstIndex(of: position), !computed[number].isEmpty {
                values.append(Column.concatenating(computed[number]))
                output.append(values.gathering(addedRows))
            } else if layout.prefix.contains(position) {
                output.append(values.gathering(prefixedRows))
            } else {
                output.append(values.gathering(layout.copied.contains(position) ? copiedRows : defaultRows))
            }
        }
        let result = Chunk(output, rowCount: rowCount)
        inputRows = []
        rowsBefore = []
        prefixRows = []
        filled = layout.filled.map { _ in [] }
        computed = layout.computed.map { _ in [] }
        return result
    }

    /// For each output row the row of the list: of added rows as `added` says, without it those of the second list.
    private func rows(_ added: [Int]?, _ defaultRow: Int) -> [UInt32] {
        var next = 0
        return inputRows.map { row in
            if row >= 0 { return UInt32(truncatingIfNeeded: row) }
            next += 1
            guard let added else { return UInt32(truncatingIfNeeded: defaultRow + next) }
            return UInt32(truncatingIfNeeded: added[next - 1] < 0 ? defaultRow : added[next - 1])
        }
    }
}
