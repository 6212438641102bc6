import Errors

/// Times rounded down to a duration that is written: `$__timeGroup(column, 15m)`.
extension Macro {
    static let timeGroup = Macro(
        name: "timeGroup", argumentCounts: 2...2,
        summary: "The column rounded down to a duration such as 15m or 1h30m, whole seconds.",
        expansion: { (arguments, _) throws(QueryError) in
            guard let seconds = wholeSeconds(arguments[1]) else {
                throw QueryError(
                    .badArguments,
                    "Macro $__timeGroup: the second argument must be a duration such as 30s, 15m or 1h30m: "
                        + arguments[1])
            }
            return "toStartOfInterval(toDateTime(\(arguments[0])), INTERVAL \(seconds) second)"
        })

    /// The seconds of a duration as Go writes it (`1h30m`, `1.5h`, quotes allowed), at least 1; `nil` for anything
    /// else.
    private static func wholeSeconds(_ text: String) -> Int64? {
        var rest = Substring(text.filter { $0 != "'" && $0 != "\"" && $0 != " " })
        var total = 0.0
        if rest.isEmpty { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let count = Double(digits), let seconds = secondsPerUnit[String(unit)] else { return nil }
            total += count * seconds
        }
        guard total < 1e12 else { return nil }
        return max(1, Int64(total))
    }

    private static let secondsPerUnit: [String: Double] = [
        "h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9,
    ]
}
