import Columns
import Functions
import Storage

extension SortNode {
    /// The input with its scan told what the first rows need, where the first key is a column of that scan.
    func sharingThreshold() -> (input: PlanNode, threshold: SortThreshold?) {
        guard limit != nil, let first = items.first else { return (input, nil) }
        var found: SortThreshold?
        let shared = input.settingThreshold(of: first.column) { table, source in
            guard table.appliesFilters, let position = table.schema.position(of: source) else { return nil }
            if case .lowCardinality = table.schema.columns[position].type { return nil }
            found = SortThreshold(column: position, direction: first.direction)
            return found
        }
        return (shared, found)
    }
}

extension PlanNode {
    /// Follows a column down through nodes that only drop or compute rows' columns.
    fileprivate func settingThreshold(
        of identifier: Int, _ make: (any Table, String) -> SortThreshold?
    ) -> PlanNode {
        switch self {
        case .scan(var node):
            guard !node.isFinal, let column = node.columns.first(where: { $0.column.identifier == identifier }) else {
                return self
            }
            node.threshold = make(node.table, column.source)
            return .scan(node)
        case .filter(let input, let condition):
            return .filter(input.settingThreshold(of: identifier, make), condition: condition)
        case .project(let input, let computed):
            guard let same = computed.first(where: { $0.column.identifier == identifier }),
                case .column(let below) = same.expression.node
            else { return self }
            return .project(input.settingThreshold(of: below, make), computed)
        default: return self
        }
    }
}
