import Columns
import Errors

/// The states of one aggregate for all groups: group `g` is element `g` of its arrays. A value; an empty one serves as
/// the prototype that further ones are copied from.
package protocol AggregateStates: Sendable {
    /// The type of `results`.
    var resultType: DataType { get }
    var groupCount: Int { get }
    /// Bytes held, about: for accounting.
    var byteCount: Int { get }

    /// Adds empty states, so that there are `count`; never shrinks.
    mutating func grow(to count: Int)
    /// Adds row `i` of `arguments` (materialised, one column per argument) to group `groups[i]`, which exists.
    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError)
    /// Adds all rows of `arguments` to one group.
    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError)
    /// Adds the rows whose byte in `mask`, canonical 0/1, is 1.
    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError)
    /// Adds the rows whose byte in `mask`, canonical 0/1, is 1, to one group.
    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError)
    /// Adds state `i` of `other`, which has the same implementation, to group `groups[i]`.
    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError)
    /// Adds state `places[i]` of `other` to group `groups[i]`.
    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) throws(QueryError)
    /// The results of all groups, in order, as `resultType`. States stay as they are.
    func results() throws(QueryError) -> Column

    /// Appends ClickHouse's bytes of one state.
    func serialise(_ group: Int, into bytes: inout [UInt8])
    /// Reads one state at `position`, moves behind it and adds it to `group`. Refuses bytes that are no state.
    mutating func mergeSerialised(_ bytes: [UInt8], at position: inout Int, into group: Int) throws(QueryError)

    /// For windows: adds rows to an empty state and takes a result whenever `ends[i]` rows are in, `ends` never
    /// decreasing: row `i` of the result is over the rows `0..<ends[i]`.
    func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column
    /// For windows: row `i` of the result is over the rows `starts[i]..<ends[i]`, both never decreasing. `nil` where
    /// rows cannot be taken out of a state again without loss.
    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) throws(QueryError) -> Column?
}

extension AggregateStates {
    package mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        try update(arguments, groups: [UInt32](repeating: UInt32(truncatingIfNeeded: group), count: rowCount))
    }

    package mutating func update(
        _ arguments: [Column], groups: [UInt32], where mask: [UInt8]
    ) throws(QueryError) {
        let kept = countOnes(in: mask)
        guard kept > 0 else { return }
        guard kept < mask.count else { return try update(arguments, groups: groups) }
        guard case .uint32(let rest) = Column.uint32(groups).filtered(by: mask, keeping: kept) else { return }
        try update(arguments.map { $0.filtered(by: mask, keeping: kept) }, groups: rest)
    }

    package mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError) {
        let kept = countOnes(in: mask)
        guard kept > 0 else { return }
        guard kept < mask.count else { return try update(arguments, rowCount: mask.count, group: group) }
        try update(arguments.map { $0.filtered(by: mask, keeping: kept) }, rowCount: kept, group: group)
    }

    package mutating func merge(
        _ other: any AggregateStates, places: [UInt32], groups: [UInt32]
    ) throws(QueryError) {
        var bytes: [UInt8] = []
        for (place, group) in zip(places, groups) {
            bytes.removeAll(keepingCapacity: true)
            other.serialise(Int(place), into: &bytes)
            var position = 0
            try mergeSerialised(bytes, at: &position, into: Int(group))
        }
    }

    package func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column {
        let place = groupCount
        var running = self
        running.grow(to: place + 1)
        var pieces: [Column] = []
        var row = 0
        for end in ends {
            if end > row {
                try running.update(arguments.map { $0.slice(row..<end) }, rowCount: end - row, group: place)
                row = end
            }
            pieces.append(try running.results().slice(place..<place + 1))
        }
        return pieces.isEmpty ? .defaults(of: resultType, count: 0) : Column.concatenating(pieces)
    }

    package func slidingResults(
        _ arguments: [Column], starts: [Int], ends: [Int]
    ) throws(QueryError) -> Column? { nil }

    /// Moves `position` behind one state.
    package func skipSerialised(_ bytes: [UInt8], at position: inout Int) throws(QueryError) {
        var single = self
        let place = single.groupCount
        single.grow(to: place + 1)
        try single.mergeSerialised(bytes, at: &position, into: place)
    }
}
