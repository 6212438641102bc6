import Columns
import Errors

/// Maps as functions see them: arrays of pairs.
enum MapArgument {
    /// The keys of a map as arrays; arrays stay what they are.
    static func keysAsArray(_ argument: TypedColumn) throws(QueryError) -> TypedColumn {
        guard case .map(let key, _) = argument.type else { return argument }
        let (array, pairs) = try parts(argument)
        return TypedColumn(
            type: .array(key), column: .array(ArrayColumn(ends: array.ends, elements: pairs.elements[0])))
    }

    static func parts(_ argument: TypedColumn) throws(QueryError) -> (array: ArrayColumn, pairs: TupleColumn) {
        guard case .array(let array) = argument.column.materialised, case .tuple(let pairs) = array.elements else {
            throw wrongLayout(argument.column, argument.type)
        }
        return (array, pairs)
    }

    static func types(
        _ name: String, _ arguments: [Argument], _ position: Int
    ) throws(QueryError) -> (key: DataType, value: DataType) {
        guard case .map(let key, let value) = arguments[position].type.storedValue else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        return (key, value)
    }
}
