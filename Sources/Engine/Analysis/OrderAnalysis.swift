import Columns
import Errors
import Functions
import SQLSyntax

extension SelectAnalyser {
    func bindOrder(_ outputs: [Output]) throws(QueryError) -> [OrderItem] {
        switch query.orderBy {
        case nil: return []
        case .all(let direction, let nulls):
            let descending = direction == .descending
            let sort = Columns.SortDirection(isDescending: descending, nullsFirst: nulls == .first)
            return outputs.map { OrderItem(expression: $0.expression, direction: sort, fill: nil) }
        case .elements(let elements):
            var items: [OrderItem] = []
            for element in elements {
                try refuseCollation(element)
                let output = try positional(element.expression, outputs, in: "ORDER BY")
                let expression: BoundExpression
                if let output { expression = output.expression } else { expression = try bind(element.expression) }
                try analyser.environment.refuseMixedOrder([expression.type])
                items.append(OrderItem(expression: expression, direction: direction(of: element), fill: element.fill))
            }
            return items
        }
    }

    func refuseCollation(_ element: OrderByElement) throws(QueryError) {
        if let collation = element.collation {
            throw QueryError(.notImplemented, "COLLATE '\(collation)' is not supported")
        }
    }

    func direction(of element: OrderByElement) -> Columns.SortDirection {
        Columns.SortDirection(isDescending: element.direction == .descending, nullsFirst: element.nulls == .first)
    }

    func bindLimitKeys(_ outputs: [Output]) throws(QueryError) -> [BoundExpression] {
        guard let limitBy = query.limitBy else { return [] }
        guard let written = limitBy.keys else { return outputs.map(\.expression) }
        var keys: [BoundExpression] = []
        for key in written {
            if let output = try positional(key, outputs, in: "LIMIT BY") {
                keys.append(output.expression)
            } else {
                keys.append(try bind(key))
            }
        }
        return keys
    }

    // MARK: - The plan

    /// SELECT, DISTINCT, ORDER BY, LIMIT BY and LIMIT, in the order in which they happen.
    func applyProjection(
        _ outputs: [Output], _ order: [OrderItem], _ limitKeys: [BoundExpression], _ after: AfterAggregation
    ) throws(QueryError) -> (PlanNode, [PlanColumn]) {
        try applyLateArrayJoins(after)
        var computed: [ComputedColumn] = []
        var shown: [PlanColumn] = []
        for output in outputs {
            // Equal outputs are one column; each keeps its own name at the end.
            let expression = try after.rewrite(output.expression)
            shown.append(projected(expression, output.name, &computed))
        }
        var items: [SortItem] = []
        for item in order {
            let column = projected(try after.rewrite(item.expression), "order", &computed)
            items.append(SortItem(column: column.identifier, direction: item.direction))
        }
        var keys: [Int] = []
        for key in limitKeys {
            keys.append(projected(try after.rewrite(key), "key", &computed).identifier)
        }
        var outer: [PlanColumn] = []
        for correlation in correlations {
            outer.append(projected(try after.rewrite(column(correlation.column)), correlation.column.name, &computed))
        }
        plan = .project(plan, computed)
        available = computed.map(\.column)
        if query.isDistinct {
            let wanted = order.isEmpty && query.limitBy == nil && outer.isEmpty ? try rowsNeeded() : nil
            plan = .distinct(plan, keys: unique((shown + outer).map(\.identifier)), limit: wanted)
        }
        try applyOrderAndLimits(order, items, keys, outputs, shown, outer.map(\.identifier))
        let answer = zip(outputs, shown).map { output, column in
            ComputedColumn(analyser.newColumn(output.name, column.type), self.column(column))
        }
        let behind = outer.map { ComputedColumn(analyser.newColumn($0.name, $0.type), self.column($0)) }
        carried = behind.map(\.column)
        return (.project(plan, answer + behind), answer.map(\.column))
    }

