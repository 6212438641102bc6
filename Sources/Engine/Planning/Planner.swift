import Columns
import Errors
import Functions

/// Improves a plan without changing its rows, rule by rule.
package struct Planner {
    private let settings: QuerySettings

    package init(_ settings: QuerySettings) {
        self.settings = settings
    }

    package func plan(_ plan: PlanNode) -> PlanNode {
        rules.reduce(plan) { plan, rule in rule.apply(to: plan) }
    }
}

/// A change of a plan that keeps its answer.
protocol PlanRule: Sendable {
    func apply(to plan: PlanNode) -> PlanNode
}
