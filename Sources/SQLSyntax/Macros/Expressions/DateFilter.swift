import Errors

/// Conditions on a column of days (`$__dateFilter(d)`), and on a day and a time together (`$__dateTimeFilter(d, t)`,
/// `$__dt(d, t)`).
extension Macro {
    static let dateFilter = Macro(
        name: "dateFilter", argumentCounts: 1...1, summary: "The column of days lies in the range (days in UTC).",
        expansion: { (arguments, context) throws(QueryError) in
            try days(arguments[0], context, for: "dateFilter")
        })

    static let dateTimeFilter = dateTime(named: "dateTimeFilter")

    static let dateTimeFilterShort = dateTime(named: "dt")

    /// With one argument, which is a time, it is `timeFilter`.
    private static func dateTime(named name: String) -> Macro {
        Macro(
            name: name, argumentCounts: 1...2, summary: "The day and the time lie in the range.",
            expansion: { (arguments, context) throws(QueryError) in
                if arguments.count == 1 { return try seconds(arguments[0], context, for: name) }
                let days = try days(arguments[0], context, for: name)
                return "(\(days)) AND (\(try seconds(arguments[1], context, for: name)))"
            })
    }

    private static func days(
        _ column: String, _ context: MacroContext, for macro: String
    ) throws(QueryError) -> String {
        let from = MacroTime.day(try context.fromMilliseconds(for: macro))
        return between(column, from, MacroTime.day(try context.toMilliseconds(for: macro)))
    }
}
