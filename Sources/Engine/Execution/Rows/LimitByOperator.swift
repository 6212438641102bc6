import Columns
import Errors

/// LIMIT … BY: some rows of every group of equal keys, in input order.
final class LimitByOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let keys: [Int]
    private let range: Range<Int>
    private let positions: [Int]
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, keys: [Int], offset: Int, count: Int, needed: Set<Int>) {
        self.input = input
        self.keys = keys.map { input.position(of: $0) }
        let start = max(0, offset)
        let (end, overflow) = start.addingReportingOverflow(max(0, count))
        range = start..<(overflow ? Int.max : end)
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] }
    }

    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let gathered = GatherStream.gathering(try input.open(resources), resources)
        let table = KeyTables.make(for: keys.map { input.columns[$0].type })
        let hold = MemoryHold(resources, "LimitByTransform")
        var seen: [Int] = []
        let stream = MappedStream(gathered) { [keys, range, positions] (chunk) throws(QueryError) in
            let slots = table.slots(of: keys.map { chunk.columns[$0].materialised }, rowCount: chunk.rowCount)
            // Taken out of the capture, whose access is checked at run time.
            var counts = seen
            seen = []
            while counts.count < table.count { counts.append(0) }
            var rows: [UInt32] = []
            for row in slots.indices {
                let slot = Int(slots[row])
                if range.contains(counts[slot]) { rows.append(UInt32(truncatingIfNeeded: row)) }
                counts[slot] &+= 1
            }
            seen = counts
            try hold.set(table.byteCount + counts.count * 8)
            let output = chunk.picking(positions)
            return rows.count == chunk.rowCount ? output : output.gathering(rows)
        }
        return [stream]
    }
}
