import Columns
import Errors

/// `sum(x)`: integers to 64 bits wrapping, decimals to 38 or 76 digits, floats to Float64.
package struct Sum: AggregateFunction {
    package static let name = "sum"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The sum of numbers.", examples: [.init(sql: "arrayReduce('sum', [5, 6, 7])", result: "18")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard let totals = NumberTotals(type) else { throw illegalAggregateArgument(name, type) }
        return SumStates(totals: totals, argument: type)
    }
}

/// | bytes | content |
/// |---|---|
/// | width of the total | the total |
struct SumStates: AggregateStates {
    let resultType: DataType
    private var totals: NumberTotals

    init(totals: NumberTotals, argument: DataType) {
        self.totals = totals
        resultType = totals.type(for: argument)
    }

    var groupCount: Int { totals.count }
    var byteCount: Int { totals.byteCount }

    mutating func grow(to count: Int) { totals.grow(to: count) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) { totals.add(arguments[0], groups: groups) }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) {
        totals.add(arguments[0], rowCount: rowCount, group: group)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) {
        totals.add(arguments[0], groups: groups, where: mask)
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) {
        totals.add(arguments[0], group: group, where: mask)
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        totals.merge(sameImplementation(other).totals, groups: groups)
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) {
        totals.merge(sameImplementation(other).totals.picking(places), groups: groups)
    }

    func results() -> Column { totals.column }

    func serialise(_ group: Int, into bytes: inout [UInt8]) { totals.write(group, into: &bytes) }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        try totals.merge(from: &reader, into: group)
        position = reader.position
    }

    func runningResults(_ arguments: [Column], ends: [Int]) -> Column {
        totals.running(arguments[0]).gathering(ends).column
    }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) -> Column? {
        totals.sliding(arguments[0], starts: starts, ends: ends)?.column
    }
}
