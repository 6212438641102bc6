/// One `SELECT`, or several joined by `UNION`, `INTERSECT` and `EXCEPT`.
package indirect enum SelectUnion: Sendable, Hashable {
    case select(SelectQuery)
    /// Two or more parts with one operator, left to right: `a UNION ALL b UNION ALL c` is one node of three parts.
    case combined(SetOperator, [SelectUnion])

    /// Every `SELECT` in it, left to right.
    package var queries: [SelectQuery] {
        switch self {
        case .select(let query): [query]
        case .combined(_, let parts): parts.flatMap(\.queries)
        }
    }
}

package enum SetOperator: Sendable, Hashable {
    /// `UNION` without a word: what it means is the setting `union_default_mode`.
    case union
    case unionAll, unionDistinct
    /// `EXCEPT` and `EXCEPT ALL`; likewise `INTERSECT`.
    case except, exceptDistinct, intersect, intersectDistinct
}
