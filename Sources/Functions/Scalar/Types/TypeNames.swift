import Columns
import Errors

/// A function whose answer follows from the types of its arguments.
protocol TypeFunction: ScalarFunction {
    static var argumentCount: Int { get }
}

extension TypeFunction {
    package static var nulls: NullRule { .seen }
    package static var dictionaries: DictionaryRule { .seen }
    package static var constants: ConstantRule { .seen }
    package static var toleratesEveryValue: Bool { true }
    static var argumentCount: Int { 1 }
}

/// The name of a value's type.
package struct ToTypeName: TypeFunction {
    package static let name = "toTypeName"
    package static let documentation = FunctionDocumentation(
        summary: "The name of the type of a value.", examples: [.init(sql: "toTypeName(1)", result: "UInt8")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .string
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(.string(StringColumn([arguments[0].type.prettyName(depth: 0)])), count: rowCount))
    }
}

extension DataType {
    /// The name with each named element of a tuple on a line of its own.
    fileprivate func prettyName(depth: Int) -> String {
        switch self {
        case .tuple(let elements):
            guard !elements.isEmpty, elements.allSatisfy({ $0.name != nil }) else {
                return "Tuple(\(elements.map { $0.type.prettyName(depth: depth) }.joined(separator: ", ")))"
            }
            let indentation = String(repeating: "    ", count: depth + 1)
            let lines = elements.map { element in
                let single = DataType.tuple([TupleElement(element.name, .uint8)]).name
                // The name as it is quoted before a type without arguments.
                let quoted = single.dropFirst("Tuple(".count).dropLast(" UInt8)".count)
                return "\(indentation)\(quoted) \(element.type.prettyName(depth: depth + 1))"
            }
            return "Tuple(\n\(lines.joined(separator: ",\n")))"
        case .array(let element): return "Array(\(element.prettyName(depth: depth)))"
        case .nullable(let inner): return "Nullable(\(inner.prettyName(depth: depth)))"
        case .map(let key, let value):
            return "Map(\(key.prettyName(depth: depth)), \(value.prettyName(depth: depth)))"
        default: return name
        }
    }
}

/// How a value lies in memory, by ClickHouse's names.
package struct ToColumnTypeName: TypeFunction {
    package static let name = "toColumnTypeName"
    package static let isDeterministic = false
    package static let documentation = FunctionDocumentation(
        summary: "The name of the type of the column, `Const(…)` around constants.",
        examples: [.init(sql: "toColumnTypeName(1)", result: "Const(UInt8)")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .string
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let plain = arguments[0].type.name
        let name = arguments[0].column.isConstant ? "Const(\(plain))" : plain
        return .constant(ConstantColumn(.string(StringColumn([name])), count: rowCount))
    }
}

/// The default of the type that the argument names.
package struct DefaultValueOfTypeName: TypeFunction {
    package static let name = "defaultValueOfTypeName"
    package static let documentation = FunctionDocumentation(
        summary: "The default value of the type with that name.",
        examples: [.init(sql: "defaultValueOfTypeName('Int8')", result: "0")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return try constantType(name, arguments, at: 0)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(.defaults(of: result, count: 1), count: rowCount))
    }
}

/// The default of the argument's type.
package struct DefaultValueOfArgumentType: TypeFunction {
    package static let name = "defaultValueOfArgumentType"
    package static let documentation = FunctionDocumentation(
        summary: "The default value of the type of the argument.",
        examples: [.init(sql: "defaultValueOfArgumentType(5)", result: "0")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return arguments[0].type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(.defaults(of: result, count: 1), count: rowCount))
    }
}
