import Columns
import Errors
import Functions

/// Columns computed from the input's.
final class ProjectOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let computation: Computation
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, _ computed: [ComputedColumn]) {
        self.input = input
        computation = Computation(computed.map(\.expression), over: input.columns)
        columns = computed.map(\.column)
    }

    private(set) var totals: Chunk?
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let streams = try input.open(resources)
        if let row = input.totals { totals = try Self.project(row, computation, resources.context) }
        return streams.map { [computation] stream in
            MappedStream(stream) { (chunk) throws(QueryError) in
                try Self.project(chunk, computation, resources.context)
            }
        }
    }

    private static func project(
        _ chunk: Chunk, _ computation: Computation, _ context: QueryContext
    ) throws(QueryError) -> Chunk {
        var evaluator = computation.evaluator(over: chunk, in: context)
        var columns: [Column] = []
        columns.reserveCapacity(computation.expressions.count)
        for expression in computation.expressions { columns.append(try evaluator.evaluate(expression)) }
        return Chunk(columns, rowCount: chunk.rowCount)
    }
}
