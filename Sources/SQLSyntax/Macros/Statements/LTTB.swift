import Errors

/// Fewer points with the same picture: `$__lttb(buckets, x, y) FROM …`, by Largest-Triangle-Three-Buckets.
extension StatementMacro {
    static let lttb = StatementMacro(
        name: "lttb", summary: "The points of a line, thinned out to a number of buckets or to `auto`.",
        expansion: { (arguments, tail, context) throws(QueryError) in
            if tail.having != nil, tail.groupBy == nil {
                throw QueryError(.badArguments, "$__lttb: HAVING needs a GROUP BY clause")
            }
            let count = try buckets(arguments[0].expression, context)
            return tail.groupBy == nil ? plain(count, arguments, tail) : grouped(count, arguments, tail)
        })

    /// `auto` is one bucket for each interval of the range.
    private static func buckets(_ text: String, _ context: MacroContext) throws(QueryError) -> String {
        if text == "auto" {
            let from = try context.fromMilliseconds(for: "lttb")
            let (range, overflows) = (try context.toMilliseconds(for: "lttb")).subtractingReportingOverflow(from)
            guard !overflows else { throw QueryError(.badRequestParameter, "Macro $__lttb: the range is too long") }
            return String(max(1, range / (try context.intervalMilliseconds(for: "lttb"))))
        }
        guard !text.isEmpty, text.utf8.allSatisfy({ Lexer.isDigit($0) }) else {
            throw QueryError(.badArguments, "$__lttb: buckets must be a whole number or auto: \(text)")
        }
        return text
    }

    private static func plain(_ count: String, _ arguments: [MacroArgument], _ tail: MacroTail) -> String {
        let x = name(arguments[1], orElse: "x")
        let y = name(arguments[2], orElse: "y")
        let inner = [
            "SELECT arrayJoin(lttb(\(count))(\(arguments[1].expression), \(arguments[2].expression))) AS point",
            tail.from,
            tail.filtered(by: arguments[1].expression),
        ]
        return outer(x, y, inner.joined(separator: " "), tail)
    }

    /// The aggregation is a query of its own, because an aggregate cannot be the argument of another.
    private static func grouped(_ count: String, _ arguments: [MacroArgument], _ tail: MacroTail) -> String {
        let x = name(arguments[1], orElse: "x")
        let y = name(arguments[2], orElse: "y")
        var points = [
            "SELECT \(column(arguments[1], named: x)), \(column(arguments[2], named: y))", tail.from,
            tail.filtered(by: arguments[1].expression),
        ]
        if let groupBy = tail.groupBy { points.append(groupBy) }
        if let having = tail.having { points.append(having) }
        points.append("ORDER BY \(x)")
        let inner = "SELECT arrayJoin(lttb(\(count))(\(x), \(y))) AS point FROM (\(points.joined(separator: " ")))"
        return outer(x, y, inner, tail)
    }

    private static func outer(_ x: String, _ y: String, _ inner: String, _ tail: MacroTail) -> String {
        var parts = [
            "SELECT point.1 AS \(x), point.2 AS \(y) FROM (\(inner))", tail.orderBy ?? "ORDER BY \(x)",
        ]
        if let limit = tail.limit { parts.append(limit) }
        if let settings = tail.settings { parts.append(settings) }
        return parts.joined(separator: " ")
    }

    /// The alias, or the expression itself when it is a bare name.
    private static func name(_ argument: MacroArgument, orElse fallback: String) -> String {
        if let alias = argument.alias { return alias }
        let bytes = argument.expression.utf8
        guard let first = bytes.first, !Lexer.isDigit(first), bytes.allSatisfy({ Lexer.isWordByte($0) }) else {
            return fallback
        }
        return argument.expression
    }

    private static func column(_ argument: MacroArgument, named name: String) -> String {
        argument.expression == name ? name : "\(argument.expression) AS \(name)"
    }
}
