import Columns
import Errors

/// `avg(x)`: the mean: Float64 of numbers, of the same type of dates and times.
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
        if let totals = NumberTotals(type) { return AvgStates(totals: totals, resultType: .float64) }
        guard let totals = NumberTotals(averaging: type) else { throw illegalAggregateArgument(name, type) }
        return AvgStates(totals: totals, resultType: type)
    }
}

/// | bytes | content |
/// |---|---|
/// | width of the total | the total |
/// | varuint | the number of rows |
struct AvgStates: AggregateStates {
    private var totals: NumberTotals
    private var counts: [UInt64] = []

    let resultType: DataType

    init(totals: NumberTotals, resultType: DataType) {
        self.totals = totals
        self.resultType = resultType
    }

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

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) {
        let other = sameImplementation(other)
        totals.merge(other.totals.picking(places), groups: groups)
        addByGroup(picked(other.counts, places), groups: groups, to: &counts)
    }

    func results() -> Column { means(totals, counts) }

    private func means(_ totals: NumberTotals, _ counts: [UInt64]) -> Column {
        if resultType == .float64 { return .float64(zip(totals.doubles, counts).map { $0 / Double($1) }) }
        // Dates and times: whole ticks, none over no rows.
        guard let word = WordType(resultType) else { return .float64(totals.doubles) }
        return word.column(
            of: zip(totals.wholes, counts).map { total, count in
                count == 0 ? 0 : UInt64(truncatingIfNeeded: rounded(total, dividedBy: Int128(count)))
            })
    }

    /// To the nearest tick, to the even one from the middle.
    private func rounded(_ total: Int128, dividedBy count: Int128) -> Int128 {
        let lower = total >= 0 ? total / count : -((-total + count - 1) / count)
        let twice = (total - lower * count) * 2
        if twice == count { return lower & 1 == 0 ? lower : lower + 1 }
        return twice < count ? lower : lower + 1
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
        means(totals.running(arguments[0]).gathering(ends), ends.map { UInt64($0) })
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) -> Column? {
        guard let sums = totals.sliding(arguments[0], starts: starts, ends: ends) else { return nil }
        return means(sums, zip(starts, ends).map { UInt64($1 - $0) })
    }
}
