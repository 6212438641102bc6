import Columns
import Errors
import Functions

/// ORDER BY … WITH FILL: adds the rows that are missing between those of a sorted input.
final class FillOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let node: FillNode
    private let positions: [Int]
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, _ node: FillNode, needed: Set<Int>) {
        self.input = input
        self.node = node
        positions = input.columns.indices.filter { needed.contains(input.columns[$0].identifier) }
        columns = positions.map { input.columns[$0] }
    }

    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        var filled: [FillColumn] = []
        for item in node.items where item.isFilled {
            let position = input.position(of: item.sort.column)
            filled.append(
                try FillColumn(
                    item, position: position, type: input.columns[position].type, in: resources.context))
        }
        let prefix = node.items.prefix { !$0.isFilled }.map { input.position(of: $0.sort.column) }
        let layout = FillLayout(
            columns: input.columns, prefix: prefix, filled: filled, interpolations: node.interpolations)
        let stream = FillStream(GatherStream.gathering(try input.open(resources), resources), layout, resources)
        return [MappedStream(stream) { [positions] in $0.picking(positions) }]
    }
}

/// What becomes of each column in a row that is added.
struct FillLayout: Sendable {
    let columns: [PlanColumn]
    /// Sort columns before the first filled one: each combination of them is filled by itself.
    let prefix: [Int]
    let filled: [FillColumn]
    /// Columns that keep the value of the row before.
    let copied: Set<Int>
    /// Columns that are computed from the row before, and how.
    let computed: [Int]
    let computation: Computation

    init(columns: [PlanColumn], prefix: [Int], filled: [FillColumn], interpolations: [ComputedColumn]) {
        self.columns = columns
        self.prefix = prefix
        self.filled = filled
        var copied: Set<Int> = []
        var computed: [Int] = []
        var expressions: [BoundExpression] = []
        for interpolation in interpolations {
            guard let position = columns.firstIndex(where: { $0.identifier == interpolation.column.identifier }) else {
                continue
            }
            if case .column(interpolation.column.identifier) = interpolation.expression.node {
                copied.insert(position)
            } else {
                computed.append(position)
                expressions.append(interpolation.expression)
            }
        }
        self.copied = copied
        self.computed = computed
        computation = Computation(expressions, over: columns)
    }
}
