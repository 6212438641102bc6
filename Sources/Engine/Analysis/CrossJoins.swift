import Columns
import Errors
import Functions
import SQLSyntax

extension SelectAnalyser {
    /// `FROM a, b WHERE a.x = b.y` is an inner join: takes the equalities out of `conditions` and into the join.
    func takeJoinKeys(from conditions: inout [BoundExpression]) throws(QueryError) {
        guard case .join(let node) = plan, node.kind == .cross else { return }
        var conjuncts = conditions.flatMap(\.conjuncts)
        let before = conjuncts.count
        plan = try keyed(plan, &conjuncts)
        if conjuncts.count < before { conditions = conjuncts }
    }

    private func keyed(_ plan: PlanNode, _ conjuncts: inout [BoundExpression]) throws(QueryError) -> PlanNode {
        guard case .join(var node) = plan, node.kind == .cross, node.condition == nil else { return plan }
        let left = Set(node.left.outputIdentifiers)
        let right = Set(node.right.outputIdentifiers)
        var rest: [BoundExpression] = []
        for conjunct in conjuncts {
            if let pair = try equalPair(conjunct, left, right) { node.keys.append(pair) } else { rest.append(conjunct) }
        }
        if !node.keys.isEmpty { node.kind = .inner }
        node.left = try keyed(node.left, &rest)
        conjuncts = rest
        return .join(node)
    }

    private func equalPair(
        _ conjunct: BoundExpression, _ left: Set<Int>, _ right: Set<Int>
    ) throws(QueryError) -> (left: BoundExpression, right: BoundExpression)? {
        guard case .call(let call) = conjunct.node, call.function.name == "equals", call.arguments.count == 2 else {
            return nil
        }
        var (mine, theirs) = (call.arguments[0], call.arguments[1])
        if mine.columns.isSubset(of: right) { swap(&mine, &theirs) }
        guard !mine.columns.isEmpty, !theirs.columns.isEmpty, mine.columns.isSubset(of: left),
            theirs.columns.isSubset(of: right)
        else { return nil }
        let types = (mine.type.unwrapped, theirs.type.unwrapped)
        // Other types are compared in ways that no common type has.
        guard types.0 == types.1 && !types.0.isFloat || types.0.isInteger && types.1.isInteger,
            let common = try? leastSupertype(of: [types.0, types.1])
        else { return nil }
        func converted(_ side: BoundExpression) throws(QueryError) -> BoundExpression {
            if side.type.unwrapped == common { return side }
            return try analyser.cast(side, to: side.type.withoutLowCardinality.isNullable ? common.asNullable : common)
        }
        return (try converted(mine), try converted(theirs))
    }
}
