import Errors

/// The ends of the range: `$__fromTime`, `$__toTime_ms`, `$__from` …
extension Macro {
    static let fromTime = Macro(
        name: "fromTime", argumentCounts: 0...0, summary: "The begin of the range as DateTime.",
        expansion: { (_, context) throws(QueryError) in
            MacroTime.seconds(try context.fromMilliseconds(for: "fromTime"))
        })

    static let toTime = Macro(
        name: "toTime", argumentCounts: 0...0, summary: "The end of the range as DateTime.",
        expansion: { (_, context) throws(QueryError) in
            MacroTime.seconds(try context.toMilliseconds(for: "toTime"))
        })

    static let fromTimeMilliseconds = Macro(
        name: "fromTime_ms", argumentCounts: 0...0, summary: "The begin of the range as DateTime64(3).",
        expansion: { (_, context) throws(QueryError) in
            MacroTime.milliseconds(try context.fromMilliseconds(for: "fromTime_ms"))
        })

    static let toTimeMilliseconds = Macro(
        name: "toTime_ms", argumentCounts: 0...0, summary: "The end of the range as DateTime64(3).",
        expansion: { (_, context) throws(QueryError) in
            MacroTime.milliseconds(try context.toMilliseconds(for: "toTime_ms"))
        })

    static let from = Macro(
        name: "from", argumentCounts: 0...0, summary: "The begin of the range in milliseconds since 1970.",
        expansion: { (_, context) throws(QueryError) in String(try context.fromMilliseconds(for: "from")) })

    static let to = Macro(
        name: "to", argumentCounts: 0...0, summary: "The end of the range in milliseconds since 1970.",
        expansion: { (_, context) throws(QueryError) in String(try context.toMilliseconds(for: "to")) })
}
