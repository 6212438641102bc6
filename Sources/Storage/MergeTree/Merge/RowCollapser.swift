import Columns
import Errors
import Functions

/// What a merge makes of the rows of equal keys.
package protocol RowCollapser: Sendable {
    /// The rows that remain of `rows`; group `i` is the rows `groupStarts[i]..<groupStarts[i + 1]`, whole.
    func collapse(_ rows: SortedBlock, groupStarts: [Int]) throws(QueryError) -> SortedBlock
}

/// Who asks: a merge keeps what later merges need, a query with FINAL does not.
package enum CollapsePurpose: Sendable {
    case merge
    /// `OPTIMIZE … FINAL CLEANUP`: deleted rows go.
    case cleanup
    case final
}

extension MergeMode {
    /// The collapser for a table of this mode; `nil` for plain tables. Unknown columns are `NO_SUCH_COLUMN_IN_TABLE`.
    package func collapser(
        for schema: TableSchema, keyColumns: Set<String>, purpose: CollapsePurpose
    ) throws(QueryError) -> (any RowCollapser)? {
        switch self {
        case .plain: return nil
        case .replacing(let version, let isDeleted):
            return ReplacingCollapser(version: version, isDeleted: isDeleted, dropsDeleted: purpose != .merge)
        case .summing(let columns):
            return try SummingCollapser(schema: schema, columns: columns, keyColumns: keyColumns, sumsNumbers: true)
        case .aggregating:
            return try SummingCollapser(schema: schema, columns: [], keyColumns: keyColumns, sumsNumbers: false)
        case .collapsing(let sign): return CollapsingCollapser(sign: sign, isFinal: purpose == .final)
        case .versionedCollapsing(let sign, _): return VersionedCollapser(sign: sign)
        case .coalescing(let columns): return CoalescingCollapser(columns: Set(columns), keyColumns: keyColumns)
        }
    }

    /// Columns that a reader needs beside those asked for, so that FINAL can be computed.
    package func columnsNeeded(of schema: TableSchema) -> [String] {
        switch self {
        case .plain, .summing, .aggregating, .coalescing: []
        case .replacing(let version, let isDeleted): [version, isDeleted].compactMap { $0 }
        case .collapsing(let sign): [sign]
        case .versionedCollapsing(let sign, let version): [sign, version]
        }
    }
}

/// Keeps the last row of each key, or the last of those with the greatest version.
struct ReplacingCollapser: RowCollapser {
    let version: String?
    let isDeleted: String?
    let dropsDeleted: Bool

    func collapse(_ rows: SortedBlock, groupStarts: [Int]) throws(QueryError) -> SortedBlock {
        let versions = version.flatMap { rows.block.position(of: $0) }.map { rows.block.columns[$0].column }
        let deletions = isDeleted.flatMap { rows.block.position(of: $0) }.map {
            maskOfTrue(rows.block.columns[$0].column)
        }
        var kept: [UInt32] = []
        kept.reserveCapacity(groupStarts.count)
        for (start, end) in zip(groupStarts, groupStarts.dropFirst()) where end > start {
            var winner = end - 1
            if let versions {
                winner = start
                for row in start..<end where versions.compare(row, with: versions, winner) >= 0 { winner = row }
            }
            if dropsDeleted, let deletions, deletions[winner] != 0 { continue }
            kept.append(UInt32(truncatingIfNeeded: winner))
        }
        return kept.count == rows.rowCount ? rows : rows.gathering(kept)
    }
}

/// Rows with sign 1 and −1 cancel each other.
struct CollapsingCollapser: RowCollapser {
    let sign: String
    /// Only rows with sign 1 that were not cancelled.
    let isFinal: Bool

    func collapse(_ rows: SortedBlock, groupStarts: [Int]) throws(QueryError) -> SortedBlock {
        guard let signs = signColumn(sign, of: rows.block) else { return rows }
        var kept: [UInt32] = []
        for (start, end) in zip(groupStarts, groupStarts.dropFirst()) where end > start {
            var positives = 0
            var negatives = 0
            var firstNegative = start
            var lastPositive = start
            for row in start..<end {
                if signs[row] > 0 {
                    positives += 1
                    lastPositive = row
                } else {
                    if negatives == 0 { firstNegative = row }
                    negatives += 1
                }
            }
            let endsPositive = signs[end - 1] > 0
            if positives == negatives && !endsPositive { continue }
            if positives <= negatives && !isFinal { kept.append(UInt32(truncatingIfNeeded: firstNegative)) }
            if positives >= negatives {
                kept.append(UInt32(truncatingIfNeeded: lastPositive))
            }
        }
        return rows.gathering(kept)
    }
}

/// Neighbours of opposite sign cancel, as on a stack; the version is part of the sorting key.
struct VersionedCollapser: RowCollapser {
    let sign: String

    func collapse(_ rows: SortedBlock, groupStarts: [Int]) throws(QueryError) -> SortedBlock {
        guard let signs = signColumn(sign, of: rows.block) else { return rows }
        var kept: [UInt32] = []
        for (start, end) in zip(groupStarts, groupStarts.dropFirst()) {
            let floor = kept.count
            for row in start..<end {
                if kept.count > floor, let last = kept.last, (signs[Int(last)] > 0) != (signs[row] > 0) {
                    kept.removeLast()
                } else {
                    kept.append(UInt32(truncatingIfNeeded: row))
                }
            }
        }
        return kept.count == rows.rowCount ? rows : rows.gathering(kept)
    }
}

private func signColumn(_ name: String, of block: Block) -> [Int8]? {
    guard let position = block.position(of: name), case .int8(let signs) = block.columns[position].column.materialised
    else { return nil }
    return signs
}

/// The last value of each column that is not NULL.
struct CoalescingCollapser: RowCollapser {
    /// Empty for all outside the keys.
    let columns: Set<String>
    let keyColumns: Set<String>

    func collapse(_ rows: SortedBlock, groupStarts: [Int]) throws(QueryError) -> SortedBlock {
        let groups = zip(groupStarts, groupStarts.dropFirst()).filter { $0 < $1 }
        let firsts = groups.map { UInt32(truncatingIfNeeded: $0.0) }
        var result = rows.gathering(firsts)
        for (position, column) in rows.block.columns.enumerated() {
            let isChosen = columns.isEmpty ? !keyColumns.contains(column.name) : columns.contains(column.name)
            guard isChosen else { continue }
            let values = column.column.materialised
            let kept = groups.map { start, end in
                UInt32(truncatingIfNeeded: (start..<end).last { !values.isNull(at: $0) } ?? end - 1)
            }
            result.block.columns[position].column = values.gathering(kept)
        }
        return result
    }
}
