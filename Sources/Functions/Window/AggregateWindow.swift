import Columns
import Errors

/// An aggregate over the frames of one partition: row `i` of the answer is over the rows of frame `i`.
///
/// Frames that begin at one row take O(rows); frames that slide take O(rows) where rows can be taken out again
/// exactly, else O(rows · log rows) through a tree of merged states.
package enum AggregateWindow {
    package static func evaluate(
        _ aggregate: BoundAggregate, _ arguments: [Column], over partition: WindowPartition
    ) throws(QueryError) -> Column {
        let arguments = arguments.map(\.materialised)
        let frames = Frames(partition)
        let distinct: Column
        if let start = frames.commonStart {
            let rest = start == 0 ? arguments : arguments.map { $0.slice(start..<$0.count) }
            distinct = try aggregate.prototype.runningResults(rest, ends: frames.ends.map { $0 - start })
        } else if let sliding = try aggregate.prototype.slidingResults(
            arguments, starts: frames.starts, ends: frames.ends)
        {
            distinct = sliding
        } else if frames.totalRows <= 64 * max(1, partition.rowCount) {
            distinct = try eachAlone(aggregate, arguments, frames)
        } else {
            distinct = try StateTree(aggregate, arguments, rowCount: partition.rowCount).results(of: frames)
        }
        return frames.isOnePerRow ? distinct : distinct.gathering(frames.frameOfRow)
    }

    /// Every frame is a group of its own, a block of frames at a time.
    private static func eachAlone(
        _ aggregate: BoundAggregate, _ arguments: [Column], _ frames: Frames
    ) throws(QueryError) -> Column {
        var pieces: [Column] = []
        var rows: [UInt32] = []
        var groups: [UInt32] = []
        var count = 0
        for frame in frames.starts.indices {
            for row in frames.starts[frame]..<frames.ends[frame] {
                rows.append(UInt32(truncatingIfNeeded: row))
                groups.append(UInt32(truncatingIfNeeded: count))
            }
            count += 1
            guard rows.count >= Limits.blockRowsMax || count >= Limits.blockRowsMax || frame == frames.starts.count - 1
            else { continue }
            var states = aggregate.prototype
            states.grow(to: count)
            try states.update(arguments.map { $0.gathering(rows) }, groups: groups)
            pieces.append(try states.results())
            rows.removeAll(keepingCapacity: true)
            groups.removeAll(keepingCapacity: true)
            count = 0
        }
        return pieces.isEmpty ? .defaults(of: aggregate.resultType, count: 0) : Column.concatenating(pieces)
    }
}

/// The different frames of a partition, in order, and which of them each row has.
private struct Frames {
    private(set) var starts: [Int] = []
    private(set) var ends: [Int] = []
    private(set) var frameOfRow: [UInt32] = []
    private(set) var totalRows = 0

    init(_ partition: WindowPartition) {
        frameOfRow.reserveCapacity(partition.rowCount)
        for row in 0..<partition.rowCount {
            let (start, end) = (partition.frameStarts[row], partition.frameEnds[row])
            if starts.last != start || ends.last != end {
                starts.append(start)
                ends.append(end)
                totalRows += end - start
            }
            frameOfRow.append(UInt32(truncatingIfNeeded: starts.count - 1))
        }
    }

    var isOnePerRow: Bool { starts.count == frameOfRow.count }

    /// The row that all frames begin at, where they end ever later.
    var commonStart: Int? {
        guard let first = starts.first, starts.last == first, starts.allSatisfy({ $0 == first }) else { return nil }
        return zip(ends, ends.dropFirst()).allSatisfy { $0 <= $1 } ? first : nil
    }
}

/// States of 1, 2, 4 … blocks of sixteen rows: any run of rows is a few of them and at most thirty rows.
private struct StateTree {
    private static let blockRows = 16
    private let aggregate: BoundAggregate
    private let arguments: [Column]
    /// Level `l` has a group for every `2^l` blocks.
    private var levels: [any AggregateStates] = []

    init(_ aggregate: BoundAggregate, _ arguments: [Column], rowCount: Int) throws(QueryError) {
        self.aggregate = aggregate
        self.arguments = arguments
        var count = rowCount / Self.blockRows
        let whole = count * Self.blockRows
        var states = aggregate.prototype
        states.grow(to: count)
        let groups = (0..<whole).map { UInt32(truncatingIfNeeded: $0 / Self.blockRows) }
        try states.update(arguments.map { $0.slice(0..<whole) }, groups: groups)
        levels.append(states)
        while count > 1 {
            let places = (0..<count / 2 * 2).map { UInt32(truncatingIfNeeded: $0) }
            var above = aggregate.prototype
            above.grow(to: count / 2)
            try above.merge(levels[levels.count - 1], places: places, groups: places.map { $0 / 2 })
            levels.append(above)
            count /= 2
        }
    }

    func results(of frames: Frames) throws(QueryError) -> Column {
        var pieces: [Column] = []
        let step = 4_096
        for first in stride(from: 0, to: frames.starts.count, by: step) {
            let range = first..<min(first + step, frames.starts.count)
            pieces.append(try results(Array(frames.starts[range]), Array(frames.ends[range])))
        }
        return pieces.isEmpty ? .defaults(of: aggregate.resultType, count: 0) : Column.concatenating(pieces)
    }

    /// In the order of the rows: those before the first whole block, blocks in growing and shrinking runs, the rest.
    private func results(_ starts: [Int], _ ends: [Int]) throws(QueryError) -> Column {
        var states = aggregate.prototype
        states.grow(to: starts.count)
        var before = RowsOfFrames()
        var behind = RowsOfFrames()
        var growing = [NodesOfFrames](repeating: NodesOfFrames(), count: levels.count)
        var shrinking = growing
        for frame in starts.indices {
            let group = UInt32(truncatingIfNeeded: frame)
            var low = (starts[frame] + Self.blockRows - 1) / Self.blockRows
            var high = ends[frame] / Self.blockRows
            guard low < high else {
                before.append(starts[frame]..<ends[frame], group)
                continue
            }
            before.append(starts[frame]..<low * Self.blockRows, group)
            behind.append(high * Self.blockRows..<ends[frame], group)
            var level = 0
            while low < high {
                if low & 1 == 1 {
                    growing[level].append(low, group)
                    low += 1
                }
                if high & 1 == 1 {
                    high -= 1
                    shrinking[level].append(high, group)
                }
                low /= 2
                high /= 2
                level += 1
            }
        }
        try states.update(arguments.map { $0.gathering(before.rows) }, groups: before.groups)
        for (level, nodes) in growing.enumerated() {
            try states.merge(levels[level], places: nodes.places, groups: nodes.groups)
        }
        for (level, nodes) in shrinking.enumerated().reversed() {
            try states.merge(levels[level], places: nodes.places, groups: nodes.groups)
        }
        try states.update(arguments.map { $0.gathering(behind.rows) }, groups: behind.groups)
        return try states.results()
    }
}

private struct RowsOfFrames {
    var rows: [UInt32] = []
    var groups: [UInt32] = []

    mutating func append(_ range: Range<Int>, _ group: UInt32) {
        for row in range {
            rows.append(UInt32(truncatingIfNeeded: row))
            groups.append(group)
        }
    }
}

private struct NodesOfFrames {
    var places: [UInt32] = []
    var groups: [UInt32] = []

    mutating func append(_ place: Int, _ group: UInt32) {
        places.append(UInt32(truncatingIfNeeded: place))
        groups.append(group)
    }
}
