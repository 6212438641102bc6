import Columns
import Errors
import Functions

/// The right side of a join: its rows, and for each key the rows that have it.
// `@unchecked`: the key table is not changed once this is built.
final class JoinTable: @unchecked Sendable {
    let rowCount: Int
    /// What the condition sees.
    let rows: Chunk
    /// By output column from the right side: all rows, and behind them one without a partner on the left.
    let output: [Column]
    private let keys: any KeyTable
    /// The rows of slot `s` are `rowsByKey[ends[s - 1]..<ends[s]]`: as they came, for ASOF by its key.
    private let ends: [Int]
    private let rowsByKey: [UInt32]
    /// ASOF: the right side of the comparison.
    private let asof: Column?
    private let hold: MemoryHold

    init(
        _ chunk: Chunk, right: any PhysicalOperator, _ node: JoinNode, _ joined: JoinOutput, _ hold: MemoryHold,
        _ resources: QueryResources
    ) throws(QueryError) {
        rowCount = chunk.rowCount
        rows = chunk
        self.hold = hold
        let limits = resources.limits
        try QueryLimits.check(rows: chunk.rowCount, max: limits.joinRowsMax, "JOIN", .setSizeLimitExceeded)
        try QueryLimits.check(bytes: chunk.byteCount, max: limits.joinBytesMax, "JOIN", .setSizeLimitExceeded)
        guard chunk.rowCount < Int(UInt32.max) else {
            throw QueryError(.tooManyRows, "More than \(UInt32.max) rows on the right side of JOIN are not supported")
        }
        output = zip(joined.columns, joined.sources).compactMap { column, source in
            if source.isLeft { return nil }
            var values = chunk.columns[source.position].widened(from: source.type, to: column.type).materialised
            values.append(.defaults(of: column.type, count: 1))
            return values
        }
        let keyExpressions = node.keys.map(\.right)
        let expressions = keyExpressions + (node.asof.map { [$0.right] } ?? [])
        var evaluator = Computation(expressions, over: right.columns).evaluator(over: chunk, in: resources.context)
        let all = try JoinKeys(expressions, &evaluator)
        asof = node.asof == nil ? nil : all.columns.last
        keys = KeyTables.make(for: JoinKeys.types(keyExpressions))
        var present =
            all.nulls.isEmpty
            ? (0..<UInt32(truncatingIfNeeded: chunk.rowCount)).map { $0 }
            : rowsSelected(by: all.nulls.map { 1 &- $0 })
        if let asof {
            let sorted = sortedRows(by: [SortKey(asof)], count: chunk.rowCount)
            present = all.nulls.isEmpty ? sorted : sorted.filter { all.nulls[Int($0)] == 0 }
        }
        let isWhole = present.count == chunk.rowCount && asof == nil
        let keyColumns = all.columns.prefix(keyExpressions.count).map { isWhole ? $0 : $0.gathering(present) }
        let slots = keys.slots(of: keyColumns, rowCount: present.count)
        (ends, rowsByKey) = Self.grouped(present, by: slots, count: keys.count)
        try hold.add(keys.byteCount + rowsByKey.count * 4 + ends.count * 8 + output.reduce(0) { $0 + $1.byteCount })
    }

    var keyCount: Int { ends.count }

    /// `rows` by their slot, in the order they have now.
    private static func grouped(_ rows: [UInt32], by slots: [UInt32], count: Int) -> ([Int], [UInt32]) {
        var places = [Int](repeating: 0, count: count)
        for slot in slots { places[Int(slot)] &+= 1 }
        var total = 0
        for slot in places.indices {
            let size = places[slot]
            places[slot] = total
            total &+= size
        }
        var grouped = [UInt32](repeating: 0, count: rows.count)
        for row in rows.indices {
            let slot = Int(slots[row])
            grouped[places[slot]] = rows[row]
            places[slot] &+= 1
        }
        // Each place has moved to the end of its slot.
        return (places, grouped)
    }

    /// The slot of each left row, `KeyTables.missing` where no right row has the key.
    func find(_ left: JoinKeys, keyCount: Int, rowCount: Int) -> [UInt32] {
        var slots = keys.find(Array(left.columns.prefix(keyCount)), rowCount: rowCount)
        for row in left.nulls.indices where left.nulls[row] != 0 { slots[row] = KeyTables.missing }
        return slots
    }

    /// The places in `rowsByKey` of a slot's rows.
    @inline(__always)
    func places(of slot: UInt32) -> Range<Int> { (slot == 0 ? 0 : ends[Int(slot) - 1])..<ends[Int(slot)] }

    @inline(__always)
    func row(at place: Int) -> UInt32 { rowsByKey[place] }

    /// ASOF: the place of the nearest row of `slot` for row `row` of the left side's `values`.
    func nearest(_ slot: UInt32, to values: Column, _ row: Int, _ comparison: AsofComparison) -> Int? {
        guard let asof else { return nil }
        let range = places(of: slot)
        /// The first place whose value is not below (or, with `above`, is above) that of `row` of `column`.
        func bound(_ column: Column, _ row: Int, above: Bool) -> Int {
            var low = range.lowerBound
            var high = range.upperBound
            while low < high {
                let middle = (low + high) / 2
                let order = asof.compare(Int(rowsByKey[middle]), with: column, row)
                if order < 0 || above && order == 0 { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let place: Int
        switch comparison {
        case .greaterOrEquals, .greater:
            let last = bound(values, row, above: comparison == .greaterOrEquals) - 1
            // Of equal values the one that came first.
            place = last < range.lowerBound ? range.upperBound : bound(asof, Int(rowsByKey[last]), above: false)
        case .lessOrEquals: place = bound(values, row, above: false)
        case .less: place = bound(values, row, above: true)
        }
        return place < range.upperBound ? place : nil
    }

    /// The rows that no left row met, by what `JoinProgress` knows: flags by row, or by key.
    func unmatchedRows(_ flags: [UInt8], areByRow: Bool) -> [UInt32] {
        var isMatched = [UInt8](repeating: 0, count: rowCount)
        if areByRow {
            isMatched = flags
        } else {
            for slot in ends.indices where flags[slot] != 0 {
                for place in places(of: UInt32(truncatingIfNeeded: slot)) { isMatched[Int(rowsByKey[place])] = 1 }
            }
        }
        return rowsSelected(by: isMatched.map { 1 &- $0 })
    }
}
