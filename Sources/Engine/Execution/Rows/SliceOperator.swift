import Columns
import Errors

/// An amount of rows that is counted from the end, or is a part of all of them.
package enum RowAmount: Hashable, Sendable {
    case first(Int)
    /// `LIMIT -3`: the last three; `OFFSET -3`: without the last three.
    case last(Int)
    /// `LIMIT 0.5`, above 0 and below 1.
    case fraction(Double)

    /// Rows of `total`, rounded up for fractions.
    func rows(of total: Int) -> Int {
        switch self {
        case .first(let count), .last(let count): min(count, total)
        case .fraction(let part): min(total, Int((Double(total) * part).rounded(.up)))
        }
    }
}

/// LIMIT and OFFSET that need to know how many rows there are: reads the whole input first.
final class SliceOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let offset: RowAmount
    private let count: RowAmount?
    private let positions: [Int]
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, offset: RowAmount, count: RowAmount?, needed: Set<Int>) {
        self.input = input
        self.offset = offset
        self.count = count
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] }
    }

    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let hold = MemoryHold(resources, "NegativeLimitTransform")
        let gathered = GatherStream.gathering(try input.open(resources), resources)
        var chunks: [Chunk] = []
        var total = 0
        var bytes = 0
        while let chunk = try gathered.next() {
            try resources.checkpoint()
            chunks.append(chunk.picking(positions))
            total += chunk.rowCount
            bytes += chunk.byteCount
            try hold.set(bytes)
        }
        let rows = range(of: total)
        var kept: [Chunk] = []
        var start = 0
        for chunk in chunks {
            let part = rows.clamped(to: start..<start + chunk.rowCount)
            if !part.isEmpty { kept.append(chunk.slice(part.lowerBound - start..<part.upperBound - start)) }
            start += chunk.rowCount
        }
        return ChunkQueue(kept).streams(1)
    }

    private func range(of total: Int) -> Range<Int> {
        var rows = 0..<total
        let skipped = offset.rows(of: total)
        if case .last = offset { rows = 0..<total - skipped } else { rows = skipped..<total }
        guard let count else { return rows }
        let taken = min(rows.count, count.rows(of: total))
        if case .last = count { return rows.upperBound - taken..<rows.upperBound }
        return rows.lowerBound..<rows.lowerBound + taken
    }
}
