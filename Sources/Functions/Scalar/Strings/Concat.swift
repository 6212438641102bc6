import Columns
import Errors

/// All `arguments` as strings: what is none is converted as `toString` does.
private func texts(
    _ arguments: ArraySlice<TypedColumn>, in context: QueryContext
) throws(QueryError) -> [StringColumn] {
    var result: [StringColumn] = []
    for argument in arguments {
        if argument.type.isStringOrFixedString {
            result.append(argument.strings)
        } else {
            let text = try convertColumn(argument.column, from: argument.type, to: .string, in: context)
            result.append(TypedColumn(type: .string, column: text).strings)
        }
    }
    return result
}

/// Row by row, the strings of `parts` one behind the other, with `separator` between them.
private func joined(_ parts: [StringColumn], rowCount: Int, separator: StringColumn?) -> StringColumn {
    var written = StringColumn()
    written.bytes.reserveCapacity(parts.reduce(0) { $0 + $1.bytes.count })
    written.ends.reserveCapacity(rowCount)
    for row in 0..<rowCount {
        for (position, part) in parts.enumerated() {
            if position > 0, let separator { written.bytes.append(contentsOf: separator[row]) }
            written.bytes.append(contentsOf: part[row])
        }
        written.ends.append(written.bytes.count)
    }
    return written
}

enum Concat: ScalarFunction {
    static let name = "concat"
    static let aliases = ["concatAssumeInjective"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "All arguments as text, one behind the other.", example: "concat('n = ', 5)", "n = 5")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard let nested = nested(arguments.map(\.type)) else { return .string }
        return try nested.result(of: arguments, in: context)
    }

    /// Arrays, maps and tuples have their own ways of being put together.
    private static func nested(_ types: [DataType]) -> (any ScalarFunction.Type)? {
        guard !types.isEmpty else { return nil }
        if types.allSatisfy({ if case .array = $0 { true } else { false } }) { return ArrayConcat.self }
        if types.allSatisfy({ if case .map = $0 { true } else { false } }) { return MapConcat.self }
        if types.allSatisfy({ if case .tuple = $0 { true } else { false } }) { return TupleConcat.self }
        return nil
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if let nested = nested(arguments.map(\.type)) {
            return try nested.evaluate(arguments, to: result, rowCount: rowCount, in: context)
        }
        return .string(joined(try texts(arguments[...], in: context), rowCount: rowCount, separator: nil))
    }
}

enum ConcatWithSeparator: ScalarFunction {
    static let name = "concatWithSeparator"
    static let aliases = ["concat_ws", "concatWithSeparatorAssumeInjective"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The arguments behind the first as text, with the first between them.",
        example: "concatWithSeparator('-', 'a', 1, 'b')", "a-1-b")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed 0, should be at least 1")
        }
        try checkStrings(name, arguments, 0)
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let parts = try texts(arguments[1...], in: context)
        return .string(joined(parts, rowCount: rowCount, separator: arguments[0].strings))
    }
}
