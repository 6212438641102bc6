import Columns
import Errors

enum DumpColumnStructure: ScalarFunction {
    static let name = "dumpColumnStructure"
    static let isDeterministic = false
    static let nulls = NullRule.seen
    static let dictionaries = DictionaryRule.seen
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The layout of a column in memory, as ClickHouse names it.", example: "dumpColumnStructure('abc')",
        "String, Const(size = 1, String(size = 1))")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let type = arguments[0].type
        var text = "\(type.name), "
        if case .constant(let constant) = arguments[0].column {
            text += "Const(size = \(rowCount), \(layout(constant.value, type)))"
        } else {
            text += layout(arguments[0].column.materialised, type)
        }
        return .constant(ConstantColumn(.string(StringColumn([text])), count: rowCount))
    }

    private static func layout(_ column: Column, _ type: DataType) -> String {
        let size = column.count
        switch (column, type.storedValue) {
        case (.nullable(let nullable), .nullable(let inner)):
            return "Nullable(size = \(size), \(layout(nullable.values, inner)), UInt8(size = \(size)))"
        case (.array(let array), .array(let element)):
            return "Array(size = \(size), UInt64(size = \(size)), \(layout(array.elements, element)))"
        case (.array(let array), .map(let key, let value)):
            let pair = DataType.tuple([TupleElement(nil, key), TupleElement(nil, value)])
            let inner = "Array(size = \(size), UInt64(size = \(size)), \(layout(array.elements, pair)))"
            return "Map(size = \(size), \(inner))"
        case (.tuple(let tuple), .tuple(let elements)):
            let parts = zip(tuple.elements, elements).map { layout($0, $1.type) }
            return "Tuple(\((["size = \(size)"] + parts).joined(separator: ", ")))"
        case (_, .lowCardinality(let inner)):
            let keys = LowCardinalityIndices.dictionary(column.withoutLowCardinality, inner).keys
            let values = "Unique(size = \(keys.count), \(plain(inner.withoutNullable))(size = \(keys.count)))"
            return "LowCardinality(size = \(size), UInt8(size = \(size)), \(values))"
        case (_, let stored): return "\(plain(stored))(size = \(size))"
        }
    }

    /// ClickHouse's name of a layout of single values.
    private static func plain(_ type: DataType) -> String {
        switch type {
        case .bool: "UInt8"
        case .date: "UInt16"
        case .date32: "Int32"
        case .dateTime: "UInt32"
        case .dateTime64: "DateTime64"
        case .enum8: "Int8"
        case .enum16: "Int16"
        case .interval: "Int64"
        case .decimal(let precision, _):
            precision <= 9 ? "Decimal32" : precision <= 18 ? "Decimal64" : precision <= 38 ? "Decimal128" : "Decimal256"
        case .fixedString: "FixedString"
        default: type.name
        }
    }
}
