import Errors

/// Bounds of one query, from its settings; 0 means none.
package struct QueryLimits: Hashable, Sendable {
    /// What happens at a bound.
    package enum Overflow: Hashable, Sendable {
        case `throw`
        /// The query ends there, with what it has.
        case `break`
    }

    /// `max_rows_to_read`, `max_bytes_to_read`, `read_overflow_mode`
    package var readRowsMax = 0
    package var readBytesMax = 0
    package var readOverflow = Overflow.throw
    /// `max_result_rows`, `max_result_bytes`, `result_overflow_mode`
    package var resultRowsMax = 0
    package var resultBytesMax = 0
    package var resultOverflow = Overflow.throw
    /// `max_rows_to_group_by`: keys of one aggregation.
    package var groupsMax = 0
    /// `max_rows_to_sort`, `max_bytes_to_sort`
    package var sortRowsMax = 0
    package var sortBytesMax = 0
    /// `max_rows_in_join`, `max_bytes_in_join`: of the right side.
    package var joinRowsMax = 0
    package var joinBytesMax = 0
    /// `max_rows_in_distinct`
    package var distinctRowsMax = 0
    /// `max_execution_time`
    package var executionMillisecondsMax: Int64 = 0
    /// `max_bytes_before_external_group_by`, `max_bytes_before_external_sort` and their ratios: what an operator holds
    /// before it goes to disk; `nil` for never.
    package var groupSpillBytes: Int?
    package var sortSpillBytes: Int?
    /// `max_memory_usage`
    package var memoryBytesMax = 0

    package init() {}

    /// Throws `code` where `amount` is above `bound`: `what` is read in "Limit for … exceeded".
    package static func check(
        rows amount: Int, max bound: Int, _ what: String, _ code: ErrorCode
    ) throws(QueryError) {
        guard bound > 0, amount > bound else { return }
        throw QueryError(
            code,
            "Limit for \(what) exceeded, max rows: \(readableQuantity(bound)), "
                + "current rows: \(readableQuantity(amount))")
    }

    package static func check(
        bytes amount: Int, max bound: Int, _ what: String, _ code: ErrorCode
    ) throws(QueryError) {
        guard bound > 0, amount > bound else { return }
        throw QueryError(
            code,
            "Limit for \(what) exceeded, max bytes: \(readableSize(bound)), current bytes: \(readableSize(amount))")
    }
}

/// `1.23 thousand`, as ClickHouse's messages write numbers.
func readableQuantity(_ number: Int) -> String {
    scaled(number, by: 1000, [" ", " thousand", " million", " billion", " trillion", " quadrillion"])
        .trimmingTrailingSpace
}

/// `1.23 KiB`
func readableSize(_ bytes: Int) -> String {
    scaled(bytes, by: 1024, [" B", " KiB", " MiB", " GiB", " TiB", " PiB"])
}

private func scaled(_ number: Int, by base: Double, _ units: [String]) -> String {
    var value = Double(number)
    var unit = 0
    while value >= base, unit + 1 < units.count {
        value /= base
        unit += 1
    }
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)" + units[unit]
}

extension String {
    fileprivate var trimmingTrailingSpace: String { hasSuffix(" ") ? String(dropLast()) : self }
}
