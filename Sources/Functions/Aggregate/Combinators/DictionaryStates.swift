import Columns
import Errors

/// Resolves dictionary-coded arguments, so that no aggregate sees them.
struct DictionaryStates: WrappingStates {
    var inner: any AggregateStates
    var resultType: DataType { inner.resultType }

    init(_ inner: any AggregateStates) { self.inner = inner }

    func results() throws(QueryError) -> Column { try inner.results() }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        try inner.update(arguments.map(\.withoutLowCardinality), groups: groups)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        try inner.update(arguments.map(\.withoutLowCardinality), rowCount: rowCount, group: group)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError) {
        try inner.update(arguments.map(\.withoutLowCardinality), groups: groups, where: mask)
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError) {
        try inner.update(arguments.map(\.withoutLowCardinality), group: group, where: mask)
    }

    func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column {
        try inner.runningResults(arguments.map(\.withoutLowCardinality), ends: ends)
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) throws(QueryError) -> Column? {
        try inner.slidingResults(arguments.map(\.withoutLowCardinality), starts: starts, ends: ends)
    }
}

/// Over arguments that can only be NULL: nothing is ever taken.
struct NothingStates: AggregateStates {
    let resultType: DataType
    private var count = 0

    init(_ resultType: DataType) { self.resultType = resultType }

    var groupCount: Int { count }
    var byteCount: Int { 0 }
    mutating func grow(to count: Int) { self.count = max(self.count, count) }
    mutating func update(_ arguments: [Column], groups: [UInt32]) {}
    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {}
    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) {}
    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) {}
    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {}
    func results() -> Column { .defaults(of: resultType, count: count) }
    func serialise(_ group: Int, into bytes: inout [UInt8]) { bytes.append(0) }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        guard try reader.byte() == 0 else { throw StateReader.broken("a state of nothing is a zero byte") }
        position = reader.position
    }
}
