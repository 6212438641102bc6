import Columns
import Errors

/// The `If` combinator: only rows whose last argument is true. The state is the inner one.
struct IfStates: AggregateStates {
    private(set) var inner: any AggregateStates

    init(_ inner: any AggregateStates) { self.inner = inner }

    var resultType: DataType { inner.resultType }
    var groupCount: Int { inner.groupCount }
    var byteCount: Int { inner.byteCount }

    mutating func grow(to count: Int) { inner.grow(to: count) }

    private func split(_ arguments: [Column]) -> (values: [Column], mask: [UInt8]) {
        guard let condition = arguments.last else { preconditionFailure("the condition was checked when bound") }
        return (Array(arguments.dropLast()), maskOfTrue(condition))
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        let (values, mask) = split(arguments)
        try inner.update(values, groups: groups, where: mask)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        let (values, mask) = split(arguments)
        try inner.update(values, group: group, where: mask)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError) {
        let (values, condition) = split(arguments)
        try inner.update(values, groups: groups, where: intersection(mask, condition))
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError) {
        let (values, condition) = split(arguments)
        try inner.update(values, group: group, where: intersection(mask, condition))
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        try inner.merge(sameImplementation(other).inner, groups: groups)
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) throws(QueryError) {
        try inner.merge(sameImplementation(other).inner, places: places, groups: groups)
    }

    func results() throws(QueryError) -> Column { try inner.results() }

    func serialise(_ group: Int, into bytes: inout [UInt8]) { inner.serialise(group, into: &bytes) }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        try inner.mergeSerialised(bytes, at: &position, into: group)
    }

    func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column {
        let (values, mask) = split(arguments)
        let kept = RowsKept(mask)
        return try inner.runningResults(kept.filtered(values), ends: kept.places(ends))
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) throws(QueryError) -> Column? {
        let (values, mask) = split(arguments)
        let kept = RowsKept(mask)
        return try inner.slidingResults(
            kept.filtered(values), starts: kept.places(starts), ends: kept.places(ends))
    }
}
