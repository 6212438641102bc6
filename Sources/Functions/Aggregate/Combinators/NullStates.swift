import Columns
import Errors

/// The `Null` combinator, which stands around every aggregate of nullable arguments: rows with a NULL are left out.
///
/// | bytes | content |
/// |---|---|
/// | u8 | a row was taken (only where `isFlagged`) |
/// | rest | the inner state, if so |
struct NullStates: AggregateStates {
    private var inner: any AggregateStates
    /// Which arguments are `Nullable`.
    private let isNullable: [Bool]
    private let hasNullableResult: Bool
    private let isFlagged: Bool
    private var flags: [UInt8] = []
    let resultType: DataType

    init(_ inner: any AggregateStates, isNullable: [Bool], emptyIsDefault: Bool) {
        self.inner = inner
        self.isNullable = isNullable
        hasNullableResult = !emptyIsDefault && inner.resultType.canBeNullResult
        isFlagged = hasNullableResult || emptyIsDefault || isNullable.count > 1
        resultType = hasNullableResult ? .nullable(inner.resultType) : inner.resultType
    }

    var groupCount: Int { flags.count }
    var byteCount: Int { inner.byteCount + flags.count }

    mutating func grow(to count: Int) {
        inner.grow(to: count)
        fill(&flags, to: count, with: 0)
    }

    /// The arguments without NULLs, and which rows have none; `nil` where all rows have none.
    private func stripped(_ arguments: [Column]) -> (columns: [Column], mask: [UInt8]?) {
        var columns = arguments
        var nulls: [UInt8] = []
        for (position, column) in arguments.enumerated() where isNullable[position] {
            guard case .nullable(let nullable) = column else { continue }
            columns[position] = nullable.values
            if nulls.isEmpty {
                nulls = nullable.nulls
            } else {
                for row in nulls.indices { nulls[row] |= nullable.nulls[row] }
            }
        }
        guard countOnes(in: nulls) > 0 else { return (columns, nil) }
        for row in nulls.indices { nulls[row] = 1 &- nulls[row] }
        return (columns, nulls)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        let (columns, mask) = stripped(arguments)
        guard let mask else {
            for group in groups { flags[Int(group)] = 1 }
            return try inner.update(columns, groups: groups)
        }
        for row in groups.indices { flags[Int(groups[row])] |= mask[row] }
        try inner.update(columns, groups: groups, where: mask)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        guard rowCount > 0 else { return }
        let (columns, mask) = stripped(arguments)
        guard let mask else {
            flags[group] = 1
            return try inner.update(columns, rowCount: rowCount, group: group)
        }
        guard countOnes(in: mask) > 0 else { return }
        flags[group] = 1
        try inner.update(columns, group: group, where: mask)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError) {
        let (columns, present) = stripped(arguments)
        let both = intersection(mask, present)
        for row in groups.indices { flags[Int(groups[row])] |= both[row] }
        try inner.update(columns, groups: groups, where: both)
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError) {
        let (columns, present) = stripped(arguments)
        let both = intersection(mask, present)
        guard countOnes(in: both) > 0 else { return }
        flags[group] = 1
        try inner.update(columns, group: group, where: both)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        for index in groups.indices { flags[Int(groups[index])] |= other.flags[index] }
        try inner.merge(other.inner, groups: groups)
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        for index in groups.indices { flags[Int(groups[index])] |= other.flags[Int(places[index])] }
        try inner.merge(other.inner, places: places, groups: groups)
    }

    func results() throws(QueryError) -> Column { nullable(try inner.results(), present: flags) }

    private func nullable(_ values: Column, present: [UInt8]) -> Column {
        hasNullableResult
            ? .nullable(NullableColumn(nulls: present.map { 1 &- $0 }, values: values)) : values
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        guard isFlagged else { return inner.serialise(group, into: &bytes) }
        let isThere = !hasNullableResult || flags[group] != 0
        bytes.append(isThere ? 1 : 0)
        if isThere { inner.serialise(group, into: &bytes) }
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        if isFlagged {
            var reader = StateReader(bytes, at: position)
            let isThere = try reader.byte()
            position = reader.position
            guard isThere != 0 else { return }
        }
        flags[group] = 1
        try inner.mergeSerialised(bytes, at: &position, into: group)
    }

    // MARK: - Windows

    func runningResults(_ arguments: [Column], ends: [Int]) throws(QueryError) -> Column {
        let (columns, mask) = stripped(arguments)
        guard let mask else {
            return nullable(
                try inner.runningResults(columns, ends: ends), present: ends.map { $0 > 0 ? 1 : 0 })
        }
        let kept = RowsKept(mask)
        let places = kept.places(ends)
        return nullable(
            try inner.runningResults(kept.filtered(columns), ends: places), present: places.map { $0 > 0 ? 1 : 0 })
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) throws(QueryError) -> Column? {
        let (columns, mask) = stripped(arguments)
        let kept = RowsKept(mask ?? [UInt8](repeating: 1, count: arguments.first?.count ?? 0))
        let (starts, ends) = (kept.places(starts), kept.places(ends))
        guard let values = try inner.slidingResults(kept.filtered(columns), starts: starts, ends: ends) else {
            return nil
        }
        return nullable(values, present: zip(starts, ends).map { $0 < $1 ? 1 : 0 })
    }
}

extension DataType {
    /// A result of this type becomes NULL over no rows: plain types and tuples.
    fileprivate var canBeNullResult: Bool {
        if case .tuple = self { return true }
        return canBeInsideNullable
    }
}

/// Both masks; without `other` the first alone.
func intersection(_ mask: [UInt8], _ other: [UInt8]?) -> [UInt8] {
    guard let other else { return mask }
    var both = mask
    for row in both.indices { both[row] &= other[row] }
    return both
}

/// The rows that a mask keeps, for frames over them.
struct RowsKept {
    private let mask: [UInt8]
    /// How many of the rows before each are kept.
    private let before: [Int]

    init(_ mask: [UInt8]) {
        self.mask = mask
        var before = [0]
        before.reserveCapacity(mask.count + 1)
        var count = 0
        for byte in mask {
            count &+= Int(byte)
            before.append(count)
        }
        self.before = before
    }

    /// Where rows' boundaries lie among the rows that are kept.
    func places(_ boundaries: [Int]) -> [Int] { boundaries.map { before[$0] } }

    func filtered(_ columns: [Column]) -> [Column] {
        columns.map { $0.filtered(by: mask, keeping: before[before.count - 1]) }
    }
}
