import Columns
import Errors

/// The `ForEach` combinator: the first elements of all arrays are aggregated, the second ones, and so on.
///
/// | bytes | content |
/// |---|---|
/// | u64 | number of positions |
/// | each | the inner states |
struct ForEachStates: AggregateStates {
    private var inner: any AggregateStates
    /// The inner groups of each group, position by position.
    private var places: [[UInt32]] = []

    init(_ inner: any AggregateStates) { self.inner = inner }

    var resultType: DataType { .array(inner.resultType) }
    var groupCount: Int { places.count }
    var byteCount: Int { inner.byteCount + inner.groupCount * 4 + places.count * 24 }

    mutating func grow(to count: Int) { fill(&places, to: count, with: []) }

    private mutating func extend(_ group: Int, to size: Int) {
        guard places[group].count < size else { return }
        var next = UInt32(truncatingIfNeeded: inner.groupCount)
        inner.grow(to: inner.groupCount + size - places[group].count)
        while places[group].count < size {
            places[group].append(next)
            next += 1
        }
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        let flat = try FlattenedArrays(arguments)
        var elementGroups: [UInt32] = []
        elementGroups.reserveCapacity(flat.ends.last ?? 0)
        for row in groups.indices {
            let group = Int(groups[row])
            let size = flat.range(of: row).count
            extend(group, to: size)
            elementGroups.append(contentsOf: places[group].prefix(size))
        }
        try inner.update(flat.elements, groups: elementGroups)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        try merge(other, places: groups.indices.map { UInt32(truncatingIfNeeded: $0) }, groups: groups)
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        var from: [UInt32] = []
        var into: [UInt32] = []
        for (place, group) in zip(places, groups) {
            let theirs = other.places[Int(place)]
            extend(Int(group), to: theirs.count)
            from.append(contentsOf: theirs)
            into.append(contentsOf: self.places[Int(group)].prefix(theirs.count))
        }
        try inner.merge(other.inner, places: from, groups: into)
    }

    func results() throws(QueryError) -> Column {
        var ends: [Int] = []
        var rows: [UInt32] = []
        for list in places {
            rows.append(contentsOf: list)
            ends.append(rows.count)
        }
        return .array(ArrayColumn(ends: ends, elements: try inner.results().gathering(rows)))
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        bytes.append(littleEndian: UInt64(places[group].count))
        for place in places[group] { inner.serialise(Int(place), into: &bytes) }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        // Every inner state takes at least a byte, so that no count is believed beyond the bytes there are.
        let count = try reader.checked(try reader.integer(), ofSize: 1)
        position = reader.position
        extend(group, to: count)
        for place in places[group].prefix(count) {
            try inner.mergeSerialised(bytes, at: &position, into: Int(place))
        }
    }
}