    private func applyOrderAndLimits(
        _ order: [OrderItem], _ items: [SortItem], _ limitKeys: [Int], _ outputs: [Output], _ shown: [PlanColumn],
        _ outer: [Int]
    ) throws(QueryError) {
        let slice = try bindSlice()
        let limit = slice == nil ? try bindLimit() : nil
        let hasFill = order.contains { $0.fill != nil }
        guard outer.isEmpty || !hasFill && slice == nil && limit?.ties == nil else {
            throw QueryError(.notImplemented, "WITH FILL and WITH TIES in a correlated subquery are not supported")
        }
        if !items.isEmpty {
            let isBounded = limitKeys.isEmpty && outer.isEmpty && !hasFill && !(limit?.ties != nil)
            var rows: Int?
            if isBounded, let limit, let count = limit.count {
                let (sum, overflows) = count.addingReportingOverflow(limit.offset)
                rows = overflows ? nil : sum
            }
            plan = .sort(SortNode(input: plan, items: items, limit: rows))
        }
        if hasFill { plan = .fill(try fillNode(order, items, outputs, shown)) }
        if let limitBy = query.limitBy {
            let count = try limitNumber(limitBy.count)
            let offset = try limitBy.offset.map { (offset) throws(QueryError) in try limitNumber(offset) } ?? 0
            plan = .limitBy(plan, keys: outer + limitKeys, offset: offset, count: count)
        }
        if let slice { plan = .slice(plan, offset: slice.offset, count: slice.count) }
        if let limit, !outer.isEmpty {
            plan = .limitBy(plan, keys: outer, offset: limit.offset, count: limit.count ?? .max)
        } else if var limit {
            if limit.ties != nil {
                guard !items.isEmpty else {
                    throw QueryError(.limitByWithTiesIsNotSupported, "LIMIT WITH TIES needs ORDER BY")
                }
                limit.ties = items
            }
            limit.input = plan
            plan = .limit(limit)
        }
    }

    private func unique(_ identifiers: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return identifiers.filter { seen.insert($0).inserted }
    }

    private func projected(
        _ expression: BoundExpression, _ name: String, _ computed: inout [ComputedColumn]
    ) -> PlanColumn {
        if let known = computed.first(where: { $0.expression === expression }) { return known.column }
        let column = analyser.newColumn(name, expression.type)
        computed.append(ComputedColumn(column, expression))
        return column
    }

    /// `arrayJoin` over aggregates: behind GROUP BY.
    private func applyLateArrayJoins(_ after: AfterAggregation) throws(QueryError) {
        guard after.isAggregated else { return }
        for join in arrayJoins where !available.contains(where: { $0.identifier == join.output.identifier }) {
            var columns: Set<Int> = []
            join.array.collectColumns(into: &columns)
            guard aggregates.contains(where: { columns.contains($0.call.column.identifier) }) else { continue }
            let array = try after.rewrite(join.array)
            plan = .arrayJoin(ArrayJoinNode(input: plan, arrays: [(join.output, array)], isLeft: false))
            available.append(join.output)
        }
    }

    // MARK: - Limits

    private func bindLimit() throws(QueryError) -> LimitNode? {
        guard let limit = query.limit else { return nil }
        let count = try limit.count.map { (count) throws(QueryError) in try limitNumber(count) }
        let offset = try limit.offset.map { (offset) throws(QueryError) in try limitNumber(offset) } ?? 0
        return LimitNode(input: plan, offset: offset, count: count, ties: limit.hasTies ? [] : nil)
    }

    /// A LIMIT or OFFSET that is negative or a fraction; `nil` for the usual ones.
    private func bindSlice() throws(QueryError) -> (offset: RowAmount, count: RowAmount?)? {
        guard let limit = query.limit else { return nil }
        let count = try limit.count.map { (count) throws(QueryError) in try amount(count) }
        let offset = try limit.offset.map { (offset) throws(QueryError) in try amount(offset) } ?? .first(0)
        func isUsual(_ amount: RowAmount?) -> Bool {
            if case .first? = amount { true } else { amount == nil }
        }
        if isUsual(count), isUsual(offset) { return nil }
        guard !limit.hasTies else {
            throw QueryError(.notImplemented, "Negative and fractional LIMIT WITH TIES is not supported")
        }
        if case .fraction? = count, case .last = offset {
            throw QueryError(.notImplemented, "Fractional LIMIT is not supported with negative OFFSET yet")
        }
        return (offset, count)
    }

