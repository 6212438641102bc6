import Columns
import Functions

/// Leaves out sorts of rows that come sorted: those of a window have its order already, for another window over the
/// same keys or for the query's ORDER BY.
struct RemoveSorts: PlanRule {
    func apply(to plan: PlanNode) -> PlanNode {
        switch plan {
        case .sort(var node):
            node.input = apply(to: node.input)
            return node.input.isSorted(by: node.items) ? node.input : .sort(node)
        case .window(var node):
            node.input = apply(to: node.input)
            node.inputIsSorted = node.input.isSorted(by: node.order)
            return .window(node)
        case .project(let input, let columns): return .project(apply(to: input), columns)
        case .filter(let input, let condition): return .filter(apply(to: input), condition: condition)
        case .limit(var node):
            node.input = apply(to: node.input)
            return .limit(node)
        case .limitBy(let input, let keys, let offset, let count):
            return .limitBy(apply(to: input), keys: keys, offset: offset, count: count)
        case .aggregate(var node):
            node.input = apply(to: node.input)
            return .aggregate(node)
        case .union(let inputs, let columns): return .union(inputs.map { apply(to: $0) }, columns: columns)
        default: return plan
        }
    }
}

extension WindowNode {
    /// The order of its rows, in and out.
    fileprivate var order: [SortItem] {
        partitionBy.map { SortItem(column: $0, direction: .ascending) } + orderBy
    }
}

extension PlanNode {
    /// The rows come in one stream and in this order.
    fileprivate func isSorted(by items: [SortItem]) -> Bool {
        let own = sortedOrder
        return !items.isEmpty && items.count <= own.count
            && zip(items, own).allSatisfy { $0.column == $1.column && $0.direction == $1.direction }
    }

    private var sortedOrder: [SortItem] {
        switch self {
        case .window(let node): return node.order
        case .filter(let input, _): return input.sortedOrder
        case .project(let input, let columns):
            var names: [Int: Int] = [:]
            for column in columns {
                guard case .column(let below) = column.expression.node else { continue }
                names[below] = column.column.identifier
            }
            var order: [SortItem] = []
            for item in input.sortedOrder {
                guard let name = names[item.column] else { break }
                order.append(SortItem(column: name, direction: item.direction))
            }
            return order
        default: return []
        }
    }
}
