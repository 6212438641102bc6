import Columns
import Errors

/// LIMIT and OFFSET, with or without ties: the input is read no further than that.
final class LimitOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let offset: Int
    private let count: Int?
    private let ties: [SortItem]?
    private let positions: [Int]
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, _ node: LimitNode, needed: Set<Int>) {
        self.input = input
        offset = max(0, node.offset)
        count = node.count.map { max(0, $0) }
        ties = node.ties
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] }
    }

    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let isOutermost = resources.progress.claimLimit()
        if count == 0, !input.hasTotals { return [] }
        var streams = try input.open(resources)
        if isOutermost, resources.progress.takeCountingOfLimit() {
            streams = streams.map { $0.countingRowsBeforeLimit(resources) }
        }
        if let count, ties == nil, streams.count > 1 {
            let (enough, overflow) = offset.addingReportingOverflow(count)
            if !overflow { streams = streams.map { LimitStream($0, offset: 0, count: enough, ties: nil) } }
        }
        guard !streams.isEmpty else { return [] }
        let keys = ties?.map { item in (position: input.position(of: item.column), direction: item.direction) }
        let gathered = GatherStream.gathering(streams, resources)
        let limited = LimitStream(gathered, offset: offset, count: count, ties: keys)
        return [MappedStream(limited) { [positions] in $0.picking(positions) }]
    }
}

extension ChunkStream {
    /// The same chunks; their rows are counted as coming to the LIMIT.
    func countingRowsBeforeLimit(_ resources: QueryResources) -> any ChunkStream {
        MappedStream(self) { [progress = resources.progress] chunk in
            progress.addBeforeLimit(rows: chunk.rowCount)
            return chunk
        }
    }
}

private final class LimitStream: ChunkStream {
    typealias TieKey = (position: Int, direction: Columns.SortDirection)

    /// Let go at the limit, so that what it holds is free at once.
    private var input: (any ChunkStream)?
    private var toSkip: Int
    private var left: Int?
    private let ties: [TieKey]?
    /// The last row within the limit, while rows equal to it are still wanted.
    private var last: Chunk?

    init(_ input: any ChunkStream, offset: Int, count: Int?, ties: [TieKey]?) {
        self.input = input
        toSkip = offset
        left = count
        self.ties = ties
    }

    func next() throws(QueryError) -> Chunk? {
        while let input {
            if left == 0, last == nil { break }
            guard var chunk = try input.next() else { break }
            let skipped = min(toSkip, chunk.rowCount)
            toSkip -= skipped
            if skipped > 0 { chunk = chunk.slice(skipped..<chunk.rowCount) }
            if chunk.rowCount == 0 { continue }
            guard let wanted = left else { return chunk }
            let taken = min(wanted, chunk.rowCount)
            left = wanted - taken
            guard taken == wanted, let ties else { return chunk.slice(0..<taken) }
            if taken > 0 { last = chunk.slice(taken - 1..<taken) }
            let end = endOfTies(in: chunk, from: taken, ties)
            if end < chunk.rowCount { last = nil }
            if end > 0 { return chunk.slice(0..<end) }
        }
        input = nil
        return nil
    }

    /// The first row behind `start` that differs from `last`.
    private func endOfTies(in chunk: Chunk, from start: Int, _ ties: [TieKey]) -> Int {
        guard let last else { return start }
        var end = start
        while end < chunk.rowCount,
            ties.allSatisfy({ chunk.columns[$0.position].compare(end, with: last.columns[$0.position], 0) == 0 })
        {
            end += 1
        }
        return end
    }
}
