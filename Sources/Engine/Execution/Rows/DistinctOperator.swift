import Columns
import Errors

/// One row of each that are equal in some columns, as they first come.
final class DistinctOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let keys: [Int]
    private let limit: Int?
    private let positions: [Int]
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, keys: [Int], limit: Int?, needed: Set<Int>) {
        self.input = input
        self.keys = keys.map { input.position(of: $0) }
        self.limit = limit.map { max(0, $0) }
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] }
    }

    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        var streams = try input.open(resources)
        if streams.count > 1, resources.threadsMax > 1 {
            // Each stream leaves out what it has seen itself, so that little is left for the one behind them.
            streams = streams.map { distinct($0, resources) }
        }
        let gathered = GatherStream.gathering(streams, resources)
        return [MappedStream(distinct(gathered, resources)) { [positions] in $0.picking(positions) }]
    }

    private func distinct(_ stream: any ChunkStream, _ resources: QueryResources) -> DistinctStream {
        DistinctStream(stream, keys: keys, types: keys.map { input.columns[$0].type }, limit: limit, resources)
    }
}

private final class DistinctStream: ChunkStream {
    private var input: (any ChunkStream)?
    private let keys: [Int]
    private let table: any KeyTable
    private let limit: Int?
    private let resources: QueryResources
    private let hold: MemoryHold

    init(_ input: any ChunkStream, keys: [Int], types: [DataType], limit: Int?, _ resources: QueryResources) {
        self.input = input
        self.keys = keys
        self.limit = limit
        self.resources = resources
        table = KeyTables.make(for: types)
        hold = MemoryHold(resources, "DistinctTransform")
    }

    func next() throws(QueryError) -> Chunk? {
        while let input {
            let before = table.count
            if let limit, before >= limit { break }
            try resources.checkpoint()
            guard let chunk = try input.next() else { break }
            guard chunk.rowCount > 0 else { continue }
            let slots = table.slots(of: keys.map { chunk.columns[$0].materialised }, rowCount: chunk.rowCount)
            var rows = firstRows(ofNew: slots, before: before, after: table.count)
            if let limit { rows = Array(rows.prefix(limit - before)) }
            try QueryLimits.check(
                rows: table.count, max: resources.limits.distinctRowsMax, "DISTINCT", .setSizeLimitExceeded)
            try hold.set(table.byteCount)
            if rows.isEmpty { continue }
            return rows.count == chunk.rowCount ? chunk : chunk.gathering(rows)
        }
        input = nil
        return nil
    }
}
