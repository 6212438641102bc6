import Errors

/// The interval between two points: `$__interval_s` is `20`, `$__interval_ms` is `20000`, `$__interval` is `20s`.
extension Macro {
    static let intervalSeconds = Macro(
        name: "interval_s", argumentCounts: 0...0, summary: "The interval in whole seconds, at least 1.",
        expansion: { (_, context) throws(QueryError) in String(try context.intervalSeconds(for: "interval_s")) })

    static let intervalMilliseconds = Macro(
        name: "interval_ms", argumentCounts: 0...0, summary: "The interval in milliseconds, at least 1.",
        expansion: { (_, context) throws(QueryError) in String(try context.intervalMilliseconds(for: "interval_ms")) })

    static let interval = Macro(
        name: "interval", argumentCounts: 0...0, summary: "The interval with the largest unit that keeps it whole.",
        expansion: { (_, context) throws(QueryError) in
            let milliseconds = try context.intervalMilliseconds(for: "interval")
            for (unit, width) in [("h", 3_600_000), ("m", 60_000), ("s", 1000)] as [(String, Int64)]
            where milliseconds % width == 0 {
                return "\(milliseconds / width)\(unit)"
            }
            return "\(milliseconds)ms"
        })
}
