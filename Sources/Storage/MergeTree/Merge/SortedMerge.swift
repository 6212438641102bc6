import Columns
import Errors
import Synchronization

/// Merges sorted sources into one: ties in the order of the sources, then of their rows.
///
/// It works in batches, not row by row: the smallest of the sources' last keys bounds what is complete; all rows up to
/// it are sorted together, which is a stable radix sort.
package final class SortedMerge: SortedSource {
    private struct Input {
        let source: any SortedSource
        var buffer: SortedBlock?
        var offset = 0
        var isAtEnd = false

        mutating func fill() throws(QueryError) {
            while !isAtEnd, buffer == nil {
                guard let next = try source.next() else {
                    isAtEnd = true
                    return
                }
                offset = 0
                if next.rowCount > 0 { buffer = next }
            }
        }

        mutating func take(upTo end: Int) -> SortedBlock? {
            guard let block = buffer, end > offset else { return nil }
            let result = block.slice(offset..<end)
            offset = end
            if end == block.rowCount { buffer = nil }
            return result
        }
    }

    private let inputs: Mutex<[Input]>
    private let order: SortingOrder

    package init(_ sources: [any SortedSource], order: SortingOrder) {
        inputs = Mutex(sources.map { Input(source: $0) })
        self.order = order
    }

    package func next() throws(QueryError) -> SortedBlock? {
        try inputs.withLock { (inputs) throws(QueryError) in try advance(&inputs) }
    }

    private func advance(_ inputs: inout [Input]) throws(QueryError) -> SortedBlock? {
        var bound: (input: Int, block: SortedBlock)?
        var live = 0
        for position in inputs.indices {
            try inputs[position].fill()
            guard let block = inputs[position].buffer else { continue }
            live += 1
            if let (_, best) = bound {
                let comparison = order.compare(block.keys, block.rowCount - 1, with: best.keys, best.rowCount - 1)
                if comparison >= 0 { continue }
            }
            bound = (position, block)
        }
        guard let (winner, block) = bound else { return nil }
        if live == 1 { return inputs[winner].take(upTo: block.rowCount) }
        var pieces: [SortedBlock] = []
        for position in inputs.indices {
            guard let other = inputs[position].buffer else { continue }
            let end =
                position == winner
                ? other.rowCount
                : firstRow(of: other, from: inputs[position].offset, behind: block, orEqual: position > winner)
            if let piece = inputs[position].take(upTo: end) { pieces.append(piece) }
        }
        if pieces.count == 1 { return pieces[0] }
        let joined = SortedBlock.concatenating(pieces)
        return joined.gathering(order.sortedRows(joined.keys, count: joined.rowCount))
    }

    /// The first row of `block` whose key is behind the last key of `bound` (or equal to it).
    private func firstRow(of block: SortedBlock, from start: Int, behind bound: SortedBlock, orEqual: Bool) -> Int {
        var low = start
        var high = block.rowCount
        while low < high {
            let middle = (low + high) / 2
            let comparison = order.compare(block.keys, middle, with: bound.keys, bound.rowCount - 1)
            if comparison > 0 || (orEqual && comparison == 0) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Cuts a sorted source so that no group of equal keys is split, and collapses each group.
package final class CollapsingSource: SortedSource {
    private struct State {
        var carried: SortedBlock?
        var isAtEnd = false
    }

    private let source: any SortedSource
    private let order: SortingOrder
    private let collapser: any RowCollapser
    private let state = Mutex(State())

    package init(_ source: any SortedSource, order: SortingOrder, collapser: any RowCollapser) {
        self.source = source
        self.order = order
        self.collapser = collapser
    }

    package func next() throws(QueryError) -> SortedBlock? {
        try state.withLock { (state) throws(QueryError) in try advance(&state) }
    }

    private func advance(_ state: inout State) throws(QueryError) -> SortedBlock? {
        while !state.isAtEnd {
            let next = try source.next()
            state.isAtEnd = next == nil
            let pieces = [state.carried, next].compactMap { $0 }
            state.carried = nil
            if pieces.isEmpty { return nil }
            let joined = SortedBlock.concatenating(pieces)
            var starts = order.groupStarts(joined.keys, count: joined.rowCount)
            if !state.isAtEnd {
                // The last group may go on in the next block.
                starts.removeLast()
                let end = starts[starts.count - 1]
                state.carried = joined.slice(end..<joined.rowCount)
                if end == 0 { continue }
                return try collapser.collapse(joined.slice(0..<end), groupStarts: starts)
            }
            return try collapser.collapse(joined, groupStarts: starts)
        }
        return nil
    }
}
