import Columns
import Errors
import Synchronization

/// The right side of an `IN`: distinct rows of one or several columns, filled once before the query runs.
package final class ValueSet: Sendable {
    /// The types of the columns, without `LowCardinality`; `Nullable` where the set was made of such.
    package let types: [DataType]
    private let rows: Mutex<Rows>

    fileprivate struct Rows: Sendable {
        var columns: [Column]
        /// By row, as `rowHashes` gives them.
        var hashes: [UInt64] = []
        /// Open addressing over a power of two of places, at most half full: the row + 1, 0 for a free place.
        var places = [UInt32](repeating: 0, count: 16)
        var hasNull = false
    }

    package init(types: [DataType]) {
        self.types = types
        rows = Mutex(Rows(columns: types.map { .defaults(of: $0, count: 0) }))
    }

    /// The distinct values, for pruning by a table's keys.
    package var columns: [Column] { rows.withLock { $0.columns } }
    package var count: Int { columns.first?.count ?? 0 }
    package var hasNull: Bool { rows.withLock { $0.hasNull } }

    /// Adds rows: a column per type, in that type's layout. Rows with a NULL are only remembered as such.
    package func insert(_ added: [Column]) {
        let added = added.map(\.materialised)
        let count = added.first?.count ?? 0
        let hashes = rowHashes(added, count: count)
        rows.withLock { rows in
            var news: [UInt32] = []
            let start = rows.hashes.count
            for row in 0..<count {
                if added.contains(where: { $0.isNull(at: row) }) {
                    rows.hasNull = true
                    continue
                }
                let isKnown = rows.contains(hashes[row]) { known in
                    zip(rows.columns, added).allSatisfy { columns in
                        known < start
                            ? columns.0.compare(known, with: columns.1, row) == 0
                            : columns.1.compare(Int(news[known - start]), with: columns.1, row) == 0
                    }
                }
                if isKnown { continue }
                news.append(UInt32(truncatingIfNeeded: row))
                rows.add(hashes[row])
            }
            for position in rows.columns.indices { rows.columns[position].append(added[position].gathering(news)) }
        }
    }

    /// A canonical 0/1 byte per row: 1 where the row of `columns` (in `types`' layout) is in the set. A row with a NULL
    /// is not.
    package func contains(_ columns: [Column], rowCount: Int) -> [UInt8] {
        // A copy, so that threads do not wait for each other; nothing is inserted any more.
        let rows = self.rows.withLock { $0 }
        let columns = columns.map(\.materialised)
        if columns.count == 1, rows.hashes.count <= Self.comparedMax {
            var visitor = FewValues(set: rows.columns[0])
            if let mask = visitor.run(on: columns[0]) ?? nil { return mask }
        }
        let hashes = rowHashes(columns, count: rowCount)
        var mask = [UInt8](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            let isMember = rows.contains(hashes[row]) { known in
                zip(rows.columns, columns).allSatisfy { $0.compare(known, with: $1, row) == 0 }
            }
            if isMember, !columns.contains(where: { $0.isNull(at: row) }) { mask[row] = 1 }
        }
        return mask
    }

    /// Sets of so few numbers are compared one by one, a block at a time.
    private static let comparedMax = 16
}

extension ValueSet.Rows {
    /// Is there a row with this hash for which `isSame` holds?
    @inline(__always)
    fileprivate func contains(_ hash: UInt64, _ isSame: (Int) -> Bool) -> Bool {
        let mask = places.count &- 1
        var position = Int(truncatingIfNeeded: hash) & mask
        while places[position] != 0 {
            let row = Int(places[position]) &- 1
            if hashes[row] == hash, isSame(row) { return true }
            position = (position &+ 1) & mask
        }
        return false
    }

    fileprivate mutating func add(_ hash: UInt64) {
        hashes.append(hash)
        guard hashes.count * 2 > places.count else { return place(hashes.count - 1) }
        places = [UInt32](repeating: 0, count: places.count * 4)
        for row in hashes.indices { place(row) }
    }

    private mutating func place(_ row: Int) {
        let mask = places.count &- 1
        var position = Int(truncatingIfNeeded: hashes[row]) & mask
        while places[position] != 0 { position = (position &+ 1) & mask }
        places[position] = UInt32(truncatingIfNeeded: row &+ 1)
    }
}

/// The rows that equal one of few numbers; `nil` where the set has another layout.
private struct FewValues: TotalFixedWidthVisitor {
    let set: Column

    mutating func visit<T: FixedWidthValue>(_ values: [T]) -> [UInt8]? {
        guard let members = T.values(of: set) else { return nil }
        var mask = [UInt8](repeating: 0, count: values.count)
        for member in members {
            for row in values.indices {
                // NaN equals NaN here.
                let isSame = values[row] == member || values[row] != values[row] && member != member
                mask[row] |= isSame ? 1 : 0
            }
        }
        return mask
    }
}

private func rowHashes(_ columns: [Column], count: Int) -> [UInt64] {
    var hashes = [UInt64](repeating: rowHashSeed, count: count)
    for column in columns { column.hash(into: &hashes) }
    return hashes
}

extension Column {
    /// Is the row NULL itself (not inside an array or tuple)?
    package func isNull(at row: Int) -> Bool {
        switch self {
        case .nullable(let column): column.nulls[row] != 0
        case .lowCardinality(let column): column.isNullable && column.codes[row] == 0
        case .constant(let column): column.value.isNull(at: 0)
        case .nothing: true
        default: false
        }
    }
}
