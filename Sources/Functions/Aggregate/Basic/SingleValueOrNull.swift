import Columns
import Errors

/// `singleValueOrNull(x)`: the value that all rows have; NULL if there are several, or no rows.
package struct SingleValueOrNull: AggregateFunction {
    package static let name = "singleValueOrNull"
    package static let seesNulls = true
    package static let documentation = FunctionDocumentation(
        summary: "The value that all rows have; NULL if there are different ones or none.",
        examples: [.init(sql: "arrayReduce('singleValueOrNull', [5, 5])", result: "5")])

    package static func states(
        parameters: [Value], arguments: [DataType]
    ) throws(QueryError) -> any AggregateStates {
        try checkNoParameters(name, parameters)
        let type = try singleArgument(name, arguments)
        guard type.withoutNullable.canBeInsideNullable else {
            throw QueryError(
                .illegalTypeOfArgument, "Nested type \(type.name) cannot be inside Nullable type.")
        }
        return SingleValueStates(type.withoutNullable)
    }
}

/// The state says only whether a value was met and which: that there were several is lost, as in ClickHouse.
///
/// | bytes | content |
/// |---|---|
/// | a cell | the value |
struct SingleValueStates: AggregateStates {
    let resultType: DataType
    private var cells: Cells
    private var isSeveral: [UInt8] = []

    init(_ type: DataType) {
        cells = Cells(type)
        resultType = .nullable(type)
    }

    var groupCount: Int { isSeveral.count }
    var byteCount: Int { cells.byteCount + isSeveral.count }

    mutating func grow(to count: Int) {
        cells.grow(to: count)
        fill(&isSeveral, to: count, with: 0)
    }

    mutating func update(_ arguments: [Column], groups: [UInt32]) {
        var column = arguments[0]
        var groups = groups
        if case .nullable(let nullable) = column {
            let rows = rowsSelected(by: nullable.nulls.map { 1 &- $0 })
            column = nullable.values.gathering(rows)
            groups = rows.map { groups[Int($0)] }
        }
        _ = cells.take(column, groups: groups, by: .first)
        let same = cells.equalRows(column, groups: groups)
        for row in groups.indices { isSeveral[Int(groups[row])] |= 1 &- same[row] }
    }

    mutating func merge(_ other: any AggregateStates, groups: [UInt32]) {
        let other = sameImplementation(other)
        for index in groups.indices where other.cells.isFilled[index] != 0 {
            let group = Int(groups[index])
            isSeveral[group] |= other.isSeveral[index]
            if cells.takeOne(other.cells, index, group, by: .first) { continue }
            if !cells.isEqual(group, to: other.cells, index) { isSeveral[group] = 1 }
        }
    }

    func results() throws(QueryError) -> Column {
        let nulls = isSeveral.indices.map { isSeveral[$0] | (1 &- cells.isFilled[$0]) }
        return .nullable(NullableColumn(nulls: nulls, values: try cells.column()))
    }

    func serialise(_ group: Int, into bytes: inout [UInt8]) { cells.write(group, into: &bytes) }

    mutating func mergeSerialised(
        _ bytes: [UInt8], at position: inout Int, into group: Int
    ) throws(QueryError) {
        var reader = StateReader(bytes, at: position)
        var other = SingleValueStates(cells.type)
        other.grow(to: 1)
        try other.cells.read(0, &reader)
        position = reader.position
        merge(other, groups: [UInt32(truncatingIfNeeded: group)])
    }
}
