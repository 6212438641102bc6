import Columns
import Errors
import Functions
import Synchronization

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

    /// The same, columns of many rows on several threads.
    func gathering(_ rows: [UInt32], _ parallel: ParallelRun?) throws(QueryError) -> SortedBlock {
        guard let parallel, rows.count >= 65_536 else { return gathering(rows) }
        let results = Mutex<[Int: Column]>([:])
        let columns = block.columns.map(\.column) + keys
        try parallel(columns.count) { (number) throws(QueryError) in
            let gathered = columns[number].gathering(rows)
            results.withLock { $0[number] = gathered }
        }
        let byNumber = results.withLock { $0 }
        var gathered: [Column] = []
        for number in columns.indices { gathered.append(byNumber[number] ?? columns[number].gathering(rows)) }
        let named = zip(block.columns, gathered).map { BlockColumn(name: $0.name, type: $0.type, column: $1) }
        return SortedBlock(
            Block(named, rowCount: rows.count), keys: Array(gathered[block.columns.count...]))
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
        // Where the rows are still as the row before: only these ask the next key.
        var ties: [UInt32]?
        for (key, direction) in zip(keys, directions) {
            guard let equal = key.ties(direction, amongst: ties, count: count) else { return false }
            if equal.isEmpty { return true }
            ties = equal
        }
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

extension Column {
    /// The rows amongst `rows` (all but the first, if `nil`) that have the value of the row before; `nil` where one
    /// belongs before the row before it.
    fileprivate func ties(_ direction: SortDirection, amongst rows: [UInt32]?, count: Int) -> [UInt32]? {
        let candidates = rows ?? (1..<UInt32(truncatingIfNeeded: Swift.max(count, 1))).map { $0 }
        var ranked = self
        if case .lowCardinality(let coded) = materialised {
            // The codes say which rows are equal, and the few that differ are compared as texts.
            var equal: [UInt32] = []
            equal.reserveCapacity(candidates.count)
            for row in candidates {
                let row = Int(row)
                if coded.codes[row] == coded.codes[row &- 1] {
                    equal.append(UInt32(truncatingIfNeeded: row))
                } else {
                    let order = order(of: row, direction)
                    if order > 0 { return nil }
                    if order == 0 { equal.append(UInt32(truncatingIfNeeded: row)) }
                }
            }
            return equal
        }
        if case .constant = self { ranked = materialised }
        var visitor = TieVisitor(rows: candidates, isDescending: direction.isDescending)
        if visitor.hasOrder(ranked), let isInOrder = visitor.run(on: ranked) {
            return isInOrder ? visitor.equal : nil
        }
        var equal: [UInt32] = []
        for row in candidates {
            let order = order(of: Int(row), direction)
            if order > 0 { return nil }
            if order == 0 { equal.append(row) }
        }
        return equal
    }

    /// Positive where the row belongs before the row before it.
    private func order(of row: Int, _ direction: SortDirection) -> Int {
        let order = compare(
            row &- 1, with: self, row, nullsFirst: direction.nullsFirst != direction.isDescending)
        return direction.isDescending ? 0 &- order : order
    }
}

/// Looks whether numbers without NaN are in order.
private struct TieVisitor: TotalFixedWidthVisitor {
    let rows: [UInt32]
    let isDescending: Bool
    private(set) var equal: [UInt32] = []

    init(rows: [UInt32], isDescending: Bool) {
        self.rows = rows
        self.isDescending = isDescending
    }

    /// Floats are compared one by one: NaN has a place of its own.
    func hasOrder(_ column: Column) -> Bool {
        switch column {
        case .float32, .float64: false
        default: true
        }
    }

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> Bool {
        equal.reserveCapacity(rows.count)
        for row in rows {
            let (before, here) = (values[Int(row) &- 1], values[Int(row)])
            if before == here {
                equal.append(row)
            } else if (before < here) == isDescending {
                return false
            }
        }
        return true
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
