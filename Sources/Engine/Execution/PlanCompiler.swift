import Columns
import Errors
import Functions
import Storage

/// Makes operators of plan nodes, top down, and leaves out the columns that nothing above a node reads.
struct PlanCompiler {
    /// The operators of a whole plan: all its columns are wanted.
    func compile(_ plan: PlanNode) throws(QueryError) -> any PhysicalOperator {
        let output = plan.columns
        let root = try compile(plan, Set(output.map(\.identifier)))
        return root.columns == output ? root : ArrangeOperator(root, output)
    }

    private func compile(_ node: PlanNode, _ needed: Set<Int>) throws(QueryError) -> any PhysicalOperator {
        switch node {
        case .scan(let scan): return ScanOperator(scan, needed: needed)
        case .rows(let block, let columns): return RowsOperator(block, columns, needed: needed)
        case .filter(.aggregate(let aggregate), let condition) where aggregate.hasTotals:
            return try compile(aggregate, needed, having: condition)
        case .filter(let input, let condition):
            let below = try compile(input, needed.union(identifiers(in: [condition])))
            return FilterOperator(below, condition: condition, needed: needed)
        case .project(let input, let computed):
            let wanted = computed.filter { needed.contains($0.column.identifier) }
            return ProjectOperator(try compile(input, identifiers(in: wanted.map(\.expression))), wanted)
        case .aggregate(let aggregate): return try compile(aggregate, needed, having: nil)
        case .sort(let sort):
            let (input, threshold) = sort.sharingThreshold()
            let below = try compile(input, needed.union(sort.items.map(\.column)))
            return SortOperator(
                below, items: sort.items, limit: sort.limit, threshold: threshold, needed: needed)
        case .limit(let limit):
            let below = try compile(limit.input, needed.union((limit.ties ?? []).map(\.column)))
            return LimitOperator(below, limit, needed: needed)
        case .slice(let input, let offset, let count):
            return SliceOperator(try compile(input, needed), offset: offset, count: count, needed: needed)
        case .union(let inputs, let columns):
            return try compileUnion(inputs, columns, needed)
        case .limitBy(let input, let keys, let offset, let count):
            let below = try compile(input, needed.union(keys))
            return LimitByOperator(below, keys: keys, offset: offset, count: count, needed: needed)
        case .distinct(let input, let keys, let limit):
            return DistinctOperator(
                try compile(input, needed.union(keys)), keys: keys, limit: limit, needed: needed)
        case .setOperation(let left, let right, let keepsCommon, let isDistinct):
            return SetOperationOperator(
                try compile(left), try compile(right), keepsCommon: keepsCommon, isDistinct: isDistinct)
        case .arrayJoin(let node):
            let outputs = node.arrays.map(\.output.identifier)
            let read = needed.subtracting(outputs).union(identifiers(in: node.arrays.map(\.array)))
            return ArrayJoinOperator(try compile(node.input, read), node, needed: needed)
        case .join(let node): return try compile(node, needed)
        case .window(var node):
            node.calls = node.calls.filter { needed.contains($0.column.identifier) }
            let keys = node.partitionBy + node.orderBy.map(\.column)
            let read = needed.union(keys).union(identifiers(in: node.calls.flatMap(\.arguments)))
            return WindowOperator(try compile(node.input, read), node, needed: needed)
        case .fill(let node):
            let read = needed.union(node.items.map(\.sort.column))
                .union(identifiers(in: node.interpolations.map(\.expression)))
            return FillOperator(try compile(node.input, read), node, needed: needed)
        }
    }

    private func compile(_ node: JoinNode, _ needed: Set<Int>) throws(QueryError) -> any PhysicalOperator {
        if node.kind == .paste {
            return PasteOperator(try compile(node.left, needed), try compile(node.right, needed), needed: needed)
        }
        var left = needed.union(identifiers(in: node.keys.map(\.left)))
        var right = needed.union(identifiers(in: node.keys.map(\.right)))
        if let asof = node.asof {
            left.formUnion(identifiers(in: [asof.left]))
            right.formUnion(identifiers(in: [asof.right]))
        }
        if let condition = node.condition {
            left.formUnion(identifiers(in: [condition]))
            right.formUnion(identifiers(in: [condition]))
        }
        return try JoinOperator(try compile(node.left, left), try compile(node.right, right), node, needed: needed)
    }

    private func compile(
        _ node: AggregateNode, _ needed: Set<Int>, having: BoundExpression?
    ) throws(QueryError) -> any PhysicalOperator {
        var node = node
        let wanted = having.map { needed.union(identifiers(in: [$0])) } ?? needed
        node.calls = node.calls.filter { wanted.contains($0.column.identifier) }
        let read = identifiers(in: node.keys.map(\.expression) + node.calls.flatMap(\.arguments))
        var input = node.input
        if case .scan(var scan) = input, scan.table.appliesFilters {
            scan.codedColumns = node.stringKeys
            input = .scan(scan)
        }
        return AggregateOperator(try compile(input, read), node, having: having)
    }

    private func compileUnion(
        _ inputs: [PlanNode], _ columns: [PlanColumn], _ needed: Set<Int>
    ) throws(QueryError) -> any PhysicalOperator {
        let places = columns.indices.filter { needed.contains(columns[$0].identifier) }
        var branches: [(operator: any PhysicalOperator, positions: [Int])] = []
        for input in inputs {
            let output = input.columns
            let wanted = places.map { output[$0].identifier }
            let branch = try compile(input, Set(wanted))
            branches.append((branch, wanted.map { branch.position(of: $0) }))
        }
        return UnionOperator(branches, columns: places.map { columns[$0] })
    }

    private func identifiers(in expressions: [BoundExpression]) -> Set<Int> {
        var identifiers: Set<Int> = []
        for expression in expressions { expression.collectColumns(into: &identifiers) }
        return identifiers
    }
}

/// The same rows with the columns in another order.
private final class ArrangeOperator: PhysicalOperator {
    private let input: any PhysicalOperator
    private let positions: [Int]
    let columns: [PlanColumn]

    init(_ input: any PhysicalOperator, _ columns: [PlanColumn]) {
        self.input = input
        self.columns = columns
        positions = columns.map { input.position(of: $0.identifier) }
    }

    var totals: Chunk? { input.totals?.picking(positions) }
    var hasTotals: Bool { input.hasTotals }

    func open(_ resources: QueryResources) throws(QueryError) -> [any ChunkStream] {
        try input.open(resources).map { [positions] stream in MappedStream(stream) { $0.picking(positions) } }
    }
}

extension AggregateNode {
    /// Columns of strings that are keys as they are, and else at most arguments as they are: key tables take them as
    /// codes, and arguments are decoded.
    fileprivate var stringKeys: Set<Int> {
        var bare: Set<Int> = []
        var computed: Set<Int> = []
        for key in keys {
            if case .column(let identifier) = key.expression.node, key.expression.type == .string {
                bare.insert(identifier)
            } else {
                key.expression.collectColumns(into: &computed)
            }
        }
        for argument in calls.flatMap(\.arguments) {
            if case .column = argument.node { continue }
            argument.collectColumns(into: &computed)
        }
        return bare.subtracting(computed)
    }
}
