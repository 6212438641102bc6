import Errors

/// Times rounded down to the interval between two points: `$__timeInterval(column)`, `$__timeInterval_ms(column)`.
extension Macro {
    static let timeInterval = Macro(
        name: "timeInterval", argumentCounts: 1...1, summary: "The column rounded down to the interval, whole seconds.",
        expansion: { (arguments, context) throws(QueryError) in
            let seconds = try context.intervalSeconds(for: "timeInterval")
            return "toStartOfInterval(toDateTime(\(arguments[0])), INTERVAL \(seconds) second)"
        })

    static let timeIntervalMilliseconds = Macro(
        name: "timeInterval_ms", argumentCounts: 1...1,
        summary: "The column rounded down to the interval, milliseconds.",
        expansion: { (arguments, context) throws(QueryError) in
            let milliseconds = try context.intervalMilliseconds(for: "timeInterval_ms")
            return "toStartOfInterval(toDateTime64(\(arguments[0]), 3), INTERVAL \(milliseconds) millisecond)"
        })
}
