import Columns
import Errors

enum ArrayStringConcat: ScalarFunction {
    static let name = "arrayStringConcat"
    static let aliases = ["array_to_string"]
    static let isCaseInsensitive = true
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "The elements of an array as text, with a constant separator between them; NULLs are left out.",
        example: "arrayStringConcat(['12/05/2021', '12:50:00'], ' ')", "12/05/2021 12:50:00")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard case .array = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        if arguments.count > 1 {
            guard arguments[1].type == .string else { throw illegalArgumentType(name, 1, arguments[1].type) }
            guard arguments[1].constant != nil else {
                throw QueryError(
                    .illegalColumn,
                    "A value of illegal type was provided as 2nd argument 'separator' to function '\(name)'. "
                        + "Expected: const String, got: String")
            }
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let array) = arguments[0].column.materialised, case .array(let element) = arguments[0].type
        else { throw illegalArgumentType(name, 0, arguments[0].type) }
        var nulls: [UInt8] = []
        var values = array.elements.withoutLowCardinality
        var type = element.withoutLowCardinality
        if case .nullable(let nullable) = values {
            nulls = nullable.nulls
            values = nullable.values
            type = type.withoutNullable
        }
        var texts = StringColumn(ends: [Int](repeating: 0, count: values.count))
        if type != .nothing {
            let column = try convertColumn(values, from: type, to: .string, in: context)
            texts = TypedColumn(type: .string, column: column.materialised).strings
        } else {
            nulls = [UInt8](repeating: 1, count: values.count)
        }
        let separator = arguments.count > 1 ? arguments[1].strings.bytesOfFirstRow : []
        var written = StringColumn()
        for row in 0..<rowCount {
            var isFirst = true
            for place in array.range(of: row) where nulls.isEmpty || nulls[place] == 0 {
                if !isFirst { written.bytes.append(contentsOf: separator) }
                written.bytes.append(contentsOf: texts[place])
                isFirst = false
            }
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
