import Columns
import Errors

enum IsConstant: ScalarFunction {
    static let name = "isConstant"
    static let nulls = NullRule.seen
    static let dictionaries = DictionaryRule.seen
    static let constants = ConstantRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "1 if the argument is known before the query runs.", example: "isConstant(1 + 1)", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .uint8([UInt8](repeating: arguments[0].column.isConstant ? 1 : 0, count: rowCount))
    }
}

enum GetSizeOfEnumType: ScalarFunction {
    static let name = "getSizeOfEnumType"
    static let documentation = FunctionDocumentation(
        "The number of names that an enum has.",
        example: "getSizeOfEnumType(CAST('a' AS Enum8('a' = 1, 'b' = 2)))", "2")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return switch arguments[0].type {
        case .enum8: .uint8
        case .enum16: .uint16
        default: throw illegalArgumentType(name, 0, arguments[0].type)
        }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let count =
            switch arguments[0].type {
            case .enum8(let values), .enum16(let values): values.numbers.count
            default: 0
            }
        let value: Value = .uint64(UInt64(count))
        return .constant(ConstantColumn(try Column([value], as: result), count: rowCount))
    }
}

enum ByteSize: ScalarFunction {
    static let name = "byteSize"
    static let nulls = NullRule.seen
    static let dictionaries = DictionaryRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The bytes that the arguments take in memory.", example: "byteSize(1, 'abc')", "12")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType { .uint64 }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var sizes = [UInt64](repeating: 0, count: rowCount)
        for argument in arguments {
            add(argument.column.withoutLowCardinality, argument.type.withoutLowCardinality, to: &sizes)
        }
        return .uint64(sizes)
    }

    private static func add(_ column: Column, _ type: DataType, to sizes: inout [UInt64]) {
        if let width = type.fixedWidth {
            for row in sizes.indices { sizes[row] &+= UInt64(width) }
            return
        }
        switch (column, type.storedValue) {
        case (.string(let strings), _):
            for row in sizes.indices { sizes[row] &+= UInt64(strings.range(of: row).count) &+ 8 }
        case (.nullable(let nullable), .nullable(let inner)):
            for row in sizes.indices { sizes[row] &+= 1 }
            add(nullable.values, inner, to: &sizes)
        case (.array(let array), .array(let element)): add(array, element, to: &sizes)
        case (.array(let array), .map(let key, let value)):
            add(array, .tuple([TupleElement(nil, key), TupleElement(nil, value)]), to: &sizes)
        case (.tuple(let tuple), .tuple(let elements)):
            for (part, element) in zip(tuple.elements, elements) { add(part, element.type, to: &sizes) }
        default: break
        }
    }

    private static func add(_ array: ArrayColumn, _ element: DataType, to sizes: inout [UInt64]) {
        var inner = [UInt64](repeating: 0, count: array.elements.count)
        add(array.elements.withoutLowCardinality, element.withoutLowCardinality, to: &inner)
        for row in sizes.indices {
            var total: UInt64 = 8
            for place in array.range(of: row) { total &+= inner[place] }
            sizes[row] &+= total
        }
    }
}

enum ErrorCodeToName: ScalarFunction {
    static let name = "errorCodeToName"
    static let nulls = NullRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The name of an error code.", example: "errorCodeToName(60)", "UNKNOWN_TABLE")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.withoutNullable.isNumber else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return .lowCardinality(.string)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var plain = arguments[0].column.materialised
        if case .nullable(let nullable) = plain { plain = nullable.values }
        return try Column.laidOut(
            TypedColumn(type: arguments[0].type.withoutNullable, column: plain).integers.map { number in
                .text(Int32(exactly: number).flatMap(ErrorCode.init(rawValue:))?.name ?? "")
            }, as: result)
    }
}
