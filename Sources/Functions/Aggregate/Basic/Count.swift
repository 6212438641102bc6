import Columns
import Errors

/// `count()`, `count(x)`: rows, or rows whose argument is not NULL.
package struct Count: AggregateFunction {
    package static let name = "count"
    package static let isCaseInsensitive = true
    package static let emptyIsDefault = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of rows, or of rows whose argument is not NULL.",
        examples: [.init(sql: "arrayReduce('count', [5, 6, 7])", result: "3")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        guard arguments.count <= 1 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Aggregate function count requires at most one argument")
        }
        return CountStates()
    }
}

/// | bytes | content |
/// |---|---|
/// | varuint | the count |
struct CountStates: AggregateStates {
    private var counts: [UInt64] = []

    var resultType: DataType { .uint64 }
    var groupCount: Int { counts.count }
    var byteCount: Int { counts.count * 8 }

    mutating func grow(to count: Int) { fill(&counts, to: count, with: 0) }

    mutating func update(_ arguments: [Column], groups: [UInt32]) { countByGroup(groups, to: &counts) }

    mutating func update(_ arguments: [Column], rowCount: Int, group: Int) { counts[group] &+= UInt64(rowCount) }

    mutating func update(_ arguments: [Column], groups: [UInt32], where mask: [UInt8]) {
        countByGroup(groups, where: mask, to: &counts)
    }

    mutating func update(_ arguments: [Column], group: Int, where mask: [UInt8]) {
        counts[group] &+= UInt64(countOnes(in: mask))
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        addByGroup(sameImplementation(other).counts, groups: groups, to: &counts)
    }

    mutating func merge(_ other: any AggregateStates, places: [UInt32], groups: [UInt32]) {
        addByGroup(picked(sameImplementation(other).counts, places), groups: groups, to: &counts)
    }

    func results() -> Column { .uint64(counts) }

    func serialise(_ group: Int, into bytes: inout [UInt8]) { bytes.append(varuint: counts[group]) }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        counts[group] &+= try reader.varuint()
        position = reader.position
    }

    func runningResults(_ arguments: [Column], ends: [Int]) -> Column { .uint64(ends.map { UInt64($0) }) }

    func slidingResults(_ arguments: [Column], starts: [Int], ends: [Int]) -> Column? {
        .uint64(zip(starts, ends).map { UInt64($1 - $0) })
    }
}
