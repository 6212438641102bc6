import Storage

/// What executes a plan, operator by operator with its step above it, inputs indented below: `EXPLAIN PIPELINE`.
struct PipelinePrinter {
    /// Threads that read and aggregate side by side.
    let threads: Int

    func lines(of plan: PlanNode) -> [String] { lines(of: plan, depth: 0) }

    private func lines(of plan: PlanNode, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        let (step, operation, isParallel) = name(of: plan)
        var result = ["\(indent)(\(step))", indent + operation + (isParallel && threads > 1 ? " × \(threads)" : "")]
        for input in plan.inputs { result += lines(of: input, depth: depth + 1) }
        return result
    }

    private func name(of plan: PlanNode) -> (step: String, operation: String, isParallel: Bool) {
        switch plan {
        case .scan(let node): ("ReadFrom\(node.table.engineName)", "\(node.table.engineName)Source", true)
        case .rows: ("ReadFromPreparedSource", "SourceFromSingleChunk", false)
        case .filter: ("Filter", "FilterTransform", true)
        case .project: ("Expression", "ExpressionTransform", true)
        case .aggregate: ("Aggregating", "AggregatingTransform", true)
        case .sort: ("Sorting", "SortingTransform", true)
        case .limit, .slice: ("Limit", "Limit", false)
        case .limitBy: ("LimitBy", "LimitByTransform", false)
        case .distinct: ("Distinct", "DistinctTransform", false)
        case .window: ("Window", "WindowTransform", false)
        case .join: ("Join", "JoiningTransform", true)
        case .arrayJoin: ("ArrayJoin", "ArrayJoinTransform", true)
        case .union: ("Union", "Concat", false)
        case .setOperation: ("IntersectOrExcept", "IntersectOrExceptTransform", false)
        case .fill: ("Filling", "FillingTransform", false)
        }
    }
}
