import Columns
import Errors

/// The `State` combinator: the result is the serialised state, of type `AggregateFunction(…)`.
struct StateStates: WrappingStates {
    var inner: any AggregateStates
    let resultType: DataType

    init(_ inner: any AggregateStates, type: AggregateStateType) {
        self.inner = inner
        resultType = .aggregateFunction(type)
    }

    func results() -> Column {
        var column = StringColumn()
        var bytes: [UInt8] = []
        for group in 0..<inner.groupCount {
            bytes.removeAll(keepingCapacity: true)
            inner.serialise(group, into: &bytes)
            column.append(bytes)
        }
        return .string(column)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        try inner.update(arguments, groups: groups)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        try inner.update(arguments, rowCount: rowCount, group: group)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError) {
        try inner.update(arguments, groups: groups, where: mask)
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError) {
        try inner.update(arguments, group: group, where: mask)
    }
}

/// The `SimpleState` combinator: the result as `SimpleAggregateFunction(…)`.
struct SimpleStateStates: WrappingStates {
    var inner: any AggregateStates
    let resultType: DataType

    init(_ inner: any AggregateStates, function: String) {
        self.inner = inner
        resultType = .simpleAggregateFunction(
            AggregateStateType(name: function, parameters: [], arguments: [inner.resultType]))
    }

    func results() throws(QueryError) -> Column { try inner.results() }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        try inner.update(arguments, groups: groups)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError) {
        try inner.update(arguments, groups: groups, where: mask)
    }
}

/// The `Merge` combinator: the argument is serialised states.
struct MergeStates: WrappingStates {
    var inner: any AggregateStates
    var resultType: DataType { inner.resultType }

    init(_ inner: any AggregateStates) { self.inner = inner }

    func results() throws(QueryError) -> Column { try inner.results() }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        guard case .string(let states) = arguments[0] else { preconditionFailure("states are kept as bytes") }
        for row in groups.indices {
            let range = states.range(of: row)
            // An empty string is what a column of states holds where nothing was written: an empty state.
            if range.isEmpty { continue }
            var position = range.lowerBound
            try inner.mergeSerialised(states.bytes, at: &position, into: Int(groups[row]))
            guard position == range.upperBound else {
                throw StateReader.broken("it has \(range.count) bytes, \(position - range.lowerBound) were expected")
            }
        }
    }
}

/// A combinator whose states are the inner aggregate's, group for group.
protocol WrappingStates: AggregateStates {
    var inner: any AggregateStates { get set }
}

extension WrappingStates {
    package var groupCount: Int { inner.groupCount }
    package var byteCount: Int { inner.byteCount }
    package mutating func grow(to count: Int) { inner.grow(to: count) }

    package mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        try inner.merge(sameImplementation(other).inner, groups: groups)
    }

    package mutating func merge(
        _ other: any AggregateStates, places: [UInt32], groups: [UInt32]
    ) throws(QueryError) {
        try inner.merge(sameImplementation(other).inner, places: places, groups: groups)
    }

    package func serialise(_ group: Int, into bytes: inout [UInt8]) { inner.serialise(group, into: &bytes) }

    package mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        try inner.mergeSerialised(bytes, at: &position, into: group)
    }
}
