import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// Turns a syntax tree into a plan: names, types, aggregates, windows. One analyser serves one statement, so that the
/// identifiers of its columns are unique.
final class Analyser {
    let environment: any AnalysisEnvironment
    let pool = ExpressionPool()
    /// The right sides of `IN (SELECT …)` so far, in the order in which they must be filled.
    var sets: [(set: ValueSet, query: AnalysedQuery)] = []
    private var tables: [String] = []
    private var lastIdentifier: Int
    /// Subqueries whose value is known, so that one text is run once.
    private var scalars: [SelectUnion: BoundExpression] = [:]
    /// The rows of recursive queries of WITH, each run once.
    var recursions: [SelectUnion: RowsTable] = [:]
    private var depth = 0

    /// Identifiers begin behind `firstIdentifier`: those up to it belong to the caller.
    init(_ environment: any AnalysisEnvironment, firstIdentifier: Int = 0) {
        self.environment = environment
        lastIdentifier = firstIdentifier
    }

    var context: QueryContext { environment.context }

    /// The plan of a whole query.
    func analyse(_ query: SelectUnion) throws(QueryError) -> AnalysedQuery {
        let (plan, columns) = try analyse(query, with: WithScope())
        return AnalysedQuery(plan: plan, columns: columns, sets: sets, tables: tables)
    }

    /// The plan of a query that is a statement, or gives one its rows: `limit`, `offset` and `page` as settings hold
    /// for it.
    func analyseStatement(_ query: SelectUnion) throws(QueryError) -> AnalysedQuery {
        var analysed = try analyse(query)
        analysed.plan = try ResultSlice(environment).applied(to: analysed.plan)
        return analysed
    }

    func newColumn(_ name: String, _ type: DataType) -> PlanColumn {
        lastIdentifier += 1
        return PlanColumn(identifier: lastIdentifier, name: name, type: type)
    }

    /// Inside another query.
    var isNested: Bool { depth > 1 }

    /// Subqueries so far: those without a name are called after their number.
    var subqueryCount = 0
    /// The arguments of the parameterised view that is analysed now; `nil` outside of such.
    var viewArguments: [String: String]?

    func noteTable(_ name: String) { if !tables.contains(name) { tables.append(name) } }

    func flag(_ setting: String, default fallback: Bool) -> Bool {
        environment.setting(setting).map { $0 == "1" || $0.lowercased() == "true" } ?? fallback
    }

