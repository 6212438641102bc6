import Errors

/// The settings `limit`, `offset` and `page`: a second LIMIT and OFFSET, over those that the query has itself.
struct ResultSlice {
    private var limit: Double
    private let offset: Double

    init(_ environment: any AnalysisEnvironment) throws(QueryError) {
        func number(_ name: String) -> Double { environment.setting(name).flatMap { Double($0) } ?? 0 }
        limit = number("limit")
        let page = number("page")
        let offset = number("offset")
        guard page != 0 else {
            self.offset = offset
            return
        }
        guard limit != 0 else {
            throw QueryError(
                .badArguments,
                "Setting `page` requires `limit` to be set (got page=\(Self.text(page)), limit=0)")
        }
        guard offset == 0 else {
            throw QueryError(
                .badArguments,
                "Setting `page` cannot be combined with `offset` (got page=\(Self.text(page)), "
                    + "offset=\(Self.text(offset)))")
        }
        guard limit > 0 else {
            throw QueryError(
                .badArguments,
                "Setting `page` cannot be combined with a negative `limit` (got page=\(Self.text(page)), "
                    + "limit=\(Self.text(limit))). Use a positive `limit` with `page` for pagination, or a negative "
                    + "`limit` alone for tail selection.")
        }
        if page > 0 {
            self.offset = (page - 1) * limit
        } else {
            // Pages from the end.
            self.offset = (page + 1) * limit
            limit = -limit
        }
    }

    func applied(to plan: PlanNode) throws(QueryError) -> PlanNode {
        guard limit != 0 || offset != 0 else { return plan }
        let count: RowAmount? = limit == 0 ? nil : try amount(limit, "LIMIT")
        let skipped = try amount(offset, "OFFSET")
        if case .fraction? = count, case .last = skipped {
            throw QueryError(.notImplemented, "Fractional LIMIT is not supported with negative OFFSET yet")
        }
        guard case .first(let rows) = skipped else { return .slice(plan, offset: skipped, count: count) }
        switch count {
        case nil: return .limit(LimitNode(input: plan, offset: rows, count: nil, ties: nil))
        case .first(let most): return .limit(LimitNode(input: plan, offset: rows, count: most, ties: nil))
        default: return .slice(plan, offset: skipped, count: count)
        }
    }

    private func amount(_ number: Double, _ clause: String) throws(QueryError) -> RowAmount {
        if number > 0, number < 1 { return .fraction(number) }
        guard number.rounded() == number, number > -9e18, number < 1.8446744073709552e19 else {
            throw QueryError(
                .invalidLimitExpression,
                "The value \(Self.text(number)) of \(clause) expression is not representable as UInt64 or Int64 or "
                    + "Float64 in the range (0, 1)")
        }
        return number < 0 ? .last(Int(-number)) : .first(number < 9e18 ? Int(number) : .max)
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}
