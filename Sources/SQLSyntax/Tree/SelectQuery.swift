/// One `SELECT` with all of its clauses, in the order of the text. `TOP n` is `limit`.
package struct SelectQuery: Sendable, Hashable {
    package var with: [CommonTableExpression] = []
    package var isRecursive = false
    /// `SELECT DISTINCT`. `SELECT DISTINCT ON (a)` is `LIMIT 1 BY a`, as in ClickHouse.
    package var isDistinct = false
    package var projection: [Expression] = []
    package var from: TableSource?
    package var prewhere: Expression?
    package var `where`: Expression?
    package var groupBy: GroupBy?
    package var having: Expression?
    package var windows: [WindowDefinition] = []
    package var qualify: Expression?
    package var orderBy: OrderBy?
    package var interpolate: Interpolate?
    package var limitBy: LimitBy?
    package var limit: Limit?
    package var settings: [SettingChange] = []

    package init(projection: [Expression] = [], from: TableSource? = nil) {
        self.projection = projection
        self.from = from
    }
}

/// An element of `WITH`.
package enum CommonTableExpression: Sendable, Hashable {
    /// `expression AS name`
    case expression(Expression, name: String)
    /// `name [(columns)] AS [MATERIALIZED] (SELECT …)`
    case query(name: String, columns: [String], SelectUnion, isMaterialized: Bool)
}

package struct GroupBy: Sendable, Hashable {
    package enum Keys: Sendable, Hashable {
        /// `GROUP BY ALL`
        case all
        case expressions([Expression])
        case rollup([Expression])
        case cube([Expression])
        case groupingSets([[Expression]])
        /// `WITH TOTALS` without `GROUP BY`
        case none
    }

    package var keys: Keys
    package var hasTotals = false

    package init(keys: Keys, hasTotals: Bool = false) {
        self.keys = keys
        self.hasTotals = hasTotals
    }
}

package enum OrderBy: Sendable, Hashable {
    case elements([OrderByElement])
    /// `ORDER BY ALL`
    case all(SortDirection, NullsPlacement?)
}

package enum SortDirection: Sendable, Hashable { case ascending, descending }

package enum NullsPlacement: Sendable, Hashable { case first, last }

package struct OrderByElement: Sendable, Hashable {
    package var expression: Expression
    package var direction: SortDirection
    /// As written; `nil` when it is not, which means last.
    package var nulls: NullsPlacement?
    package var collation: String?
    package var fill: WithFill?

    package init(
        _ expression: Expression, direction: SortDirection = .ascending, nulls: NullsPlacement? = nil,
        collation: String? = nil, fill: WithFill? = nil
    ) {
        self.expression = expression
        self.direction = direction
        self.nulls = nulls
        self.collation = collation
        self.fill = fill
    }
}

/// `WITH FILL FROM … TO … STEP … STALENESS …`
package struct WithFill: Sendable, Hashable {
    package var from: Expression?
    package var to: Expression?
    package var step: Expression?
    package var staleness: Expression?

    package init(
        from: Expression? = nil, to: Expression? = nil, step: Expression? = nil, staleness: Expression? = nil
    ) {
        self.from = from
        self.to = to
        self.step = step
        self.staleness = staleness
    }
}

/// `INTERPOLATE`; without parentheses it has no elements and means every column.
package struct Interpolate: Sendable, Hashable {
    package struct Element: Sendable, Hashable {
        package var column: String
        /// `AS expression`; the column itself when it is not written.
        package var expression: Expression
    }

    package var elements: [Element]?
}

/// `LIMIT count OFFSET offset BY keys`
package struct LimitBy: Sendable, Hashable {
    package var count: Expression
    package var offset: Expression?
    /// `nil` for `BY ALL`.
    package var keys: [Expression]?
}

/// `LIMIT count OFFSET offset WITH TIES`
package struct Limit: Sendable, Hashable {
    /// `nil` for `OFFSET` alone.
    package var count: Expression?
    package var offset: Expression?
    package var hasTies = false

    package init(count: Expression?, offset: Expression? = nil, hasTies: Bool = false) {
        self.count = count
        self.offset = offset
        self.hasTies = hasTies
    }
}
