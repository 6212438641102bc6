import Columns
import Errors

/// `transform(x, from, to[, default])`.
package struct Transform: ScalarFunction {
    package static let name = "transform"
    package static let nulls = NullRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "The element of `to` where `from` has the value; else the default, or the value itself.",
        examples: [.init(sql: "transform(2, [1, 2], ['one', 'two'], 'other')", result: "two")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...4)
        let from = try ArrayArgument.element(name, arguments, 1)
        let to = try ArrayArgument.element(name, arguments, 2)
        if arguments[0].type != .nullable(.nothing) {
            _ = try leastSupertype(of: [arguments[0].type.unwrapped, from.unwrapped])
        }
        do throws(QueryError) {
            return try leastSupertype(of: [to, arguments.count == 4 ? arguments[3].type : arguments[0].type])
        } catch {
            guard arguments.count == 3 else { throw error }
            throw QueryError(
                .illegalTypeOfArgument,
                "Function \(name) has signature: transform(T, Array(T), Array(U), U) -> U; or "
                    + "transform(T, Array(T), Array(T)) -> T")
        }
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let fromType) = arguments[1].type.storedValue,
            case .array(let toType) = arguments[2].type.storedValue
        else { throw wrongLayout(arguments[1].column, arguments[1].type) }
        let fallback = arguments.count == 4 ? arguments[3] : arguments[0]
        let otherwise = try convertColumn(fallback.column, from: fallback.type, to: result, in: context).materialised
        if arguments[0].type == .nullable(.nothing) { return otherwise }
        var key = try leastSupertype(of: [arguments[0].type.unwrapped, fromType.unwrapped])
        if arguments[0].type.isNullable || fromType.isNullable { key = key.asNullable }
        let values = try convertColumn(arguments[0].column, from: arguments[0].type, to: key, in: context).materialised
        let from = try ArrayArgument.column(arguments[1], as: key, in: context)
        let to = try ArrayArgument.column(arguments[2])
        guard from.ends == to.ends else {
            throw QueryError(
                .argumentOutOfBound, "Second and third arguments of function \(name) must be arrays of same size")
        }
        let targets = try convertColumn(to.elements, from: toType, to: result, in: context).materialised
        // The arrays are constants as a rule: their index is made once.
        var index: [Value: Int] = [:]
        var indexed: Range<Int>?
        let isConstant = from.ends.count > 0 && arguments[1].column.isConstant
        var rows = [UInt32](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            let range = from.range(of: row)
            if indexed == nil || !isConstant && indexed != range {
                index = [:]
                for element in range {
                    let value = from.elements.value(at: element)
                    if value != .null, index[value] == nil { index[value] = element }
                }
                indexed = range
            }
            let place = index[values.value(at: row)]
            rows[row] = UInt32(truncatingIfNeeded: place ?? targets.count + row)
        }
        return Column.concatenating([targets, otherwise]).gathering(rows)
    }
}
