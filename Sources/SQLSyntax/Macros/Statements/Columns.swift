import Errors

/// One series for each key: `$__columns(time, key, value) FROM …`, and its relatives with values per second or
/// increases.
///
/// They write the statement with `$__timeInterval` and `$__timeFilter`, which are expanded afterwards. In the ones
/// with a
/// window
/// the first point of each series is `nan`.
extension StatementMacro {
    static let columns = StatementMacro(
        name: "columns", summary: "One series for each key.",
        expansion: { (arguments, tail, _) throws(QueryError) in
            try series("columns", arguments, tail, isWindowed: false) { $0 }
        })

    static let rateColumns = StatementMacro(
        name: "rateColumns", summary: "One series for each key, values divided by the seconds since the point before.",
        expansion: { (arguments, tail, _) throws(QueryError) in
            try series("rateColumns", arguments, tail, isWindowed: true) { value in
                "if((\(secondsSince)) = 0, nan, \(value) / (\(secondsSince)))"
            }
        })

    static let perSecondColumns = StatementMacro(
        name: "perSecondColumns", summary: "One series for each key, increase of a counter per second.",
        expansion: { (arguments, tail, _) throws(QueryError) in
            try series("perSecondColumns", arguments, tail, isWindowed: true) { counter in
                "if(\(isBroken(counter)), nan, (\(increase(counter))) / (\(secondsSince)))"
            }
        })

    static let increaseColumns = StatementMacro(
        name: "increaseColumns", summary: "One series for each key, increase of a counter.",
        expansion: { (arguments, tail, _) throws(QueryError) in
            try series("increaseColumns", arguments, tail, isWindowed: true) { counter in
                "if(\(isBroken(counter)), nan, toFloat64(\(increase(counter))))"
            }
        })

    /// 0 at the first point of a series.
    private static let secondsSince = "t - lagInFrame(t, 1, t) OVER w"

    private static func increase(_ counter: String) -> String {
        "max(\(counter)) - lagInFrame(max(\(counter)), 1, max(\(counter))) OVER w"
    }

    /// No point before, or a counter that was set back.
    private static func isBroken(_ counter: String) -> String {
        "(\(secondsSince)) = 0 OR (\(increase(counter))) < 0"
    }

    private static func series(
        _ macro: String, _ arguments: [MacroArgument], _ tail: MacroTail, isWindowed: Bool, _ value: (String) -> String
    ) throws(QueryError) -> String {
        if tail.groupBy != nil {
            throw QueryError(
                .badArguments, "$__\(macro) generates its own GROUP BY: remove the GROUP BY clause from the query")
        }
        let time = arguments[0].expression
        let key = arguments[1].alias ?? "metric"
        var parts = [
            "SELECT $__timeInterval(\(time)) AS t, toString(\(arguments[1].expression)) AS \(key), "
                + "\(value(arguments[2].expression)) AS \(arguments[2].alias ?? "value")",
            tail.from, tail.filtered(by: time), "GROUP BY t, \(key)",
        ]
        if let having = tail.having { parts.append(having) }
        if isWindowed {
            parts.append(
                "WINDOW w AS (PARTITION BY \(key) ORDER BY t ASC ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)")
        }
        parts.append(tail.orderBy ?? "ORDER BY t, \(key)")
        if let limit = tail.limit { parts.append(limit) }
        if let settings = tail.settings { parts.append(settings) }
        return parts.joined(separator: " ")
    }
}
