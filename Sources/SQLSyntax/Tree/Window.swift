/// What follows `OVER`.
package enum WindowReference: Sendable, Hashable {
    /// `OVER w`
    case named(String)
    /// `OVER (…)`
    case inline(WindowSpecification)
}

/// `(parent PARTITION BY … ORDER BY … frame)`
package struct WindowSpecification: Sendable, Hashable {
    package var parent: String?
    package var partitionBy: [Expression] = []
    package var orderBy: [OrderByElement] = []
    /// `nil` when none is written.
    package var frame: WindowFrame?

    package init(
        parent: String? = nil, partitionBy: [Expression] = [], orderBy: [OrderByElement] = [], frame: WindowFrame? = nil
    ) {
        self.parent = parent
        self.partitionBy = partitionBy
        self.orderBy = orderBy
        self.frame = frame
    }
}

/// `ROWS BETWEEN begin AND end`
package struct WindowFrame: Sendable, Hashable {
    package enum Unit: Sendable, Hashable { case rows, range, groups }

    package enum Bound: Sendable, Hashable {
        case unboundedPreceding, unboundedFollowing, currentRow
        case preceding(Expression), following(Expression)
    }

    package var unit: Unit
    package var begin: Bound
    package var end: Bound

    package init(unit: Unit, begin: Bound, end: Bound) {
        self.unit = unit
        self.begin = begin
        self.end = end
    }
}

/// `WINDOW name AS (…)`
package struct WindowDefinition: Sendable, Hashable {
    package var name: String
    package var specification: WindowSpecification

    package init(name: String, specification: WindowSpecification) {
        self.name = name
        self.specification = specification
    }
}
