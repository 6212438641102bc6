import Columns

/// Negative, zero or positive as `a` sorts before, with or behind `b`, both of one type: NULL and NaN last.
func compareValues(_ a: Value, _ b: Value) -> Int {
    switch (a, b) {
    case (.uint64(let a), .uint64(let b)): order(a, b)
    case (.int64(let a), .int64(let b)): order(a, b)
    case (.uint128(let a), .uint128(let b)): order(a, b)
    case (.int128(let a), .int128(let b)): order(a, b)
    case (.uint256(let a), .uint256(let b)): order(a, b)
    case (.int256(let a), .int256(let b)): order(a, b)
    case (.float64(let a), .float64(let b)):
        a.isNaN || b.isNaN ? (a.isNaN ? 1 : 0) - (b.isNaN ? 1 : 0) : order(a, b)
    case (.string(let a), .string(let b)): compareLexicographically(a[...], b[...])
    case (.array(let a), .array(let b)), (.tuple(let a), .tuple(let b)): compareLists(a, b)
    case (.null, .null): 0
    case (.null, _): 1
    case (_, .null): -1
    default: 0
    }
}

private func order<T: Comparable>(_ a: T, _ b: T) -> Int { a < b ? -1 : (b < a ? 1 : 0) }

private func compareLists(_ a: [Value], _ b: [Value]) -> Int {
    for (left, right) in zip(a, b) {
        let order = compareValues(left, right)
        if order != 0 { return order }
    }
    return a.count - b.count
}
