/// The rules, in the order in which they run.
let rules: [any PlanRule] = [PushDownFilters(), PushDownLimits(), RemoveSorts()]
