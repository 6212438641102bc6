/// `*` and its relatives: an expression that stands for several columns.
package struct ColumnsMatcher: Sendable, Hashable {
    package enum Pattern: Sendable, Hashable {
        case all
        /// `COLUMNS('re')`: columns whose name matches an RE2 pattern somewhere.
        case regularExpression(String)
        /// `COLUMNS(a, b)`
        case list([Identifier])
    }

    package var pattern: Pattern
    /// The table before the point: `t.*`, `db.t.*`, `t.COLUMNS(…)`.
    package var qualifier: Identifier?
    /// Applied one after the other.
    package var transformers: [ColumnsTransformer]

    package init(_ pattern: Pattern, qualifier: Identifier? = nil, transformers: [ColumnsTransformer] = []) {
        self.pattern = pattern
        self.qualifier = qualifier
        self.transformers = transformers
    }
}

/// One step after `*`.
package enum ColumnsTransformer: Sendable, Hashable {
    /// `EXCEPT (a, b)`; strict: each name must exist.
    case except([String], isStrict: Bool)
    /// `EXCEPT('re')`
    case exceptMatching(String)
    /// `REPLACE (expression AS name, …)`; strict: each name must exist.
    case replace([Replacement], isStrict: Bool)
    /// `APPLY(f)`, `APPLY(quantile(0.9))`
    case applyFunction(name: String, parameters: [Expression]?, prefix: String?)
    /// `APPLY(x -> x + 1)`
    case applyLambda(Lambda, prefix: String?)

    package struct Replacement: Sendable, Hashable {
        package var name: String
        package var expression: Expression
    }
}
