import Columns
import Errors

/// `avg(x)`: the mean, always Float64.
package struct Avg: AggregateFunction {
    package static let name = "avg"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The arithmetic mean of numbers.",
        examples: [.init(sql: "arrayReduce('avg', [1, 2])", result: "1.5")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard let totals = NumberTotals(type) else { throw illegalAggregateArgument(name, type) }
        return AvgStates(totals: totals)
    }
}

/// | bytes | content |
/// |---|---|
/// | width of the total | the total |
/// | varuint | the number of rows |
struct AvgStates: AggregateStates {
    private var totals: NumberTotals
    private var counts: [UInt64] = []

    init(totals: NumberTotals) { self.totals = totals }

    var resultType: DataType { .float64 }
    var groupCount: Int { counts.count }
    var byteCount: Int { totals.byteCount + counts.count * 8 }

    mutating func grow(to count: Int) {
        totals.grow(to: count)
        fill(&counts, to: count, with: 0)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        totals.add(arguments[0], groups: groups)
        countByGroup(groups, to: &counts)
    }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {
        totals.add(arguments[0], rowCount: rowCount, group: group)
        counts[group] &+= UInt64(rowCount)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) {
        totals.add(arguments[0], groups: groups, where: mask)
        countByGroup(groups, where: mask, to: &counts)
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) {
        totals.add(arguments[0], group: group, where: mask)
        counts[group] &+= UInt64(countOnes(in: mask))
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        totals.merge(other.totals, groups: groups)
        addByGroup(other.counts, groups: groups, to: &counts)
    }

    func results() -> Column { means(totals.doubles, counts) }

    private func means(_ totals: [Double], _ counts: [UInt64]) -> Column {
        .float64(zip(totals, counts).map { $0 / Double($1) })
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        totals.write(group, into: &bytes)
        bytes.append(varuint: counts[group])
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        try totals.merge(from: &reader, into: group)
        counts[group] &+= try reader.varuint()
        position = reader.position
    }

    func runningResults(_ arguments: [Column], ends: [Int]) -> Column {
        means(totals.running(arguments[0]).gathering(ends).doubles, ends.map { UInt64($0) })
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) -> Column? {
        guard let sums = totals.sliding(arguments[0], starts: starts, ends: ends) else { return nil }
        return means(sums.doubles, zip(starts, ends).map { UInt64($1 - $0) })
    }
}
