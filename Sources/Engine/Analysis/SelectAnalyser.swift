import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Analyses one SELECT. Expressions are bound over the columns of FROM; aggregates, windows and `arrayJoin` in them
/// become columns of their own, which nodes of the plan fill.
final class SelectAnalyser {
    let analyser: Analyser
    let query: SelectQuery
    var with: WithScope
    var scope = Scope()
    var plan: PlanNode = .rows(Block([], rowCount: 1), [])
    /// The columns that `plan` gives.
    var available: [PlanColumn] = []

    // What binding has found, by the key of the expression.
    var aggregates: [(key: String, call: AggregateNode.Call)] = []
    var windows: [WindowGroup] = []
    var arrayJoins: [(key: String, output: PlanColumn, array: BoundExpression)] = []
    var groupings: [(key: String, output: PlanColumn, arguments: [BoundExpression])] = []

    /// Columns that matchers stand for, by names that nothing else can have.
    var references: [String: BoundExpression] = [:]

    // Subqueries that use this query's columns, and what this query uses of the one around it.
    var outer: SelectAnalyser?
    var correlations: [Correlation] = []
    var subqueryJoins: [SubqueryJoin] = []
    /// The outer values in the answer, behind its own columns.
    var carried: [PlanColumn] = []
    /// FROM is analysed: subqueries can use its columns.
    var isFromKnown = false

    // Where binding is.
    /// With the aliases that each uses.
    var boundAliases: [String: (expression: BoundExpression, uses: Set<String>)] = [:]
    var aliasesInProgress: Set<String> = []
    /// The aliases that the expression being bound has come across.
    var usedAliases: Set<String> = []
    var isInsideAggregate = false
    var isInFilter = false
    var depth = 0

    init(_ analyser: Analyser, _ query: SelectQuery, with: WithScope) {
        self.analyser = analyser
        self.query = query
        self.with = with
    }

    func analyse() throws(QueryError) -> (PlanNode, [PlanColumn]) {
        try defineWith()
        if let from = query.from { try analyseFrom(from) }
        isFromKnown = true
        scope.aliases.merge(with.expressions) { own, _ in own }
        var collector = AliasCollector()
        collector.collect(query)
        try collector.check()
        scope.aliases.merge(collector.aliases) { _, own in own }

        let conditions = try bindConditions()
        let outputs = try expandProjection()
        var keys = try bindGroupKeys(outputs)
        let having = try query.having.map { (condition) throws(QueryError) in try bindCondition(condition) }
        let qualify = try query.qualify.map { (condition) throws(QueryError) in try bindCondition(condition) }
        let order = try bindOrder(outputs)
        let limitKeys = try bindLimitKeys(outputs)

        try joinDomain()
        try addCorrelations(to: &keys)
        let isAggregated = keys.isPresent || !aggregates.isEmpty
        let used = conditions + keys.expressions + aggregates.flatMap(\.call.arguments) + arrayJoins.map(\.array)
        var rest = conditions
        try takeJoinKeys(from: &rest)
        try applyEarlySubqueries(used, isAggregated: isAggregated)
        try applyArrayJoinsAndConditions(rest)
        let after = try applyAggregation(keys)
        try applyLateSubqueries(after)
        if let having { plan = .filter(plan, condition: try after.rewrite(having)) }
        try applyWindows(after)
        if let qualify { plan = .filter(plan, condition: try after.rewrite(qualify)) }
        return try applyProjection(outputs, order, limitKeys, after)
    }

    private func defineWith() throws(QueryError) {
        for definition in query.with {
            switch definition {
            case .expression(let expression, let name): with.expressions[name] = expression
            case .query(let name, let columns, let body, _):
                with.queries.append(
                    WithScope.Query(
                        name: name, columns: columns, query: body, visible: with.queries.count,
                        isRecursive: query.isRecursive && body.mentions(name)))
            }
        }
    }

    // MARK: - WHERE and PREWHERE

    private func bindConditions() throws(QueryError) -> [BoundExpression] {
        isInFilter = true
        defer { isInFilter = false }
        var conditions: [BoundExpression] = []
        for (clause, condition) in [("PREWHERE", query.prewhere), ("WHERE", query.where)] {
            guard let condition else { continue }
            if clause == "PREWHERE", query.from == nil {
                throw QueryError(.illegalPrewhere, "PREWHERE is only supported in SELECT from a table")
            }
            let bound = try bindCondition(condition)
            if let name = aggregateName(in: bound) {
                throw QueryError(
                    .illegalAggregation,
                    "Aggregate function \(name) is found in \(clause) in query. Aggregate functions are not allowed in "
                        + "WHERE and PREWHERE, because they are computed after filtering; use HAVING to filter by the "
                        + "result of an aggregation")
            }
            if windows.contains(where: { $0.calls.contains { uses(bound, $0.call.column.identifier) } }) {
                throw QueryError(.illegalAggregation, "Window function is found in \(clause) in query")
            }
            conditions.append(bound)
        }
        return conditions
    }

    func bindCondition(_ expression: SQLSyntax.Expression) throws(QueryError) -> BoundExpression {
        let bound = try bind(expression)
        let type = bound.type.unwrapped
        guard type.isNumber && !type.isDecimal || type == .nothing else {
            throw QueryError(
                .illegalTypeOfColumnForFilter,
                "Illegal type \(bound.type.name) of column for filter. Must be UInt8 or Nullable(UInt8)")
        }
        return bound
    }

    private func aggregateName(in expression: BoundExpression) -> String? {
        aggregates.first { uses(expression, $0.call.column.identifier) }?.call.column.name
    }

    private func uses(_ expression: BoundExpression, _ identifier: Int) -> Bool {
        var columns: Set<Int> = []
        expression.collectColumns(into: &columns)
        return columns.contains(identifier)
    }

    /// `arrayJoin` multiplies rows where it is used: before a condition that uses it, behind one that does not.
    private func applyArrayJoinsAndConditions(_ conditions: [BoundExpression]) throws(QueryError) {
        let isJoined = { [arrayJoins] (condition: BoundExpression) in
            arrayJoins.contains { self.uses(condition, $0.output.identifier) }
        }
        for condition in conditions where !isJoined(condition) { plan = .filter(plan, condition: condition) }
        for join in arrayJoins where aggregateName(in: join.array) == nil {
            plan = .arrayJoin(
                ArrayJoinNode(input: plan, arrays: [(output: join.output, array: join.array)], isLeft: false))
            available.append(join.output)
        }
        for condition in conditions where isJoined(condition) { plan = .filter(plan, condition: condition) }
    }

    // MARK: - Helpers of all parts

    func column(_ column: PlanColumn) -> BoundExpression { analyser.pool.column(column) }

    /// Adds computed columns to what the plan gives.
    func extend(_ computed: [ComputedColumn]) {
        guard !computed.isEmpty else { return }
        plan = .project(plan, available.map { ComputedColumn($0, column($0)) } + computed)
        available += computed.map(\.column)
    }

    /// A column of the plan with the value of `expression`: itself if it is one.
    func planned(_ expression: BoundExpression, _ name: String, _ computed: inout [ComputedColumn]) -> PlanColumn {
        if case .column(let identifier) = expression.node,
            let known = available.first(where: { $0.identifier == identifier })
        {
            return known
        }
        if let known = computed.first(where: { $0.expression === expression }) { return known.column }
        let column = analyser.newColumn(name, expression.type)
        computed.append(ComputedColumn(column, expression))
        return column
    }

    /// The text of the query for messages: `In scope SELECT …`.
    var scopeText: String { " In scope \(SelectUnion.select(query).singleLineText)" }
}
