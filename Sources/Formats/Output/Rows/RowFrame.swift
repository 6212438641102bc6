import Columns
import Errors
import Synchronization

/// The bytes around the cells of a row, the same for every row.
struct RowFrame: Sendable {
    /// Before the first cell, the second, ….
    var before: [[UInt8]]
    var after: [UInt8]
    /// Between two rows.
    var between: [UInt8] = []

    init(before: [[UInt8]], after: [UInt8], between: [UInt8] = []) {
        self.before = before
        self.after = after
        self.between = between
    }

    /// `open`, cells with `separator` between them, `close`.
    init(_ open: String = "", separator: String = "", _ close: String = "", between: String = "", columns: Int) {
        before = (0..<Swift.max(columns, 1)).map { Array(($0 == 0 ? open : separator).utf8) }
        after = Array(close.utf8)
        self.between = Array(between.utf8)
    }

    /// Appends rows: `cells` has one text per row for each column. `isFirst` tells whether no row stands before them.
    func append(_ cells: [StringColumn], rowCount: Int, isFirst: Bool, to bytes: inout [UInt8]) {
        TextRows.append(
            cells, before: cells.count == before.count ? before : Array(before.prefix(Swift.max(cells.count, 1))),
            after: after, between: between, rowCount: rowCount, isFirst: isFirst, to: &bytes)
    }
}

extension CellWriter {
    /// The rows that cells are written for at a time: few enough that the cells stay in the cache.
    static var rowsPerStep: Int { 512 }
    /// The rows that one thread writes at a time, where several do.
    private static var rowsPerTask: Int { 8192 }

    /// The cells of `rows` of every column of a block.
    func cells(of block: Block, rows: Range<Int>) throws(QueryError) -> [StringColumn] {
        var result: [StringColumn] = []
        result.reserveCapacity(block.columns.count)
        for column in block.columns { result.append(try cells(of: column.column, column.type, rows: rows)) }
        return result
    }

    /// Appends the rows of a block in `frame`; many rows on several threads, where the answer has them.
    func append(
        _ block: Block, in frame: RowFrame, isFirst: Bool, to bytes: inout [UInt8]
    ) throws(QueryError) {
        let taskCount = (block.rowCount + Self.rowsPerTask - 1) / Self.rowsPerTask
        guard taskCount > 1, let parallel = settings.parallel else {
            return try append(block, rows: 0..<block.rowCount, in: frame, isFirst: isFirst, to: &bytes)
        }
        let pieces = Mutex<[Int: [UInt8]]>([:])
        try parallel(taskCount) { (task) throws(QueryError) in
            let start = task * Self.rowsPerTask
            let rows = start..<Swift.min(start + Self.rowsPerTask, block.rowCount)
            var piece: [UInt8] = []
            try append(block, rows: rows, in: frame, isFirst: isFirst && task == 0, to: &piece)
            pieces.withLock { [piece] in $0[task] = piece }
        }
        let byTask = pieces.withLock { $0 }
        bytes.reserveCapacity(bytes.count + byTask.values.reduce(0) { $0 + $1.count })
        for task in 0..<taskCount { bytes.append(contentsOf: byTask[task] ?? []) }
    }

    private func append(
        _ block: Block, rows: Range<Int>, in frame: RowFrame, isFirst: Bool, to bytes: inout [UInt8]
    ) throws(QueryError) {
        var start = rows.lowerBound
        while start < rows.upperBound {
            let step = start..<Swift.min(start + Self.rowsPerStep, rows.upperBound)
            let isFirst = isFirst && start == rows.lowerBound
            frame.append(try cells(of: block, rows: step), rowCount: step.count, isFirst: isFirst, to: &bytes)
            start = step.upperBound
        }
    }

    /// The cells of a block, some rows at a time.
    func forEachStep(
        of block: Block, _ body: ([StringColumn], Range<Int>) throws(QueryError) -> Void
    ) throws(QueryError) {
        var start = 0
        while start < block.rowCount {
            let rows = start..<Swift.min(start + Self.rowsPerStep, block.rowCount)
            try body(try cells(of: block, rows: rows), rows)
            start = rows.upperBound
        }
    }
}
