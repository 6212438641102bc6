import Columns
import Functions

/// Moves conditions towards the tables: a scan that knows what is wanted can skip what is not.
///
/// A condition passes through a projection (with the computed columns put in), a sort, a union of plain columns, and
/// the
/// keys of an aggregation; it goes into the side of an inner join that has its columns.
struct PushDownFilters: PlanRule {
    func apply(to plan: PlanNode) -> PlanNode { push([], into: plan) }

    /// `plan` with all of `conditions` (over its output) applied.
    private func push(_ conditions: [BoundExpression], into plan: PlanNode) -> PlanNode {
        switch plan {
        case .filter(let input, let condition):
            return push(conditions + condition.conjuncts, into: input)
        case .scan(var node):
            guard node.hidesRows else {
                node.filter += conditions
                return .scan(node)
            }
            // A condition that can fail would tell by it what is in rows that are not to be seen.
            node.filter += conditions.filter(\.cannotFail)
            return filtered(.scan(node), by: conditions.filter { !$0.cannotFail })
        case .project(let input, let columns):
            return pushThroughProjection(conditions, input, columns)
        case .sort(var node):
            if node.limit != nil {
                node.input = push([], into: node.input)
                return filtered(.sort(node), by: conditions)
            }
            node.input = push(conditions, into: node.input)
            return .sort(node)
        case .aggregate(var node):
            let keys = Dictionary(
                node.keys.map { ($0.column.identifier, $0.expression) }, uniquingKeysWith: { first, _ in first })
            let canPass = { (condition: BoundExpression) in
                node.groupingSets == nil && !node.hasTotals && !node.keys.isEmpty
                    && condition.columns.allSatisfy { keys[$0] != nil } && !condition.columns.isEmpty
            }
            let below = conditions.filter(canPass).map { $0.replacingColumns { keys[$0] } }
            let above = conditions.filter { !canPass($0) }
            node.input = push(below, into: node.input)
            return filtered(.aggregate(node), by: above)
        case .join(var node):
            return pushIntoJoin(conditions, &node)
        default: return filtered(children(of: plan), by: conditions)
        }
    }

    /// A computed column is put in where it costs nothing to compute twice or where the condition is its only use.
    private func pushThroughProjection(
        _ conditions: [BoundExpression], _ input: PlanNode, _ columns: [ComputedColumn]
    ) -> PlanNode {
        let known = Dictionary(
            columns.map { ($0.column.identifier, $0.expression) }, uniquingKeysWith: { first, _ in first })
        let canPass = { (condition: BoundExpression) in
            condition.columns.allSatisfy { known[$0]?.isRepeatable ?? false } && !condition.readsLambdaCaptures
        }
        let below = conditions.filter(canPass).map { $0.replacingColumns { known[$0] } }
        return filtered(
            .project(push(below, into: input), columns), by: conditions.filter { !canPass($0) })
    }

    private func pushIntoJoin(_ conditions: [BoundExpression], _ node: inout JoinNode) -> PlanNode {
        let left = Set(node.left.outputIdentifiers)
        let right = Set(node.right.outputIdentifiers)
        var toLeft: [BoundExpression] = []
        var toRight: [BoundExpression] = []
        var above: [BoundExpression] = []
        for condition in conditions {
            let columns = condition.columns
            if !columns.isEmpty, columns.isSubset(of: left),
                node.kind == .inner || node.kind == .left || node.kind == .cross
            {
                toLeft.append(condition)
            } else if !columns.isEmpty, columns.isSubset(of: right), node.strictness == .all,
                node.kind == .inner || node.kind == .right || node.kind == .cross
            {
                toRight.append(condition)
            } else {
                above.append(condition)
            }
        }
        node.left = push(toLeft, into: node.left)
        node.right = push(toRight, into: node.right)
        return filtered(.join(node), by: above)
    }

    /// The node with the rule applied below it, for nodes that conditions do not pass.
    private func children(of plan: PlanNode) -> PlanNode {
        switch plan {
        case .limit(var node):
            node.input = push([], into: node.input)
            return .limit(node)
        case .slice(let input, let offset, let count):
            return .slice(push([], into: input), offset: offset, count: count)
        case .limitBy(let input, let keys, let offset, let count):
            return .limitBy(push([], into: input), keys: keys, offset: offset, count: count)
        case .distinct(let input, let keys, let limit):
            return .distinct(push([], into: input), keys: keys, limit: limit)
        case .window(var node):
            node.input = push([], into: node.input)
            return .window(node)
        case .arrayJoin(var node):
            node.input = push([], into: node.input)
            return .arrayJoin(node)
        case .union(let inputs, let columns):
            return .union(inputs.map { push([], into: $0) }, columns: columns)
        case .setOperation(let first, let second, let keepsCommon, let isDistinct):
            return .setOperation(
                push([], into: first), push([], into: second), keepsCommon: keepsCommon, isDistinct: isDistinct)
        case .fill(var node):
            node.input = push([], into: node.input)
            return .fill(node)
        case .rows, .scan, .filter, .project, .sort, .aggregate, .join: return plan
        }
    }

    private func filtered(_ plan: PlanNode, by conditions: [BoundExpression]) -> PlanNode {
        conditions.reduce(plan) { .filter($0, condition: $1) }
    }
}

extension BoundExpression {
    /// The parts of an AND, flat.
    var conjuncts: [BoundExpression] {
        guard case .call(let call) = node, call.function.name == "and" else { return [self] }
        return call.arguments.flatMap(\.conjuncts)
    }

    var columns: Set<Int> {
        var result: Set<Int> = []
        collectColumns(into: &result)
        return result
    }

    /// Gives the same value wherever it is computed: may stand in a condition and in the projection.
    fileprivate var isRepeatable: Bool {
        switch node {
        case .column, .constant: true
        case .call(let call): call.function.isDeterministic && call.arguments.allSatisfy(\.isRepeatable)
        case .membership(let membership): membership.operands.allSatisfy(\.isRepeatable)
        case .higherOrder: false
        }
    }

    /// A lambda's captures can only be replaced by columns.
    fileprivate var readsLambdaCaptures: Bool {
        switch node {
        case .column, .constant: false
        case .call(let call): call.arguments.contains(where: \.readsLambdaCaptures)
        case .membership(let membership): membership.operands.contains(where: \.readsLambdaCaptures)
        case .higherOrder(let call):
            !(call.lambda?.captures.isEmpty ?? true) || call.arguments.contains(where: \.readsLambdaCaptures)
        }
    }
}

extension PlanNode {
    /// The identifiers of the columns that the node gives.
    var outputIdentifiers: [Int] {
        switch self {
        case .scan(let node): node.columns.map(\.column.identifier)
        case .rows(_, let columns): columns.map(\.identifier)
        case .filter(let input, _), .limitBy(let input, _, _, _), .distinct(let input, _, _): input.outputIdentifiers
        case .project(_, let columns): columns.map(\.column.identifier)
        case .aggregate(let node): node.keys.map(\.column.identifier) + node.calls.map(\.column.identifier)
        case .sort(let node): node.input.outputIdentifiers
        case .limit(let node): node.input.outputIdentifiers
        case .slice(let input, _, _): input.outputIdentifiers
        case .window(let node): node.input.outputIdentifiers + node.calls.map(\.column.identifier)
        case .join(let node): node.columns.map(\.identifier)
        case .arrayJoin(let node): node.input.outputIdentifiers + node.arrays.map(\.output.identifier)
        case .union(_, let columns): columns.map(\.identifier)
        case .setOperation(let first, _, _, _): first.outputIdentifiers
        case .fill(let node): node.input.outputIdentifiers
        }
    }
}
