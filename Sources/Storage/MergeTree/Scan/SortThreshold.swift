import Columns
import Synchronization

/// What a top-N tells the scan below it while both run: rows whose sort key comes behind the last of the first N so far
/// need not be handed up, and of them no other column is read.
package final class SortThreshold: Sendable {
    /// The key's position in the table's schema.
    package let column: Int
    package let direction: Columns.SortDirection
    /// The greatest code that is still wanted.
    private let code = Atomic<UInt64>(.max)

    package init(column: Int, direction: Columns.SortDirection) {
        self.column = column
        self.direction = direction
    }

    package var isKnown: Bool { code.load(ordering: .relaxed) != .max }

    /// Rows whose codes are `best` at least are all behind what is wanted.
    package func isBehind(_ best: UInt64) -> Bool { best > code.load(ordering: .relaxed) }

    /// The first N rows so far, of one of the threads, have codes up to `new`.
    package func lower(to new: UInt64) {
        // Not `code.min(new)`: it compares as if the numbers had a sign.
        var known = code.load(ordering: .relaxed)
        while new < known {
            let (exchanged, original) = code.compareExchange(expected: known, desired: new, ordering: .relaxed)
            if exchanged { return }
            known = original
        }
    }

    /// 1 for the rows that may still be among the first; `nil` where codes cannot tell.
    func mask(of column: Column) -> [UInt8]? {
        rowsNotBehind(code.load(ordering: .relaxed), by: SortKey(column.materialised, direction))
    }
}
