import Errors

/// The table and the column of a query builder: `$__table`, `$__column`.
extension Macro {
    static let table = Macro(
        name: "table", argumentCounts: 0...0, summary: "The table of the query.",
        expansion: { (_, context) throws(QueryError) in try named(context.table, "table") })

    static let column = Macro(
        name: "column", argumentCounts: 0...0, summary: "The column of the query.",
        expansion: { (_, context) throws(QueryError) in try named(context.column, "column") })

    private static func named(_ value: String?, _ parameter: String) throws(QueryError) -> String {
        if let value, !value.isEmpty { return value }
        throw QueryError(.badRequestParameter, "Macro $__\(parameter) needs the parameter `\(parameter)`")
    }
}