    /// Analyses `query` where the common table expressions of `with` are visible.
    func analyse(_ query: SelectUnion, with: WithScope) throws(QueryError) -> (PlanNode, [PlanColumn]) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else {
            throw QueryError(.tooDeepSubqueries, "Too deep subqueries. Maximum: 100")
        }
        switch query {
        case .select(let select): return try SelectAnalyser(self, select, with: with).analyse()
        case .combined(let setOperator, let parts): return try combine(setOperator, parts, with: with)
        }
    }

    // MARK: - Expressions made by the analyser itself

    func function(_ name: String) throws(QueryError) -> any ScalarFunction.Type {
        guard let function = FunctionRegistry.scalar(named: name) else {
            throw QueryError(.unknownFunction, "Function with name `\(name)` does not exist")
        }
        return function
    }

    func call(_ name: String, _ arguments: [BoundExpression]) throws(QueryError) -> BoundExpression {
        try pool.call(try function(name), arguments, in: context)
    }

    func text(_ text: String) -> BoundExpression { pool.constant(.string(StringColumn([text])), type: .string) }

    func cast(_ expression: BoundExpression, to type: DataType) throws(QueryError) -> BoundExpression {
        expression.type == type ? expression : try call("_CAST", [expression, text(type.name)])
    }

    // MARK: - Scalar subqueries

    /// The value of a subquery that stands where an expression does: run now, once.
    func scalar(_ query: SelectUnion, with: WithScope) throws(QueryError) -> BoundExpression {
        if let known = scalars[query] { return known }
        let result = try run(query, with: with, limit: 2)
        guard result.block.rowCount <= 1 else {
            throw QueryError(.incorrectResultOfScalarSubquery, "Scalar subquery returned more than one row")
        }
        let types = result.columns.map(\.type)
        let expression: BoundExpression
        if result.block.rowCount == 0 {
            let type = types.count == 1 ? types[0].withoutLowCardinality.asNullable : .nullable(.nothing)
            expression = pool.constant(.defaults(of: type, count: 1), type: type)
        } else if types.count == 1 {
            let column = result.block.columns[0].column.materialised.withoutLowCardinality
            let plain = pool.constant(column, type: types[0].withoutLowCardinality)
            expression = try cast(plain, to: plain.type.asNullable)
        } else {
            let elements = result.columns.map { TupleElement($0.name, $0.type) }
            let isNamed = Set(elements.map(\.name)).count == elements.count
            let columns = result.block.columns.map(\.column.materialised)
            expression = pool.constant(
                .tuple(TupleColumn(elements: columns, count: 1)),
                type: .tuple(isNamed ? elements : elements.map { TupleElement(nil, $0.type) }))
        }
        scalars[query] = expression
        return expression
    }

    func exists(_ query: SelectUnion, with: WithScope) throws(QueryError) -> BoundExpression {
        let rows = try run(query, with: with, limit: 1).block.rowCount
        return pool.constant(.uint8([rows > 0 ? 1 : 0]), type: .uint8)
    }

    /// The rows of a query, run now.
    func rows(of query: SelectUnion, with: WithScope) throws(QueryError) -> (block: Block, columns: [PlanColumn]) {
        try run(query, with: with, limit: .max)
    }

    private func run(
        _ query: SelectUnion, with: WithScope, limit: Int
    ) throws(QueryError) -> (block: Block, columns: [PlanColumn]) {
        let before = sets
        sets = []
        defer { sets = before }
        let (plan, columns) = try analyse(query, with: with)
        let limited = PlanNode.limit(LimitNode(input: plan, offset: 0, count: limit, ties: nil))
        let analysed = AnalysedQuery(plan: limited, columns: columns, sets: sets, tables: tables)
        return (try environment.run(analysed, limit: limit), columns)
    }

    /// A set to be filled with the rows of `query` before the main plan runs.
    func set(
        of query: SelectUnion, with: WithScope, as types: ([DataType]) throws(QueryError) -> [DataType]
    ) throws(QueryError) -> ValueSet {
        let before = sets
        sets = []
        let analysedQuery: (plan: PlanNode, columns: [PlanColumn])
        do throws(QueryError) {
            analysedQuery = try analyse(query, with: with)
        } catch {
            sets = before
            throw error
        }
        let (plan, columns) = analysedQuery
        let inner = sets
        sets = before
        let wanted = try types(columns.map(\.type))
        var computed: [ComputedColumn] = []
        for (column, type) in zip(columns, wanted) {
            let value = try cast(pool.column(column), to: type)
            computed.append(ComputedColumn(newColumn(column.name, type), value))
        }
        let set = ValueSet(types: wanted)
        let analysed = AnalysedQuery(
            plan: .project(plan, computed), columns: computed.map(\.column), sets: inner, tables: [])
        sets.append((set, analysed))
        return set
    }
}

/// What WITH defines, seen by a query and by the subqueries inside it.
struct WithScope {
    struct Query {
        let name: String
        let columns: [String]
        let query: SelectUnion
        /// How many definitions precede it: its own text sees only those.
        let visible: Int
        /// `WITH RECURSIVE`, and its text names itself.
        var isRecursive = false
    }

    var queries: [Query] = []
    /// The rows of the round before, inside the step of a recursive query.
    var tables: [String: RowsTable] = [:]
    var expressions: [String: SQLSyntax.Expression] = [:]

    func query(named name: String) -> Query? { queries.last { $0.name == name } }

    /// What the text of `query` sees: the definitions before its own.
    func inside(_ query: Query) -> WithScope {
        var scope = self
        scope.queries = Array(queries.prefix(query.visible))
        return scope
    }
}
