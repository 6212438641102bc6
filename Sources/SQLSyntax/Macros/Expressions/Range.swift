import Errors

/// The length of the range: `$__range_s` is `3600`, `$__range_ms` is `3600000`, `$__range` is `3600s`.
extension Macro {
    static let rangeSeconds = Macro(
        name: "range_s", argumentCounts: 0...0, summary: "The length of the range in whole seconds.",
        expansion: { (_, context) throws(QueryError) in String(try length(context, for: "range_s") / 1000) })

    static let rangeMilliseconds = Macro(
        name: "range_ms", argumentCounts: 0...0, summary: "The length of the range in milliseconds.",
        expansion: { (_, context) throws(QueryError) in String(try length(context, for: "range_ms")) })

    static let range = Macro(
        name: "range", argumentCounts: 0...0, summary: "The length of the range as 3600s.",
        expansion: { (_, context) throws(QueryError) in "\(try length(context, for: "range") / 1000)s" })

    private static func length(_ context: MacroContext, for macro: String) throws(QueryError) -> Int64 {
        try context.toMilliseconds(for: macro) &- (try context.fromMilliseconds(for: macro))
    }
}
