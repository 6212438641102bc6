import Columns
import Errors
import Functions

/// Rows in the order of their keys: a block and the columns of its sorting key, which may be computed from it.
package struct SortedBlock: Sendable {
    package var block: Block
    package var keys: [Column]

    package init(_ block: Block, keys: [Column]) {
        self.block = block
        self.keys = keys
    }

    package var rowCount: Int { block.rowCount }

    package func slice(_ rows: Range<Int>) -> SortedBlock {
        rows == 0..<rowCount ? self : SortedBlock(block.slice(rows), keys: keys.map { $0.slice(rows) })
    }

    package func gathering(_ rows: [UInt32]) -> SortedBlock {
        SortedBlock(block.gathering(rows), keys: keys.map { $0.gathering(rows) })
    }

    package static func concatenating(_ parts: [SortedBlock]) -> SortedBlock {
        if parts.count == 1 { return parts[0] }
        let keys = parts[0].keys.indices.map { position in Column.concatenating(parts.map { $0.keys[position] }) }
        return SortedBlock(Block.concatenating(parts.map(\.block)), keys: keys)
    }
}

/// Sorted blocks, one after the other; each continues the order of the one before. Pulled by one thread at a time.
package protocol SortedSource: AnyObject, Sendable {
    func next() throws(QueryError) -> SortedBlock?
}

/// How the columns of a sorting key are ordered.
package struct SortingOrder: Sendable {
    package let directions: [SortDirection]

    package init(_ key: [KeyColumn]) {
        directions = key.map { SortDirection(isDescending: $0.isDescending) }
    }

    package init(directions: [SortDirection]) { self.directions = directions }

    /// Negative, zero or positive as row `row` of `keys` stands before, with or behind row `otherRow` of `others`.
    package func compare(_ keys: [Column], _ row: Int, with others: [Column], _ otherRow: Int) -> Int {
        for (position, direction) in directions.enumerated() {
            let order = keys[position].compare(
                row, with: others[position], otherRow, nullsFirst: direction.nullsFirst != direction.isDescending)
            if order != 0 { return direction.isDescending ? -order : order }
        }
        return 0
    }

    /// The rows in order, ties as they stand.
    package func sortedRows(_ keys: [Column], count: Int) -> [UInt32] {
        let sortKeys = zip(keys, directions).map { SortKey($0, $1) }
        return Columns.sortedRows(by: sortKeys, count: count)
    }

    package func isSorted(_ keys: [Column], count: Int) -> Bool {
        for row in 1..<max(count, 1) where compare(keys, row - 1, with: keys, row) > 0 { return false }
        return true
    }

    /// The first rows of the groups of equal keys in sorted rows, and the number of rows.
    package func groupStarts(_ keys: [Column], count: Int) -> [Int] {
        if count == 0 { return [0] }
        var differs = [UInt8](repeating: 0, count: count)
        for key in keys.prefix(directions.count) { key.markChanges(in: &differs) }
        var starts = [0]
        for row in 1..<max(count, 1) where differs[row] != 0 { starts.append(row) }
        starts.append(count)
        return starts
    }
}

extension Column {
    /// Sets `differs[row]` where the value of `row` is not that of the row before.
    fileprivate func markChanges(in differs: inout [UInt8]) {
        var visitor = ChangeVisitor(differs: differs)
        if visitor.run(on: self) != nil {
            differs = visitor.differs
            return
        }
        for row in 1..<Swift.max(count, 1) where compare(row - 1, with: self, row) != 0 { differs[row] = 1 }
    }
}

private struct ChangeVisitor: TotalFixedWidthVisitor {
    var differs: [UInt8]

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Bool {
        for row in 1..<max(values.count, 1) {
            // NaN is one key, though it does not equal itself.
            let isChange =
                values[row] != values[row &- 1] && !(values[row] != values[row] && values[row &- 1] != values[row &- 1])
            differs[row] |= isChange ? 1 : 0
        }
        return true
    }
}
