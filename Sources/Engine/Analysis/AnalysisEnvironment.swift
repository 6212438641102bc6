import Columns
import Errors
import Functions
import SQLSyntax
import Storage

/// What a name after FROM stands for.
enum ResolvedTable {
    case table(any Table, database: String, name: String)
    /// A view's text; it is analysed where it is used.
    case view(SelectUnion, columns: [ColumnHeader], database: String, name: String)
}

/// What the analyser asks of the world around a query.
protocol AnalysisEnvironment: AnyObject {
    var context: QueryContext { get }
    /// The value of a setting that changes what a query means, as text; `nil` for ClickHouse's default.
    func setting(_ name: String) -> String?
    /// A `{name:Type}` parameter's text; `nil` when the request has none of that name.
    func parameter(_ name: String) -> String?
    /// Throws `UNKNOWN_TABLE`, `UNKNOWN_DATABASE`.
    func resolve(_ name: TableName) throws(QueryError) -> ResolvedTable

    /// A condition that every read of the table obeys, whatever the query says; `nil` for none.
    func rowCondition(database: String, table: String, columns: [String]) throws(QueryError) -> Expression?
    /// Throws where the reader may not learn how many rows a table has, which `what` would tell.
    func authoriseTotals(_ what: String) throws(QueryError)
    /// The table that a table function gives.
    func tableFunction(_ call: FunctionCall, _ arguments: TableFunctionArguments) throws(QueryError) -> any Table
    /// A function made by CREATE FUNCTION.
    func userFunction(_ name: String) -> SQLSyntax.Lambda?
    /// Runs a subquery now and gives its rows, at most `limit`; for scalars.
    func run(_ plan: AnalysedQuery, limit: Int) throws(QueryError) -> Block
}

/// A query ready to be run: fill the sets, in order, then run the plan.
package struct AnalysedQuery: Sendable {
    package var plan: PlanNode
    package var columns: [PlanColumn]
    /// The right sides of `IN (SELECT …)`.
    package var sets: [(set: ValueSet, query: AnalysedQuery)]
    /// Tables the query reads, for access checks and the log.
    package var tables: [String]

    package init(
        plan: PlanNode, columns: [PlanColumn], sets: [(set: ValueSet, query: AnalysedQuery)], tables: [String]
    ) {
        self.plan = plan
        self.columns = columns
        self.sets = sets
        self.tables = tables
    }
}
