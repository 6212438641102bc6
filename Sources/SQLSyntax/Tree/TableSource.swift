/// What follows `FROM`: tables and the joins between them, as a left-deep tree in the order of the text.
package indirect enum TableSource: Sendable, Hashable {
    case table(TableElement)
    case join(Join)
    case arrayJoin(ArrayJoin)
}

/// One table of a `FROM`.
package struct TableElement: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case name(TableName)
        case function(FunctionCall)
        case subquery(SelectUnion)
    }

    package var kind: Kind
    package var alias: String?
    /// `AS t (a, b)`
    package var columnAliases: [String] = []
    package var isFinal = false
    package var sample: Sample?

    package init(_ kind: Kind, alias: String? = nil) {
        self.kind = kind
        self.alias = alias
    }
}

/// `SAMPLE size OFFSET offset`
package struct Sample: Sendable, Hashable {
    package var size: SampleRatio
    package var offset: SampleRatio?
}

/// `1/10`; `0.5` is `5/10`. A denominator of 1 with a numerator above 1 is a number of rows.
package struct SampleRatio: Sendable, Hashable {
    package var numerator: UInt64
    /// - Invariant: not zero.
    package var denominator: UInt64

    package init(numerator: UInt64, denominator: UInt64) {
        self.numerator = numerator
        self.denominator = denominator
    }
}

/// `left JOIN right`. A parenthesised join is a subquery `SELECT * FROM …`, as in ClickHouse: the right side is one
/// table.
package struct Join: Sendable, Hashable {
    package enum Kind: Sendable, Hashable { case inner, left, right, full, cross, comma, paste }
    /// `nil` strictness means none is written (`join_default_strictness`).
    package enum Strictness: Sendable, Hashable { case any, all, asof, semi, anti }

    package enum Constraint: Sendable, Hashable {
        case on(Expression)
        case using([Expression])
        /// `USING *`
        case usingAll
        /// `NATURAL JOIN`
        case natural
    }

    package var left: TableSource
    package var right: TableElement
    package var kind: Kind
    package var strictness: Strictness?
    package var isGlobal = false
    package var constraint: Constraint?
}

/// `[LEFT] ARRAY JOIN expressions`
package struct ArrayJoin: Sendable, Hashable {
    package var source: TableSource
    package var isLeft: Bool
    package var expressions: [Expression]
}
