import Errors

/// Conditions that keep what lies in the range: `$__timeFilter(column)`, `$__timeFrom(column)` …
extension Macro {
    static let timeFilter = Macro(
        name: "timeFilter", argumentCounts: 1...1, summary: "The column lies in the range, whole seconds.",
        expansion: { (arguments, context) throws(QueryError) in
            try seconds(arguments[0], context, for: "timeFilter")
        })

    static let timeFilterMilliseconds = Macro(
        name: "timeFilter_ms", argumentCounts: 1...1, summary: "The column lies in the range, milliseconds.",
        expansion: { (arguments, context) throws(QueryError) in
            let from = MacroTime.milliseconds(try context.fromMilliseconds(for: "timeFilter_ms"))
            let to = MacroTime.milliseconds(try context.toMilliseconds(for: "timeFilter_ms"))
            return between(arguments[0], from, to)
        })

    static let timeFrom = Macro(
        name: "timeFrom", argumentCounts: 1...1, summary: "The column is not before the range.",
        expansion: { (arguments, context) throws(QueryError) in
            "\(arguments[0]) >= \(MacroTime.seconds(try context.fromMilliseconds(for: "timeFrom")))"
        })

    static let timeTo = Macro(
        name: "timeTo", argumentCounts: 1...1, summary: "The column is not after the range.",
        expansion: { (arguments, context) throws(QueryError) in
            "\(arguments[0]) <= \(MacroTime.seconds(try context.toMilliseconds(for: "timeTo")))"
        })

    static func seconds(
        _ column: String, _ context: MacroContext, for macro: String
    ) throws(QueryError) -> String {
        let from = MacroTime.seconds(try context.fromMilliseconds(for: macro))
        return between(column, from, MacroTime.seconds(try context.toMilliseconds(for: macro)))
    }

    static func between(_ column: String, _ from: String, _ to: String) -> String {
        "\(column) >= \(from) AND \(column) <= \(to)"
    }
}
