import Columns
import Errors
import Functions
import Storage

/// A plan as text, one line per node, inputs indented below: `EXPLAIN`.
struct PlanPrinter {
    private let context: QueryContext
    private let showsIndexes: Bool

    init(_ context: QueryContext, showsIndexes: Bool) {
        self.context = context
        self.showsIndexes = showsIndexes
    }

    func lines(of plan: PlanNode) throws(QueryError) -> [String] { try lines(of: plan, depth: 0) }

    private func lines(of plan: PlanNode, depth: Int) throws(QueryError) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        var result: [String] = []
        for line in try title(of: plan) { result.append(indent + line) }
        for input in plan.inputs { result += try lines(of: input, depth: depth + 1) }
        return result
    }

    private func title(of plan: PlanNode) throws(QueryError) -> [String] {
        switch plan {
        case .scan(let node): return try title(of: node)
        case .rows(let block, _): return ["Rows (\(block.rowCount))"]
        case .filter: return ["Filter"]
        case .project(_, let columns): return ["Expression (\(columns.map(\.column.name).joined(separator: ", ")))"]
        case .aggregate(let node):
            let keys = node.keys.map(\.column.name).joined(separator: ", ")
            let calls = node.calls.map(\.column.name).joined(separator: ", ")
            return ["Aggregating (keys: \(keys); aggregates: \(calls))"]
        case .sort(let node): return ["Sorting" + (node.limit.map { " (limit \($0))" } ?? "")]
        case .limit(let node): return ["Limit (\(node.count.map(String.init) ?? "all"), offset \(node.offset))"]
        case .slice: return ["Limit (negative or fractional)"]
        case .limitBy(_, _, let offset, let count): return ["LimitBy (\(count), offset \(offset))"]
        case .distinct: return ["Distinct"]
        case .window(let node): return ["Window (\(node.calls.map(\.column.name).joined(separator: ", ")))"]
        case .join(let node): return ["Join (\(node.kind), \(node.strictness))"]
        case .arrayJoin: return ["ArrayJoin"]
        case .union: return ["Union"]
        case .setOperation(_, _, let keepsCommon, _): return [keepsCommon ? "Intersect" : "Except"]
        case .fill: return ["Filling"]
        }
    }

    private func title(of node: ScanNode) throws(QueryError) -> [String] {
        var lines = ["ReadFrom\(node.table.engineName) (\(node.columns.map(\.source).joined(separator: ", ")))"]
        if !node.filter.isEmpty { lines.append("  Conditions: \(node.filter.count)") }
        guard showsIndexes else { return lines }
        let statistics = try node.table.scan(node.request(streamsMax: 1, context)).statistics
        lines.append("  Parts: \(statistics.partsSelected)/\(statistics.partsTotal)")
        lines.append("  Granules: \(statistics.marksSelected)/\(statistics.marksTotal)")
        return lines
    }
}

extension ScanNode {
    /// What the table is asked for; the identifiers of conditions become positions in its schema.
    func request(streamsMax: Int, _ context: QueryContext) -> ScanRequest {
        let schema = table.schema
        var positions: [Int: BoundExpression] = [:]
        for (column, source) in columns {
            guard let position = schema.position(of: source) else { continue }
            positions[column.identifier] = .column(position, type: column.type)
        }
        var request = ScanRequest(
            columns: columns.map(\.source), filter: filter.map { $0.replacingColumns { positions[$0] } },
            streamsMax: streamsMax, context: context)
        request.isFinal = isFinal
        request.rowsWanted = rowsWanted
        return request
    }
}

extension PlanNode {
    var inputs: [PlanNode] {
        switch self {
        case .scan, .rows: []
        case .filter(let input, _), .project(let input, _), .limitBy(let input, _, _, _), .distinct(let input, _, _):
            [input]
        case .aggregate(let node): [node.input]
        case .sort(let node): [node.input]
        case .limit(let node): [node.input]
        case .slice(let input, _, _): [input]
        case .window(let node): [node.input]
        case .join(let node): [node.left, node.right]
        case .arrayJoin(let node): [node.input]
        case .union(let inputs, _): inputs
        case .setOperation(let first, let second, _, _): [first, second]
        case .fill(let node): [node.input]
        }
    }
}
