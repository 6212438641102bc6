import Columns
import Errors

/// The `Resample` combinator: rows by the interval that their last argument, a whole number, lies in.
///
/// | bytes | content |
/// |---|---|
/// | each | the inner states of all intervals |
struct ResampleStates: AggregateStates {
    private var inner: any AggregateStates
    private let start: Int64
    private let stop: Int64
    private let step: UInt64
    private let intervals: Int
    private let key: WordType
    private var count = 0

    static let intervalsMax = 1_048_576

    init(
        _ inner: any AggregateStates, key: DataType, start: Int64, stop: Int64, step: UInt64
    ) throws(QueryError) {
        guard let word = WordType(key), key.isInteger || key.isDateOrDateTime else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(key.name) of last argument for aggregate function with Resample suffix: it must be an "
                    + "integer")
        }
        guard step > 0 else {
            throw QueryError(.argumentOutOfBound, "The step used in the Resample combinator is 0")
        }
        let width = stop > start ? UInt64(bitPattern: stop &- start) : 0
        let intervals = width / step + (width % step == 0 ? 0 : 1)
        guard intervals <= UInt64(Self.intervalsMax) else {
            throw QueryError(
                .argumentOutOfBound, "The range given to the Resample combinator contains too many elements")
        }
        self.inner = inner
        self.key = word
        self.start = start
        self.stop = stop
        self.step = step
        self.intervals = Int(intervals)
    }

    var resultType: DataType { .array(inner.resultType) }
    var groupCount: Int { count }
    var byteCount: Int { inner.byteCount }

    mutating func grow(to count: Int) {
        guard count > self.count else { return }
        self.count = count
        inner.grow(to: count * intervals)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        guard let last = arguments.last else { preconditionFailure("the key was checked when bound") }
        // Without any interval there is no place for a row, not even one that is left out.
        guard intervals > 0 else { return }
        let words = key.words(of: last)
        var mask = [UInt8](repeating: 0, count: groups.count)
        var places = [UInt32](repeating: 0, count: groups.count)
        for row in groups.indices {
            if key.reading == .unsigned, words[row] > UInt64(Int64.max) { continue }
            let value = Int64(bitPattern: words[row])
            guard value >= start, value < stop else { continue }
            mask[row] = 1
            let interval = Int(UInt64(bitPattern: value &- start) / step)
            places[row] = UInt32(truncatingIfNeeded: Int(groups[row]) * intervals + interval)
        }
        try inner.update(Array(arguments.dropLast()), groups: places, where: mask)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        var places: [UInt32] = []
        for group in groups {
            for interval in 0..<intervals {
                places.append(UInt32(truncatingIfNeeded: Int(group) * intervals + interval))
            }
        }
        try inner.merge(other.inner, groups: places)
    }

    func results() throws(QueryError) -> Column {
        .array(ArrayColumn(ends: (0..<count).map { ($0 + 1) * intervals }, elements: try inner.results()))
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        for interval in 0..<intervals { inner.serialise(group * intervals + interval, into: &bytes) }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        for interval in 0..<intervals {
            try inner.mergeSerialised(bytes, at: &position, into: group * intervals + interval)
        }
    }
}
