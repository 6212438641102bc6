import Errors

/// The macros of Altinity's plugin that write a statement:
/// `$columns(key, value) FROM …`, `$rate(value, …) FROM …`.
extension StatementMacro {
    static let altinityColumns = StatementMacro(
        name: "columns", argumentCounts: 2...2, summary: "Per time the array of keys and values.",
        expansion: { (arguments, tail, _) throws(QueryError) in
            let key = arguments[0].alias ?? arguments[0].expression
            let value = arguments[1].alias ?? "value"
            let inner = series(
                tail, ["\(arguments[0].expression)\(arguments[0].alias.map { " AS \($0)" } ?? "")",
                    "\(arguments[1].expression) AS \(value)"], keys: ["t", key])
            return "SELECT t, groupArray((\(key), \(value))) AS groupArr FROM (\(inner)) GROUP BY t ORDER BY t"
                + rest(tail)
        })

    static let altinityRate = StatementMacro(
        name: "rate", argumentCounts: 1...20, summary: "Values divided by the seconds since the point before.",
        expansion: { (arguments, tail, _) throws(QueryError) in
            var names: [String] = []
            for (index, argument) in arguments.enumerated() { names.append(argument.alias ?? "value\(index + 1)") }
            let values = zip(arguments, names).map { "\($0.expression) AS \($1)" }
            let rates = names.map { "\($0) / runningDifference(t / 1000) AS \($0)Rate" }
            return "SELECT t, \(rates.joined(separator: ", ")) FROM (\(series(tail, values, keys: ["t"])))" + rest(tail)
        })

    private static func series(_ tail: MacroTail, _ columns: [String], keys: [String]) -> String {
        let condition = tail.condition.map { " AND (\($0))" } ?? ""
        let key = keys.joined(separator: ", ")
        let having = tail.having.map { " " + $0 } ?? ""
        return "SELECT $timeSeries AS t, \(columns.joined(separator: ", ")) \(tail.from) WHERE $timeFilter\(condition) "
            + "GROUP BY \(key)\(having) ORDER BY \(key)"
    }

    private static func rest(_ tail: MacroTail) -> String {
        [tail.limit, tail.settings].compactMap { $0 }.map { " " + $0 }.joined()
    }
}
