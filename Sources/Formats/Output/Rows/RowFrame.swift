import Columns
import Errors

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

    /// Appends rows: `cells` has one text per row for each column. `isFirst` tells whether a row stands before them.
    func append(_ cells: [StringColumn], rowCount: Int, isFirst: Bool, to bytes: inout [UInt8]) {
        let size =
            cells.reduce(0) { $0 + $1.bytes.count } + rowCount * (before.reduce(0) { $0 + $1.count } + after.count)
        bytes.reserveCapacity(bytes.count + size + rowCount * between.count)
        var starts = [Int](repeating: 0, count: cells.count)
        for row in 0..<rowCount {
            if row > 0 || !isFirst { bytes.append(contentsOf: between) }
            if cells.isEmpty { bytes.append(contentsOf: before[0]) }
            for column in cells.indices {
                bytes.append(contentsOf: before[column])
                let end = cells[column].ends[row]
                bytes.append(contentsOf: cells[column].bytes[starts[column]..<end])
                starts[column] = end
            }
            bytes.append(contentsOf: after)
        }
    }
}

extension CellWriter {
    /// The rows that cells are written for at a time: few enough that the cells stay in the cache.
    static var rowsPerStep: Int { 1024 }

    /// The cells of `rows` of every column of a block.
    func cells(of block: Block, rows: Range<Int>) throws(QueryError) -> [StringColumn] {
        var result: [StringColumn] = []
        result.reserveCapacity(block.columns.count)
        for column in block.columns { result.append(try cells(of: column.column, column.type, rows: rows)) }
        return result
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
