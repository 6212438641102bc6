import Columns
import Errors
import Synchronization

/// The right side of an `IN`: distinct rows of one or several columns, filled once before the query runs.
package final class ValueSet: Sendable {
    /// The types of the columns, without `LowCardinality`; `Nullable` where the set was made of such.
    package let types: [DataType]
    private let rows: Mutex<Rows>

    private struct Rows: Sendable {
        var columns: [Column]
        var rowsOfHash: [UInt64: [UInt32]] = [:]
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
            let start = rows.columns.first?.count ?? 0
            for row in 0..<count {
                if added.contains(where: { $0.isNull(at: row) }) {
                    rows.hasNull = true
                    continue
                }
                var candidates = rows.rowsOfHash[hashes[row]] ?? []
                let isKnown = candidates.contains { candidate in
                    let place = Int(candidate)
                    return zip(rows.columns, added).allSatisfy { known, new in
                        place < start
                            ? known.compare(place, with: new, row) == 0
                            : new.compare(Int(news[place - start]), with: new, row) == 0
                    }
                }
                if isKnown { continue }
                candidates.append(UInt32(truncatingIfNeeded: start + news.count))
                rows.rowsOfHash[hashes[row]] = candidates
                news.append(UInt32(truncatingIfNeeded: row))
            }
            for position in rows.columns.indices { rows.columns[position].append(added[position].gathering(news)) }
        }
    }

    /// A canonical 0/1 byte per row: 1 where the row of `columns` (in `types`' layout) is in the set. A row with a NULL
    /// is not.
    package func contains(_ columns: [Column], rowCount: Int) -> [UInt8] {
        let columns = columns.map(\.materialised)
        let hashes = rowHashes(columns, count: rowCount)
        return rows.withLock { rows in
            (0..<rowCount).map { row in
                guard let candidates = rows.rowsOfHash[hashes[row]] else { return 0 }
                if columns.contains(where: { $0.isNull(at: row) }) { return 0 }
                let isMember = candidates.contains { candidate in
                    zip(rows.columns, columns).allSatisfy { $0.compare(Int(candidate), with: $1, row) == 0 }
                }
                return isMember ? 1 : 0
            }
        }
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
