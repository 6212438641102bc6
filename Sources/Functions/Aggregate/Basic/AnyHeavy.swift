import Columns
import Errors

/// `anyHeavy(x)`: a value that more than half of the rows have, if there is one (else any).
package struct AnyHeavy: AggregateFunction {
    package static let name = "anyHeavy"
    package static let documentation = FunctionDocumentation(
        summary: "The value of more than half of the rows if there is one, by majority vote.",
        examples: [.init(sql: "arrayReduce('anyHeavy', [1, 2, 2])", result: "2")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        return AnyHeavyStates(try singleArgument(name, arguments))
    }
}

/// | bytes | content |
/// |---|---|
/// | a cell | the candidate |
/// | u64 | its majority over all others |
struct AnyHeavyStates: AggregateStates {
    private var cells: Cells
    private var counts: [UInt64] = []
    let resultType: DataType

    init(_ type: DataType) {
        cells = Cells(type)
        resultType = type
    }

    var groupCount: Int { counts.count }
    var byteCount: Int { cells.byteCount + counts.count * 8 }

    mutating func grow(to count: Int) {
        cells.grow(to: count)
        fill(&counts, to: count, with: 0)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        var rows = Cells(resultType)
        rows.grow(to: groups.count)
        let all = groups.indices.map { UInt32(truncatingIfNeeded: $0) }
        rows.set(arguments[0], rows: all, groups: all)
        for row in groups.indices { vote(rows, row, 1, Int(groups[row])) }
    }

    private mutating func vote(_ other: Cells, _ place: Int, _ count: UInt64, _ group: Int) {
        guard other.isFilled[place] != 0 else { return }
        if cells.isEqual(group, to: other, place) {
            counts[group] &+= count
        } else if cells.isFilled[group] == 0 || counts[group] < count {
            let here = UInt32(truncatingIfNeeded: group)
            cells.set(from: other, places: [UInt32(truncatingIfNeeded: place)], groups: [here])
            counts[group] = count &- counts[group]
        } else {
            counts[group] &-= count
        }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices { vote(other.cells, index, other.counts[index], Int(groups[index])) }
    }

    func results() throws(QueryError) -> Column { try cells.column() }

    func serialise(_ group: Int, into bytes: inout [UInt8]) {
        cells.write(group, into: &bytes)
        bytes.append(littleEndian: counts[group])
    }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        var other = Cells(resultType)
        other.grow(to: 1)
        try other.read(0, &reader)
        let count: UInt64 = try reader.integer()
        position = reader.position
        vote(other, 0, count, group)
    }
}
