/// A suffix of aggregate functions' names that changes what they take or give: `sumIf`, `uniqState`.
enum Combinator: String, CaseIterable {
    case simpleState = "SimpleState"
    case orDefault = "OrDefault"
    case distinct = "Distinct"
    case resample = "Resample"
    case forEach = "ForEach"
    case argMin = "ArgMin"
    case argMax = "ArgMax"
    case orNull = "OrNull"
    case merge = "Merge"
    case state = "State"
    case array = "Array"
    case map = "Map"
    case onlyIf = "If"

    /// The combinator at the end of `name` and what stands before it.
    static func split(_ name: String) -> (rest: String, combinator: Combinator)? {
        for combinator in allCases where name.hasSuffix(combinator.rawValue) {
            return (String(name.dropLast(combinator.rawValue.count)), combinator)
        }
        return nil
    }
}
