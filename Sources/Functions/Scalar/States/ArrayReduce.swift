import Columns
import Errors

/// `arrayReduce('function', a, …)`: an aggregate function over the elements of arrays.
enum ArrayReduce: ScalarFunction {
    static let name = "arrayReduce"
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        summary: "An aggregate function over the elements of each row's arrays.",
        examples: [.init(sql: "arrayReduce('max', [1, 3, 2])", result: "3")])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(arguments.count), should be "
                    + "at least 2."
            )
        }
        let elements = try reducedElements(name, arguments.map(\.type), from: 1)
        return try boundAggregate(name, arguments[0], elements).resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard rowCount > 0 else { return .defaults(of: result, count: 0) }
        let elements = try reducedElements(name, arguments.map(\.type), from: 1)
        var states = try boundAggregate(name, arguments[0], elements).prototype
        let flat = try flattened(name, arguments.dropFirst().map(\.column))
        states.grow(to: rowCount)
        var groups: [UInt32] = []
        groups.reserveCapacity(flat.ends.last ?? 0)
        for row in 0..<rowCount {
            groups.append(
                contentsOf: repeatElement(UInt32(truncatingIfNeeded: row), count: flat.range(of: row).count))
        }
        try states.update(flat.elements, groups: groups)
        return try states.results()
    }
}

/// The element types of the array arguments from `first` on.
private func reducedElements(
    _ name: String, _ types: [DataType], from first: Int
) throws(QueryError) -> [DataType] {
    var elements: [DataType] = []
    for (position, type) in types.enumerated().dropFirst(first) {
        guard case .array(let element) = type else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Argument \(position) for function \(name) must be an array but it has type \(type.name)")
        }
        elements.append(element)
    }
    return elements
}

private func flattened(_ name: String, _ columns: [Column]) throws(QueryError) -> FlattenedArrays {
    do {
        return try FlattenedArrays(columns)
    } catch {
        throw QueryError(error.code, "Lengths of all arrays passed to \(name) must be equal")
    }
}

/// `arrayReduceInRanges('function', ranges, a, …)`: an aggregate function over parts of arrays.
enum ArrayReduceInRanges: ScalarFunction {
    static let name = "arrayReduceInRanges"
    static let nulls = NullRule.seen
    static let documentation = FunctionDocumentation(
        summary: "An aggregate function over ranges, each a first index and a length, of each row's arrays.",
        examples: [.init(sql: "arrayReduceInRanges('sum', [(1, 2), (-2, 2)], [1, 2, 3, 4])", result: "[3,7]")])

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 3 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(arguments.count), should be "
                    + "at least 3."
            )
        }
        guard case .array(.tuple(let pair)) = arguments[1].type, pair.count == 2,
            pair.allSatisfy({ $0.type.isInteger })
        else {
            throw QueryError(
                .illegalTypeOfArgument,
                "First argument (ranges) of function \(name) must be an array of pairs of integers, not "
                    + arguments[1].type.name)
        }
        let elements = try reducedElements(name, arguments.map(\.type), from: 2)
        return .array(try boundAggregate(name, arguments[0], elements).resultType)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard rowCount > 0, case .array(let ranges) = arguments[1].column, case .tuple(let pairs) = ranges.elements
        else { return .defaults(of: result, count: rowCount) }
        let elements = try reducedElements(name, arguments.map(\.type), from: 2)
        var states = try boundAggregate(name, arguments[0], elements).prototype
        let flat = try flattened(name, arguments.dropFirst(2).map(\.column))
        var rows: [UInt32] = []
        var groups: [UInt32] = []
        states.grow(to: pairs.count)
        for row in 0..<rowCount {
            for range in ranges.range(of: row) {
                let part = self.part(
                    pairs.elements[0].value(at: range), pairs.elements[1].value(at: range), flat.range(of: row))
                for element in part {
                    rows.append(UInt32(truncatingIfNeeded: element))
                    groups.append(UInt32(truncatingIfNeeded: range))
                }
                // Ranges may overlap without end: they are handed over a block at a time.
                guard rows.count >= Limits.blockRowsMax else { continue }
                try states.update(flat.elements.map { $0.gathering(rows) }, groups: groups)
                rows.removeAll(keepingCapacity: true)
                groups.removeAll(keepingCapacity: true)
            }
        }
        try states.update(flat.elements.map { $0.gathering(rows) }, groups: groups)
        return .array(ArrayColumn(ends: ranges.ends, elements: try states.results()))
    }

    /// The part of `row` from the 1-based `first` (negative: from the end), `length` elements long.
    private static func part(_ first: Value, _ length: Value, _ row: Range<Int>) -> Range<Int> {
        guard let first: Int128 = first.exactInteger(), let length: Int128 = length.exactInteger(), first != 0,
            length > 0
        else { return 0..<0 }
        let start = first > 0 ? first - 1 : Int128(row.count) + first
        guard start >= 0, start < Int128(row.count) else { return 0..<0 }
        let end = min(start + length, Int128(row.count))
        return row.lowerBound + Int(start)..<row.lowerBound + Int(end)
    }
}
