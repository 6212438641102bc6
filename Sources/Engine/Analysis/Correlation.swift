import Columns
import Errors
import Functions
import SQLSyntax

/// A value of the query around a subquery that the subquery uses: inside it is a column of its own, which the
/// combinations of outer values fill.
struct Correlation {
    /// As it is written inside.
    let written: SQLSyntax.Expression
    /// Over the columns of the outer query.
    let outer: BoundExpression
    let column: PlanColumn
}

/// A subquery that uses columns of the query around it, taken apart: its value for each combination of outer values,
/// to be joined to the outer rows.
struct SubqueryJoin {
    let plan: PlanNode
    let keys: [(outer: BoundExpression, inner: PlanColumn)]
    let value: PlanColumn
    /// Joined to the rows of FROM; the others are joined behind GROUP BY.
    var isEarly = false
}

/// Inside a correlated subquery.
extension SelectAnalyser {
    /// The column that stands for a name of the query around; `nil` when there is none.
    func bindOuter(_ identifier: Identifier) throws(QueryError) -> BoundExpression? {
        guard let outer, outer.knows(identifier) else { return nil }
        let written = SQLSyntax.Expression.identifier(identifier)
        if let known = correlations.first(where: { $0.written == written }) { return column(known.column) }
        let value = try outer.bind(written)
        if value.constantValue != nil { return value }
        let column = analyser.newColumn(identifier.name, value.type)
        correlations.append(Correlation(written: written, outer: value, column: column))
        return self.column(column)
    }

    private func knows(_ identifier: Identifier) -> Bool {
        guard isFromKnown else { return false }
        if !scope.lookUp(identifier.parts).matches.isEmpty { return true }
        if let alias = scope.aliases[identifier.parts[0]] { return !alias.holdsAggregate }
        return outer?.knows(identifier) ?? false
    }

    /// Every combination of the outer values: the rows of the outer FROM, once more.
    private func domain(of outer: SelectAnalyser) throws(QueryError) -> PlanNode {
        let copy = SelectAnalyser(analyser, outer.query, with: outer.with)
        copy.outer = outer.outer
        if let from = outer.query.from { try copy.analyseFrom(from) }
        copy.scope.aliases = outer.scope.aliases
        copy.isFromKnown = true
        var computed: [ComputedColumn] = []
        for correlation in correlations {
            computed.append(ComputedColumn(correlation.column, try copy.bind(correlation.written)))
        }
        guard copy.aggregates.isEmpty, copy.windows.isEmpty, copy.subqueryJoins.isEmpty, copy.arrayJoins.isEmpty else {
            throw QueryError(
                .notImplemented,
                "A subquery that uses an aggregate or subquery of the query around it is not supported")
        }
        try copy.joinDomain()
        return .distinct(
            .project(copy.plan, computed), keys: computed.map(\.column.identifier), limit: nil)
    }

    /// Puts the combinations of outer values beside the rows of FROM.
    func joinDomain() throws(QueryError) {
        guard let outer, !correlations.isEmpty else { return }
        let columns = correlations.map(\.column)
        let node = JoinNode(
            left: plan, right: try domain(of: outer), kind: .cross, strictness: .all, columns: available + columns,
            usesNulls: false)
        plan = .join(node)
        available += columns
    }

    /// Groups go by the outer values, too.
    func addCorrelations(to keys: inout GroupKeys) throws(QueryError) {
        guard !correlations.isEmpty, keys.isPresent || !aggregates.isEmpty else { return }
        guard keys.sets == nil, !keys.hasTotals else {
            throw QueryError(
                .notImplemented, "Grouping sets and totals in a correlated subquery are not supported")
        }
        keys.isPresent = true
        for correlation in correlations {
            let expression = column(correlation.column)
            guard !keys.expressions.contains(where: { $0 === expression }) else { continue }
            keys.expressions.append(expression)
            keys.names.append(correlation.column.name)
        }
    }
}

