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

    var isKnown: Bool { code.load(ordering: .relaxed) != .max }

    /// The first N rows so far, of one of the threads, have codes up to `new`.
    package func lower(to new: UInt64) { code.min(new, ordering: .relaxed) }

    /// 1 for the rows that may still be among the first; `nil` where codes cannot tell.
    func mask(of column: Column) -> [UInt8]? {
        let bound = code.load(ordering: .relaxed)
        guard let codes = sortCodes(of: SortKey(column.materialised, direction))?.codes else { return nil }
        var mask = [UInt8](repeating: 0, count: codes.count)
        for row in codes.indices { mask[row] = codes[row] <= bound ? 1 : 0 }
        return mask
    }
}
