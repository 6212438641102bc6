import Columns
import Errors

/// The `ArgMin` and `ArgMax` combinators: only the rows whose last argument is smallest or greatest.
///
/// | bytes | content |
/// |---|---|
/// | rest | the inner state |
/// | a cell | the value that decides |
struct ArgExtremeCombinatorStates: AggregateStates {
    private let prototype: any AggregateStates
    private var inner: any AggregateStates
    private var keys: Cells
    private let rule: CellRule
    /// The inner group of each group. A better key begins a new one; what is left behind is cleared out at times.
    private var places: [UInt32] = []

    init(_ inner: any AggregateStates, key: DataType, rule: CellRule) {
        prototype = inner
        self.inner = inner
        keys = Cells(key)
        self.rule = rule
    }

    var resultType: DataType { inner.resultType }
    var groupCount: Int { places.count }
    var byteCount: Int { inner.byteCount + keys.byteCount + places.count * 4 }

    mutating func grow(to count: Int) {
        keys.grow(to: count)
        guard count > places.count else { return }
        let first = inner.groupCount
        inner.grow(to: first + count - places.count)
        for place in first..<inner.groupCount { places.append(UInt32(truncatingIfNeeded: place)) }
    }

    private mutating func restart(_ groups: [UInt32]) throws(QueryError) {
        guard !groups.isEmpty else { return }
        if inner.groupCount > 2 * places.count + 1_024 {
            var compact = prototype
            compact.grow(to: places.count)
            let all = places.indices.map { UInt32(truncatingIfNeeded: $0) }
            try compact.merge(inner, places: places, groups: all)
            inner = compact
            places = all
        }
        var next = UInt32(truncatingIfNeeded: inner.groupCount)
        inner.grow(to: inner.groupCount + groups.count)
        for group in groups {
            places[Int(group)] = next
            next += 1
        }
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        guard let key = arguments.last else { preconditionFailure("the key was checked when bound") }
        let won = keys.take(key, groups: groups, by: rule)
        try restart(won.groups)
        let mask = keys.equalRows(key, groups: groups)
        let innerGroups = groups.map { places[Int($0)] }
        try inner.update(Array(arguments.dropLast()), groups: innerGroups, where: mask)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        for index in groups.indices where other.keys.isFilled[index] != 0 {
            let group = Int(groups[index])
            // One by one: a group may be there several times.
            let won = keys.takeOne(other.keys, index, group, by: rule)
            if won { try restart([groups[index]]) }
            guard won || keys.isEqual(group, to: other.keys, index) else { continue }
            try inner.merge(other.inner, places: [other.places[index]], groups: [places[group]])
        }
    }

    func results() throws(QueryError) -> Column { try inner.results().gathering(places) }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        inner.serialise(Int(places[group]), into: &bytes)
        keys.write(group, into: &bytes)
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var single = self
        single.inner = prototype
        single.inner.grow(to: 1)
        single.places = [0]
        single.keys = Cells(keys.type)
        single.keys.grow(to: 1)
        try single.inner.mergeSerialised(bytes, at: &position, into: 0)
        var reader = StateReader(bytes, at: position)
        try single.keys.read(0, &reader)
        position = reader.position
        try merge(single, groups: [UInt32(truncatingIfNeeded: group)])
    }
}
