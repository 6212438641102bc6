extension PlanNode {
    /// The columns of the node's rows, in order.
    package var columns: [PlanColumn] {
        switch self {
        case .scan(let node): node.columns.map(\.column)
        case .rows(_, let columns): columns
        case .filter(let input, _): input.columns
        case .project(_, let computed): computed.map(\.column)
        case .aggregate(let node):
            node.keys.map(\.column) + node.calls.map(\.column) + (node.groupingSetColumn.map { [$0] } ?? [])
        case .sort(let node): node.input.columns
        case .limit(let node): node.input.columns
        case .slice(let input, _, _): input.columns
        case .limitBy(let input, _, _, _): input.columns
        case .distinct(let input, _, _): input.columns
        case .window(let node): node.input.columns + node.calls.map(\.column)
        case .join(let node): node.columns
        case .arrayJoin(let node): node.input.columns + node.arrays.map(\.output)
        case .union(_, let columns): columns
        case .setOperation(let left, _, _, _): left.columns
        case .fill(let node): node.input.columns
        }
    }
}
