import Errors
import Functions

/// The rows for which a condition holds.
final class FilterOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let condition: BoundExpression
    private let positions: [Int]
    let columns: [PlanColumn]

    /// The output has the columns of `input` that are `needed`.
    init(_ input: any PhysicalOperator, condition: BoundExpression, needed: Set<Int>) {
        self.input = input
        self.condition = condition
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] }
    }

    /// Totals are over all groups, so they stay.
    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        let filter = RowFilter(conjuncts: [condition], over: input.columns)
        if filter.isNever, !input.hasTotals { return [] }
        return try input.open(resources).map { [positions] stream in
            MappedStream(stream) { (chunk) throws(QueryError) in
                try filter.apply(to: chunk, keeping: positions, in: resources.context)
            }
        }
    }
}