/// Around a correlated subquery.
extension SelectAnalyser {
    func bindScalar(_ query: SelectUnion) throws(QueryError) -> BoundExpression {
        do throws(QueryError) {
            return try analyser.scalar(query, with: subqueryScope)
        } catch {
            guard mayBeCorrelated(error) else { throw error }
            let inner = try analyseInside(query)
            return try joined(try once(inner), inner)
        }
    }

    func bindExists(_ query: SelectUnion) throws(QueryError) -> BoundExpression {
        do throws(QueryError) {
            return try analyser.exists(query, with: subqueryScope)
        } catch {
            guard mayBeCorrelated(error) else { throw error }
            let inner = try analyseInside(query)
            return try member(of: inner.plan, inner, columns: [], operands: [])
        }
    }

    /// `operands IN (SELECT …)` with a subquery that uses columns of this query.
    func bindCorrelatedMembership(
        _ operands: [BoundExpression], _ query: SelectUnion, isNegated: Bool
    ) throws(QueryError) -> BoundExpression {
        let inner = try analyseInside(query)
        guard inner.columns.count == operands.count else {
            throw QueryError(
                .numberOfColumnsDoesntMatch,
                "Number of columns in section IN doesn't match. \(operands.count) at left, \(inner.columns.count) at "
                    + "right.")
        }
        var computed: [ComputedColumn] = inner.carried.map { ComputedColumn($0, column($0)) }
        var columns: [PlanColumn] = []
        var converted: [BoundExpression] = []
        for (operand, own) in zip(operands, inner.columns) {
            let type = try leastSupertype(of: [operand.type.unwrapped, own.type.unwrapped])
            let isNullable = own.type.withoutLowCardinality.isNullable
            let value = try analyser.cast(column(own), to: isNullable ? type.asNullable : type)
            let key = analyser.newColumn(own.name, value.type)
            computed.append(ComputedColumn(key, value))
            columns.append(key)
            let outerIsNullable = operand.type.withoutLowCardinality.isNullable
            converted.append(try analyser.cast(operand, to: outerIsNullable ? type.asNullable : type))
        }
        let found = try member(of: .project(inner.plan, computed), inner, columns: columns, operands: converted)
        var result = isNegated ? try analyser.call("not", [found]) : found
        if operands.count == 1, operands[0].type.withoutLowCardinality.isNullable {
            let null = try analyser.cast(analyser.nullLiteral, to: .nullable(.uint8))
            result = try analyser.call("if", [try analyser.call("isNull", [operands[0]]), null, result])
        }
        return result
    }

    func mayBeCorrelated(_ error: QueryError) -> Bool {
        error.code == .unknownIdentifier && isFromKnown
    }

    private typealias Inside = (
        plan: PlanNode, columns: [PlanColumn], carried: [PlanColumn], correlations: [Correlation]
    )

    private func analyseInside(_ query: SelectUnion) throws(QueryError) -> Inside {
        guard case .select(let select) = query else {
            throw QueryError(.notImplemented, "UNION in a correlated subquery is not supported")
        }
        let inner = SelectAnalyser(analyser, select, with: subqueryScope)
        inner.outer = self
        let (plan, columns) = try inner.analyse()
        return (plan, columns, inner.carried, inner.correlations)
    }

    /// The subquery's value for each combination of outer values: of several rows the first counts, as in ClickHouse.
    private func once(_ inner: Inside) throws(QueryError) -> (PlanNode, PlanColumn) {
        guard inner.columns.count == 1 else {
            throw QueryError(.notImplemented, "A correlated subquery of several columns is not supported as a value")
        }
        let own = inner.columns[0]
        let type = own.type.withoutLowCardinality.asNullable
        let value = analyser.newColumn(own.name, type)
        let carried = inner.carried.map { ComputedColumn($0, column($0)) }
        let computed = carried + [ComputedColumn(value, try analyser.cast(column(own), to: type))]
        return (.project(inner.plan, computed), value)
    }

