import Columns
import Errors

/// Finds the cells of rows in a text; what they mean is read later, column by column.
protocol RowSplitter: Sendable {
    var style: InputStyle { get }

    /// Finds the cells of the row at `position` and goes behind it. Where the text ends before the row does and more is
    /// to come (`isLast` is false), `position` stays at the row's start or goes behind what is settled.
    mutating func split(
        _ bytes: Span<UInt8>, at position: inout Int, isLast: Bool, into table: inout CellTable
    ) throws(QueryError) -> RowSplit

    /// The error for a cell whose value ended before the cell did, or could not be read.
    func error(_ error: CellError, column: Int, name: String) -> QueryError

    /// Where the bytes may be cut, so that several threads read a part each: at or behind `position`, and probably the
    /// end of a row. `nil` where there is no such place, or a row can only be read behind those before it.
    func border(_ bytes: Span<UInt8>, from position: Int) -> Int?

    /// Goes behind a broken row; false when its end is not there yet.
    func skipBrokenRow(_ bytes: Span<UInt8>, at position: inout Int) -> Bool
}

enum RowSplit {
    case row, incomplete, end
}

extension RowSplitter {
    /// Most formats go on behind the next line feed.
    func skipBrokenRow(_ bytes: Span<UInt8>, at position: inout Int) -> Bool {
        var index = position
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") {
                position = index &+ 1
                return true
            }
            index &+= 1
        }
        return false
    }

    func border(_ bytes: Span<UInt8>, from position: Int) -> Int? { nil }

    func error(_ error: CellError, column: Int, name: String) -> QueryError { error.queryError(expected: ",") }
}

/// The cells of some rows, row by row; a cell that was not set is missing.
struct CellTable {
    let columnCount: Int
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []
    private(set) var rowCount = 0

    private let emptyRow: [Int]

    init(columnCount: Int) {
        self.columnCount = columnCount
        emptyRow = [Int](repeating: -1, count: columnCount)
    }

    mutating func beginRow() {
        starts.append(contentsOf: emptyRow)
        ends.append(contentsOf: emptyRow)
        rowCount &+= 1
    }

    /// Sets a cell of the row begun last.
    mutating func set(_ column: Int, _ start: Int, _ end: Int) {
        let index = (rowCount &- 1) &* columnCount &+ column
        starts[index] = start
        ends[index] = end
    }

    /// Whether the row begun last has the cell.
    func isSet(_ column: Int) -> Bool { starts[(rowCount &- 1) &* columnCount &+ column] >= 0 }

    mutating func truncate(rows: Int) {
        guard rows < rowCount else { return }
        starts.removeLast((rowCount &- rows) &* columnCount)
        ends.removeLast((rowCount &- rows) &* columnCount)
        rowCount = rows
    }

    mutating func removeRow(_ row: Int) {
        starts.removeSubrange(row &* columnCount..<(row &+ 1) &* columnCount)
        ends.removeSubrange(row &* columnCount..<(row &+ 1) &* columnCount)
        rowCount &-= 1
    }

    func cells(ofColumn column: Int, in bytes: [UInt8]) -> TextCells {
        var result = TextCells(bytes: bytes)
        result.starts.reserveCapacity(rowCount)
        result.ends.reserveCapacity(rowCount)
        var index = column
        for _ in 0..<rowCount {
            result.starts.append(starts[index])
            result.ends.append(ends[index])
            index &+= columnCount
        }
        return result
    }
}
