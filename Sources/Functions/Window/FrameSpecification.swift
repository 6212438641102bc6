import Columns

/// A window's frame, offsets computed.
package struct FrameSpecification: Hashable, Sendable {
    package enum Unit: Hashable, Sendable { case rows, range, groups }

    package enum Bound: Hashable, Sendable {
        case unboundedPreceding, currentRow, unboundedFollowing
        /// Rows or groups, or an amount in the order key's own ticks (RANGE); never negative.
        case preceding(Value), following(Value)
    }

    package let unit: Unit
    package let begin: Bound
    package let end: Bound

    package init(unit: Unit, begin: Bound, end: Bound) {
        self.unit = unit
        self.begin = begin
        self.end = end
    }

    /// What a window with ORDER BY has when nothing is written.
    package static let standard = FrameSpecification(
        unit: .range, begin: .unboundedPreceding, end: .currentRow)
}