    /// 1 where the subquery has a row for the outer values (and for `operands`, which meet its `columns`).
    private func member(
        of plan: PlanNode, _ inner: Inside, columns: [PlanColumn], operands: [BoundExpression]
    ) throws(QueryError) -> BoundExpression {
        let mark = analyser.newColumn("exists", .uint8)
        let one = analyser.pool.constant(.uint8([1]), type: .uint8)
        let kept = (inner.carried + columns).map { ComputedColumn($0, column($0)) }
        let rows = PlanNode.distinct(
            .project(plan, kept + [ComputedColumn(mark, one)]), keys: kept.map(\.column.identifier), limit: nil)
        return try joined((rows, mark), inner, keys: Array(zip(operands, columns)))
    }

    private func joined(
        _ subquery: (plan: PlanNode, value: PlanColumn), _ inner: Inside,
        keys: [(BoundExpression, PlanColumn)] = []
    ) throws(QueryError) -> BoundExpression {
        guard scope.parameters.isEmpty else {
            throw QueryError(.notImplemented, "A correlated subquery in a lambda is not supported")
        }
        var pairs: [(outer: BoundExpression, inner: PlanColumn)] = []
        for (correlation, carried) in zip(inner.correlations, inner.carried) {
            pairs.append((correlation.outer, carried))
        }
        for (operand, column) in keys { pairs.append((operand, column)) }
        subqueryJoins.append(SubqueryJoin(plan: subquery.plan, keys: pairs, value: subquery.value))
        return column(subquery.value)
    }

    // MARK: - The plan

    /// Joins the values of correlated subqueries that conditions, keys and aggregates need, or all of them where rows
    /// are not grouped.
    func applyEarlySubqueries(_ used: [BoundExpression], isAggregated: Bool) throws(QueryError) {
        var wanted: Set<Int> = []
        for expression in used { expression.collectColumns(into: &wanted) }
        for position in subqueryJoins.indices.reversed() {
            let join = subqueryJoins[position]
            guard !isAggregated || wanted.contains(join.value.identifier) else { continue }
            subqueryJoins[position].isEarly = true
            for key in join.keys { key.outer.collectColumns(into: &wanted) }
        }
        for join in subqueryJoins where join.isEarly { try apply(join) { $0 } }
    }

    func applyLateSubqueries(_ after: AfterAggregation) throws(QueryError) {
        for join in subqueryJoins where !join.isEarly { try apply(join, after.rewrite) }
    }

    private func apply(
        _ join: SubqueryJoin, _ rewrite: (BoundExpression) throws(QueryError) -> BoundExpression
    ) throws(QueryError) {
        var node = JoinNode(
            left: plan, right: join.plan, kind: .left, strictness: .any, columns: available + [join.value],
            usesNulls: false)
        let known = Set(available.map(\.identifier))
        for (outer, inner) in join.keys {
            let mine = try rewrite(outer)
            guard mine.columns.isSubset(of: known) else {
                throw QueryError(
                    .notImplemented, "A correlated subquery over arrayJoin or a window function is not supported")
            }
            node.keys += try matching(mine, column(inner))
        }
        plan = .join(node)
        available.append(join.value)
    }

    /// Pairs that are equal where both values are, NULL being equal to NULL.
    private func matching(
        _ outer: BoundExpression, _ inner: BoundExpression
    ) throws(QueryError) -> [(left: BoundExpression, right: BoundExpression)] {
        guard outer.type.withoutLowCardinality.isNullable || inner.type.withoutLowCardinality.isNullable else {
            return [(outer, inner)]
        }
        let standard = analyser.pool.constant(
            .defaults(of: outer.type.unwrapped, count: 1), type: outer.type.unwrapped)
        return [
            (try analyser.call("isNull", [outer]), try analyser.call("isNull", [inner])),
            (try analyser.call("ifNull", [outer, standard]), try analyser.call("ifNull", [inner, standard])),
        ]
    }
}
