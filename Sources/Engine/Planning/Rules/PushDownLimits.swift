import Functions

/// Tells a scan how many rows are enough, where nothing between it and the LIMIT needs more.
struct PushDownLimits: PlanRule {
    func apply(to plan: PlanNode) -> PlanNode {
        switch plan {
        case .limit(var node):
            var wanted: Int?
            if node.ties == nil, let count = node.count {
                let (sum, overflows) = count.addingReportingOverflow(node.offset)
                wanted = overflows ? nil : sum
            }
            node.input = limited(apply(to: node.input), to: wanted)
            return .limit(node)
        case .project(let input, let columns): return .project(apply(to: input), columns)
        case .filter(let input, let condition): return .filter(apply(to: input), condition: condition)
        case .union(let inputs, let columns): return .union(inputs.map { apply(to: $0) }, columns: columns)
        case .sort(var node):
            node.input = apply(to: node.input)
            return .sort(node)
        case .aggregate(var node):
            node.input = apply(to: node.input)
            return .aggregate(node)
        default: return plan
        }
    }

    private func limited(_ plan: PlanNode, to rows: Int?) -> PlanNode {
        guard let rows else { return plan }
        switch plan {
        case .project(let input, let columns): return .project(limited(input, to: rows), columns)
        case .scan(var node):
            // A table that does not apply the filter itself may not count unfiltered rows.
            if node.filter.isEmpty { node.rowsWanted = rows }
            return .scan(node)
        default: return plan
        }
    }
}
