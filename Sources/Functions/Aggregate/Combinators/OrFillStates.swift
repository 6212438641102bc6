import Columns
import Errors

/// The `OrNull` and `OrDefault` combinators: over no rows the result is NULL, or the default of its type.
///
/// | bytes | content |
/// |---|---|
/// | rest | the inner state |
/// | u8 | a row was taken |
struct OrFillStates: AggregateStates {
    private var inner: any AggregateStates
    private let isNull: Bool
    private var flags: [UInt8] = []
    let resultType: DataType

    init(_ inner: any AggregateStates, isNull: Bool) {
        self.inner = inner
        self.isNull = isNull
        resultType = isNull && inner.resultType.canBeInsideNullable ? .nullable(inner.resultType) : inner.resultType
    }

    var groupCount: Int { flags.count }
    var byteCount: Int { inner.byteCount + flags.count }

    mutating func grow(to count: Int) {
        inner.grow(to: count)
        fill(&flags, to: count, with: 0)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) throws(QueryError) {
        for group in groups { flags[Int(group)] = 1 }
        try inner.update(arguments, groups: groups)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) throws(QueryError) {
        if rowCount > 0 { flags[group] = 1 }
        try inner.update(arguments, rowCount: rowCount, group: group)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) throws(QueryError) {
        for row in groups.indices { flags[Int(groups[row])] |= mask[row] }
        try inner.update(arguments, groups: groups, where: mask)
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) throws(QueryError) {
        if countOnes(in: mask) > 0 { flags[group] = 1 }
        try inner.update(arguments, group: group, where: mask)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) throws(QueryError) {
        let other = sameImplementation(other)
        for index in groups.indices { flags[Int(groups[index])] |= other.flags[index] }
        try inner.merge(other.inner, groups: groups)
    }

    func results() throws(QueryError) -> Column {
        let values = try inner.results()
        if isNull, resultType != inner.resultType {
            return .nullable(NullableColumn(nulls: flags.map { 1 &- $0 }, values: values))
        }
        guard countOnes(in: flags) < flags.count else { return values }
        let filled = Column.concatenating([values, .defaults(of: resultType, count: 1)])
        let last = UInt32(truncatingIfNeeded: flags.count)
        return filled.gathering(flags.indices.map { flags[$0] != 0 ? UInt32(truncatingIfNeeded: $0) : last })
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        inner.serialise(group, into: &bytes)
        bytes.append(flags[group])
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        try inner.mergeSerialised(bytes, at: &position, into: group)
        var reader = StateReader(bytes, at: position)
        if try reader.byte() != 0 { flags[group] = 1 }
        position = reader.position
    }
}
