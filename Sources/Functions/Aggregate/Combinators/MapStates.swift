import Columns
import Errors

/// The `Map` combinator: the values of each key of the map arguments are aggregated apart.
///
/// | bytes | content |
/// |---|---|
/// | varuint | number of keys |
/// | each | key in its single-value form, inner state; in any order |
struct MapStates: AggregateStates {
    private var inner: any AggregateStates
    private let key: DataType
    private var places: [[Value: UInt32]] = []

    init(_ inner: any AggregateStates, key: DataType) {
        self.inner = inner
        self.key = key
    }

    var resultType: DataType { .map(key: key, value: inner.resultType) }
    var groupCount: Int { places.count }
    var byteCount: Int { inner.byteCount + inner.groupCount * 80 }

    mutating func grow(to count: Int) { fill(&places, to: count, with: [:]) }

    private mutating func place(of key: Value, _ group: Int) -> UInt32 {
        if let known = places[group][key] { return known }
        let place = UInt32(truncatingIfNeeded: inner.groupCount)
        inner.grow(to: inner.groupCount + 1)
        places[group][key] = place
        return place
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        guard case .array(let map) = arguments[0], case .tuple(let pairs) = map.elements else {
            preconditionFailure("a map is an array of pairs")
        }
        let keys = pairs.elements[0].withoutLowCardinality
        var elementGroups: [UInt32] = []
        elementGroups.reserveCapacity(pairs.count)
        for row in groups.indices {
            for element in map.range(of: row) {
                elementGroups.append(place(of: keys.value(at: element), Int(groups[row])))
            }
        }
        try inner.update([pairs.elements[1].withoutLowCardinality], groups: elementGroups)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        var from: [UInt32] = []
        var into: [UInt32] = []
        for index in groups.indices {
            for (key, place) in other.places[index] {
                from.append(place)
                into.append(self.place(of: key, Int(groups[index])))
            }
        }
        try inner.merge(other.inner, places: from, groups: into)
    }

    func results() throws(QueryError) -> Column {
        var ends: [Int] = []
        var keys: [Value] = []
        var rows: [UInt32] = []
        for group in places {
            for (key, place) in group.sorted(by: { compareValues($0.key, $1.key) < 0 }) {
                keys.append(key)
                rows.append(place)
            }
            ends.append(rows.count)
        }
        let values = try inner.results().gathering(rows)
        let pairs = TupleColumn(elements: [try Column(keys, as: key), values], count: rows.count)
        return .array(ArrayColumn(ends: ends, elements: .tuple(pairs)))
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        bytes.append(varuint: UInt64(places[group].count))
        for (key, place) in places[group].sorted(by: { compareValues($0.key, $1.key) < 0 }) {
            SingleValueForm.write(key, of: self.key, into: &bytes)
            inner.serialise(Int(place), into: &bytes)
        }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        let count = try reader.count(ofSize: 1)
        for _ in 0..<count {
            let key = try SingleValueForm.read(self.key, &reader)
            try inner.mergeSerialised(bytes, at: &reader.position, into: Int(place(of: key, group)))
        }
        position = reader.position
    }
}
