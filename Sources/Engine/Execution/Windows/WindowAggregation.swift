import Columns
import Errors
import Functions

/// An aggregate over the frames of a partition's rows.
struct WindowAggregation {
    /// Rows of expanded frames that are held at once.
    private static let expandedRowsMax = 1 << 18
    /// Frames of this many rows, on average, are added one by one.
    private static let frameRowsLong = 256

    let prototype: any AggregateStates
    /// The partition's rows.
    let arguments: [Column]
    let rowCount: Int

    /// A result per row.
    func results(starts: [Int], ends: [Int]) throws(QueryError) -> Column {
        guard rowCount > 0 else { return .defaults(of: prototype.resultType, count: 0) }
        let isFixed = starts[0] == starts[rowCount - 1]
        if isFixed, ends[0] == ends[rowCount - 1] {
            let whole = try single(starts[0]..<ends[0])
            return whole.repeating(count: rowCount)
        }
        if isFixed, starts[0] == 0 { return try prototype.runningResults(arguments, ends: ends).materialised }
        if let sliding = try prototype.slidingResults(arguments, starts: starts, ends: ends) {
            return sliding.materialised
        }
        return try recomputed(starts, ends)
    }

    private func single(_ frame: Range<Int>) throws(QueryError) -> Column {
        var states = prototype
        states.grow(to: 1)
        if !frame.isEmpty {
            try states.update(arguments.map { $0.slice(frame) }, rowCount: frame.count, group: 0)
        }
        return try states.results().materialised
    }

    /// Each frame from its rows, a batch of frames at a time.
    private func recomputed(_ starts: [Int], _ ends: [Int]) throws(QueryError) -> Column {
        var pieces: [Column] = []
        var first = 0
        while first < rowCount {
            var last = first
            var total = 0
            while last < rowCount, last == first || total + ends[last] - starts[last] <= Self.expandedRowsMax {
                total += ends[last] - starts[last]
                last += 1
            }
            var states = prototype
            states.grow(to: last - first)
            if total / (last - first) >= Self.frameRowsLong {
                for row in first..<last where ends[row] > starts[row] {
                    let frame = starts[row]..<ends[row]
                    try states.update(
                        arguments.map { $0.slice(frame) }, rowCount: frame.count, group: row - first)
                }
            } else {
                try addExpanded(to: &states, starts, ends, first..<last, total)
            }
            pieces.append(try states.results().materialised)
            first = last
        }
        return Column.concatenating(pieces)
    }

    private func addExpanded(
        to states: inout any AggregateStates, _ starts: [Int], _ ends: [Int], _ frames: Range<Int>, _ total: Int
    ) throws(QueryError) {
        guard total > 0 else { return }
        var rows: [UInt32] = []
        rows.reserveCapacity(total)
        var groups: [UInt32] = []
        groups.reserveCapacity(total)
        for frame in frames {
            for row in starts[frame]..<ends[frame] {
                rows.append(UInt32(truncatingIfNeeded: row))
                groups.append(UInt32(truncatingIfNeeded: frame - frames.lowerBound))
            }
        }
        try states.update(arguments.map { $0.gathering(rows) }, groups: groups)
    }
}
