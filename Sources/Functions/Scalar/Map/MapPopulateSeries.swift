import Columns
import Errors

/// A map with every integer between its keys.
package struct MapPopulateSeries: ScalarFunction {
    package static let name = "mapPopulateSeries"
    package static let documentation = FunctionDocumentation(
        summary: "The map with all integers from its least key to its greatest, or to a given one, as keys.",
        examples: [.init(sql: "mapPopulateSeries(map(1, 10, 4, 20))", result: "{1:10,2:0,3:0,4:20}")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        let types = try MapArgument.types(name, arguments, 0)
        guard types.key.isInteger, types.value.isInteger else { throw illegalArgumentType(name, 0, arguments[0].type) }
        if arguments.count == 2, !arguments[1].type.isInteger { throw illegalArgumentType(name, 1, arguments[1].type) }
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .map(let key, let value) = result else { throw wrongLayout(arguments[0].column, result) }
        let (array, pairs) = try MapArgument.parts(arguments[0])
        guard case .int64(let keys) = try pairs.elements[0].asNumbers(.int64) else {
            throw wrongLayout(pairs.elements[0], key)
        }
        let limits = arguments.count == 2 ? try ArrayArgument.integers(arguments[1], rowCount: rowCount) : nil
        var newKeys: [Int64] = []
        var places: [UInt32] = []
        var ends: [Int] = []
        let missing = UInt32(truncatingIfNeeded: pairs.count)
        for row in 0..<rowCount {
            let range = array.range(of: row)
            var known: [Int64: Int] = [:]
            for index in range where known[keys[index]] == nil { known[keys[index]] = index }
            if let first = known.keys.min(), let last = limits?[row] ?? known.keys.max(), first <= last {
                guard last.subtractingReportingOverflow(first).partialValue.magnitude <= 16_777_216 else {
                    throw QueryError(.tooLargeArraySize, "Too large array size in the result of function \(name)")
                }
                for key in first...last {
                    newKeys.append(key)
                    places.append(known[key].map { UInt32(truncatingIfNeeded: $0) } ?? missing)
                }
            }
            ends.append(newKeys.count)
        }
        let values = Column.concatenating([pairs.elements[1], .defaults(of: value, count: 1)]).gathering(places)
        return MapArgument.column(ends, try Column.int64(newKeys).asNumbers(key.physicalKind), values)
    }
}
