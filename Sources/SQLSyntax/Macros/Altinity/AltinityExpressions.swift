import Errors

/// The macros of Altinity's plugin that stand for expressions: `$timeFilter`, `$timeSeries`, `$interval` …
///
/// Table and columns come with the request, as that plugin has them beside the text.
extension Macro {
    static let altinityTable = Macro(
        altinity: "table", summary: "The table of the query.",
        expansion: { (_, context) throws(QueryError) in try given(context.table, "table", "table") })

    static let altinityDateColumn = Macro(
        altinity: "dateCol", summary: "The column of days.",
        expansion: { (_, context) throws(QueryError) in try given(context.dateColumn, "date_column", "dateCol") })

    static let altinityTimeColumn = Macro(
        altinity: "dateTimeCol", summary: "The column of times.",
        expansion: { (_, context) throws(QueryError) in try given(context.column, "column", "dateTimeCol") })

    static let altinityFrom = Macro(
        altinity: "from", summary: "The begin of the range in seconds since 1970.",
        expansion: { (_, context) throws(QueryError) in String(try from(context, "from")) })

    static let altinityTo = Macro(
        altinity: "to", summary: "The end of the range in seconds since 1970.",
        expansion: { (_, context) throws(QueryError) in String(try to(context, "to")) })

    static let altinityInterval = Macro(
        altinity: "interval", summary: "The interval in whole seconds, at least 1.",
        expansion: { (_, context) throws(QueryError) in String(try context.intervalSeconds(for: "interval")) })

    static let altinityTimeFilter = Macro(
        altinity: "timeFilter", summary: "Day, if there is a column of days, and time lie in the range.",
        expansion: { (_, context) throws(QueryError) in
            let (from, to) = (try from(context, "timeFilter"), try to(context, "timeFilter"))
            let time = try given(context.column, "column", "timeFilter")
            let times = "\(time) >= toDateTime(\(from)) AND \(time) <= toDateTime(\(to))"
            guard let day = context.dateColumn, !day.isEmpty else { return times }
            return "\(day) >= toDate(\(from)) AND \(day) <= toDate(\(to)) AND \(times)"
        })

    static let altinityTimeSeries = Macro(
        altinity: "timeSeries", summary: "The time rounded down to the interval, in milliseconds since 1970.",
        expansion: { (_, context) throws(QueryError) in
            let interval = try context.intervalSeconds(for: "timeSeries")
            let time = try given(context.column, "column", "timeSeries")
            return "(intDiv(toUInt32(\(time)), \(interval)) * \(interval)) * 1000"
        })

    private init(
        altinity name: String, summary: String,
        expansion: @escaping @Sendable ([String], MacroContext) throws(QueryError) -> String
    ) {
        self.init(name: name, argumentCounts: 0...0, summary: summary, expansion: expansion)
    }

    private static func from(_ context: MacroContext, _ macro: String) throws(QueryError) -> Int64 {
        MacroTime.floorDivide(try context.fromMilliseconds(for: macro), by: 1000)
    }

    private static func to(_ context: MacroContext, _ macro: String) throws(QueryError) -> Int64 {
        MacroTime.floorDivide(try context.toMilliseconds(for: macro), by: 1000)
    }

    private static func given(_ value: String?, _ parameter: String, _ macro: String) throws(QueryError) -> String {
        if let value, !value.isEmpty { return value }
        throw QueryError(
            .badRequestParameter, "Macro $\(macro) needs the parameter `\(parameter)`: give it as a URL parameter")
    }
}