    private func amount(_ expression: SQLSyntax.Expression) throws(QueryError) -> RowAmount {
        let (column, type) = try constant(expression, for: "LIMIT")
        switch column.value(at: 0) {
        case .int64(let number) where number < 0: return .last(Int(clamping: number.magnitude))
        case .float64(let number) where type.unwrapped.isFloat:
            if number > 0, number < 1 { return .fraction(number) }
            guard number >= 0, number < 9e18, number.rounded() == number else { break }
            return .first(Int(number))
        default: break
        }
        return .first(try limitNumber(expression))
    }

    /// Rows that a LIMIT lets through, where nothing else needs more.
    private func rowsNeeded() throws(QueryError) -> Int? {
        guard try bindSlice() == nil, let limit = try bindLimit(), limit.ties == nil, let count = limit.count else {
            return nil
        }
        let (sum, overflows) = count.addingReportingOverflow(limit.offset)
        return overflows ? nil : sum
    }

    private func limitNumber(_ expression: SQLSyntax.Expression) throws(QueryError) -> Int {
        let (column, type) = try constant(expression, for: "LIMIT")
        let refusal = QueryError(
            .invalidLimitExpression,
            "The value \(column.value(at: 0).literal) of \(expression.columnName) expression is not "
                + "representable as UInt64"
        )
        if case .float64(let number) = column.value(at: 0), number >= 0, number < 9e18, number.rounded() == number {
            return Int(number)
        }
        guard type.unwrapped.isInteger || type == .bool else { throw refusal }
        guard let number: UInt64 = column.value(at: 0).exactInteger() else { throw refusal }
        return Int(clamping: number)
    }

    // MARK: - WITH FILL

    private func fillNode(
        _ order: [OrderItem], _ items: [SortItem], _ outputs: [Output], _ shown: [PlanColumn]
    ) throws(QueryError) -> FillNode {
        var filled: [FillNode.Item] = []
        for (item, sort) in zip(order, items) {
            guard let fill = item.fill else {
                filled.append(FillNode.Item(sort: sort, from: nil, to: nil, step: nil, staleness: nil, isFilled: false))
                continue
            }
            filled.append(
                FillNode.Item(
                    sort: sort, from: try fill.from.map { (bound) throws(QueryError) in try bind(bound) },
                    to: try fill.to.map { (bound) throws(QueryError) in try bind(bound) },
                    step: try fill.step.map { (bound) throws(QueryError) in try bind(bound) },
                    staleness: try fill.staleness.map { (bound) throws(QueryError) in try bind(bound) },
                    isFilled: true))
        }
        let interpolations = try bindInterpolations(outputs, shown, items)
        return FillNode(input: plan, items: filled, interpolations: interpolations)
    }

    /// INTERPOLATE's expressions see the columns of the answer, as they are in the row before.
    private func bindInterpolations(
        _ outputs: [Output], _ shown: [PlanColumn], _ items: [SortItem]
    ) throws(QueryError) -> [ComputedColumn] {
        guard let interpolate = query.interpolate else { return [] }
        let sorted = Set(items.map(\.column))
        guard let elements = interpolate.elements else {
            return shown.filter { !sorted.contains($0.identifier) }.map { ComputedColumn($0, column($0)) }
        }
        let binder = SelectAnalyser(analyser, SelectQuery(projection: []), with: with)
        binder.scope.columns = zip(outputs, shown).map {
            ScopeColumn(
                column: $1, name: $0.name, table: nil, database: nil, displayName: $0.name, isHidden: false,
                expression: nil)
        }
        var result: [ComputedColumn] = []
        for element in elements {
            guard let place = outputs.firstIndex(where: { $0.name == element.column }) else {
                throw QueryError(
                    .unknownIdentifier, "INTERPOLATE names column \(element.column), which is not in SELECT")
            }
            guard !sorted.contains(shown[place].identifier) else {
                throw QueryError(
                    .invalidWithFillExpression, "Column \(element.column) is in ORDER BY: it cannot be interpolated")
            }
            let bound = try binder.bind(element.expression)
            result.append(ComputedColumn(shown[place], try analyser.cast(bound, to: shown[place].type)))
        }
        return result
    }
}
