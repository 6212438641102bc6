/// `name(parameters…)(arguments…)` with everything that may follow it.
///
/// Two calls are equal when they mean the same: how they were written (`form`, `isParenthesized`) does not count.
package struct FunctionCall: Sendable {
    /// As written (`COUNT`), or ClickHouse's name when the parser made the call from other syntax.
    package var name: String
    /// The first pair of parentheses of `quantile(0.9)(x)`; `nil` when there is only one pair.
    package var parameters: [Expression]?
    package var arguments: [Expression]
    package var form: FunctionForm
    /// `(a + b)`: the call stood in parentheses of its own, which the printer gives back.
    package var isParenthesized = false
    /// `any(x) RESPECT NULLS`, `any(x) IGNORE NULLS`
    package var nulls: NullsAction
    /// `sum(x) OVER …`
    package var window: WindowReference?
    /// The `SETTINGS` inside a table function's parentheses.
    package var settings: [SettingChange]

    package init(
        name: String, parameters: [Expression]? = nil, arguments: [Expression], form: FunctionForm = .call,
        nulls: NullsAction = .unspecified, window: WindowReference? = nil, settings: [SettingChange] = []
    ) {
        self.name = name
        self.parameters = parameters
        self.arguments = arguments
        self.form = form
        self.nulls = nulls
        self.window = window
        self.settings = settings
    }
}

extension FunctionCall: Hashable {
    package static func == (left: FunctionCall, right: FunctionCall) -> Bool {
        left.name == right.name && left.parameters == right.parameters && left.arguments == right.arguments
            && left.nulls == right.nulls && left.window == right.window && left.settings == right.settings
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(parameters)
        hasher.combine(arguments)
        hasher.combine(window)
    }
}

/// How a call was written. Only the printer looks at it: `a + b` and `plus(a, b)` have the same meaning and column
/// name.
package enum FunctionForm: Sendable, Hashable {
    case call
    /// With the operator that belongs to the function's name: `a + b`, `NOT a`, `a[1]`, `a.1`, `[1, 2]`, `(1, 2)`, `a
    /// IN (…)`.
    case `operator`
}

/// What an aggregate or window function does with NULL.
package enum NullsAction: Sendable, Hashable {
    case unspecified, respect, ignore
}
