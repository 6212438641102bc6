/// A condition on a variable's values: `$__conditionalAll(agent_id IN (${agent:singlequote}), $agent)`.
extension Macro {
    static let conditionalAll = Macro(
        name: "conditionalAll", argumentCounts: 2...2,
        summary: "The condition, or 1=1 when the variable has no value or is All.",
        expansion: { (arguments, _) in
            // A variable that has values has become them by now.
            arguments[1].hasPrefix("$") || arguments[1].isEmpty ? "1=1" : arguments[0]
        })
}
