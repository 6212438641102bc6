import Columns
import Errors

enum BlockSerializedSize: ScalarFunction {
    static let name = "blockSerializedSize"
    static let isDeterministic = false
    static let nulls = NullRule.seen
    static let dictionaries = DictionaryRule.dissolved
    static let documentation = FunctionDocumentation(
        "The bytes that the block's columns take on disk without compression.",
        example: "blockSerializedSize('abc')", "4")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Number of arguments for function \(name) doesn't match: passed 0")
        }
        return .uint64
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let size = arguments.reduce(0) { $0 + bytes($1.column.materialised, $1.type.storedValue) }
        return .constant(ConstantColumn(.uint64([UInt64(size)]), count: rowCount))
    }

    private static func bytes(_ column: Column, _ type: DataType) -> Int {
        if let width = type.fixedWidth { return width * column.count }
        switch (column, type) {
        case (.string(let strings), _):
            return (0..<strings.count).reduce(0) { total, row in
                let count = strings.range(of: row).count
                return total + count + max((Int.bitWidth - count.leadingZeroBitCount + 6) / 7, 1)
            }
        case (.nullable(let nullable), .nullable(let inner)):
            return column.count + bytes(nullable.values, inner.storedValue)
        case (.array(let array), .array(let element)):
            return 8 * column.count + bytes(array.elements, element.storedValue)
        case (.array(let array), .map(let key, let value)):
            let pair = DataType.tuple([TupleElement(nil, key), TupleElement(nil, value)])
            return 8 * column.count + bytes(array.elements, pair)
        case (.tuple(let tuple), .tuple(let elements)):
            return zip(tuple.elements, elements).reduce(0) { $0 + bytes($1.0, $1.1.type.storedValue) }
        default: return 0
        }
    }
}
