import Columns
import Errors

/// Rows that the plan itself has.
final class RowsOperator: PhysicalOperator {
    private let chunk: Chunk
    let columns: [PlanColumn]

    init(_ block: Block, _ columns: [PlanColumn], needed: Set<Int>) {
        let positions = columns.indices.filter { needed.contains(columns[$0].identifier) }
        self.columns = positions.map { columns[$0] }
        chunk = Chunk(positions.map { block.columns[$0].column }, rowCount: block.rowCount)
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        // A row of no columns is a byte that says nothing, as that of `system.one`.
        resources.progress.expect(rows: chunk.rowCount)
        resources.progress.addRead(rows: chunk.rowCount, bytes: max(chunk.rowCount, chunk.byteCount))
        return ChunkQueue(cutting: chunk, rowsMax: resources.blockRowsMax).streams(resources.threadsMax)
    }
}

/// The streams of all inputs, which have one list of types.
final class UnionOperator: PhysicalOperator {
    private let inputs: [(operator: any PhysicalOperator, positions: [Int])]
    let columns: [PlanColumn]

    /// `positions` are those of the output's columns in the input's.
    init(_ inputs: [(operator: any PhysicalOperator, positions: [Int])], columns: [PlanColumn]) {
        self.inputs = inputs
        self.columns = columns
    }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        var streams: [any ChunkStream] = []
        for (input, positions) in inputs {
            streams += try input.open(resources).map { stream in MappedStream(stream) { $0.picking(positions) } }
        }
        return streams
    }
}
