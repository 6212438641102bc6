import Columns
import Errors

/// The first argument where it is not NULL, else the second.
package struct IfNull: ScalarFunction {
    package static let name = "ifNull"
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The first argument where it is not NULL, else the second.",
        examples: [.init(sql: "ifNull(NULL, 1)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        if arguments[0].type == .nullable(.nothing) { return arguments[1].type }
        guard arguments[0].type.mayHaveNull else { return arguments[0].type }
        return try leastSupertypeOrVariant(of: [arguments[0].type.withoutNullable, arguments[1].type], in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try FirstPresent.evaluate(arguments, to: result, rowCount: rowCount, in: context)
    }
}

/// The first argument that is not NULL.
package struct Coalesce: ScalarFunction {
    package static let name = "coalesce"
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The first argument that is not NULL.", examples: [.init(sql: "coalesce(NULL, 1, 2)", result: "1")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        var types: [DataType] = []
        for argument in arguments where argument.type != .nullable(.nothing) {
            types.append(argument.type)
            if !argument.type.mayHaveNull { break }
        }
        guard let last = types.last else { return .nullable(.nothing) }
        if last.isNullable { return try leastSupertypeOrVariant(of: types, in: context) }
        return try leastSupertypeOrVariant(of: types.map(\.withoutNullable), in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try FirstPresent.evaluate(arguments, to: result, rowCount: rowCount, in: context)
    }
}

private enum FirstPresent {
    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var candidates: [TypedColumn] = []
        for argument in arguments where argument.type != .nullable(.nothing) {
            candidates.append(argument)
            if !argument.type.mayHaveNull { break }
        }
        guard let last = candidates.popLast() else { return .defaults(of: result, count: rowCount) }
        var answer = try convert(last, to: result, in: context)
        for candidate in candidates.reversed() {
            let present = isNullMask(candidate).map { 1 &- $0 }
            answer = try selectRows(present, try convert(candidate, to: result, in: context), answer)
        }
        return answer
    }

    /// The argument as `result`; where that cannot be NULL, what stands under the NULLs is not looked at.
    private static func convert(
        _ argument: TypedColumn, to result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard argument.type.isNullable, !result.isNullable, result.canBeInsideNullable else {
            return try convertColumn(argument.column, from: argument.type, to: result, in: context)
        }
        let wide = try convertColumn(argument.column, from: argument.type, to: .nullable(result), in: context)
        return NullStripping.values(of: wide)
    }
}

/// NULL where both arguments are equal, else the first.
package struct NullIf: ScalarFunction {
    package static let name = "nullIf"
    package static let isCaseInsensitive = true
    package static let nulls = NullRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "NULL where both arguments are equal, else the first.",
        examples: [.init(sql: "nullIf(1, 1)", result: "\\N")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        if arguments[0].type == .nullable(.nothing) { return arguments[0].type }
        _ = try FunctionCall.result(Equals.self, arguments, in: context)
        guard arguments[0].type.isNullable || arguments[0].type.canBeInsideNullable else {
            throw QueryError(
                .illegalTypeOfArgument, "Nested type \(arguments[0].type.name) cannot be inside Nullable type")
        }
        return arguments[0].type.asNullable
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if result == .nullable(.nothing) { return .defaults(of: result, count: rowCount) }
        let equal = try FunctionCall.evaluate(Equals.self, arguments, rowCount: rowCount, in: context)
        var nulls = maskOfTrue(equal.column.materialised)
        let wide = try convertColumn(arguments[0].column, from: arguments[0].type, to: result, in: context)
        guard case .nullable(let own) = wide.materialised else { throw wrongLayout(wide, result) }
        for row in nulls.indices { nulls[row] |= own.nulls[row] }
        return .nullable(NullableColumn(nulls: nulls, values: own.values))
    }
}

/// Takes the map of NULLs away.
enum NullStripping {
    static func values(of column: Column) -> Column {
        switch column {
        case .nullable(let nullable): nullable.values
        case .constant(let constant): .constant(ConstantColumn(values(of: constant.value), count: constant.count))
        case .lowCardinality(let low) where low.isNullable:
            // Code 0 was NULL and is now the default value that stands there.
            .lowCardinality(LowCardinalityColumn(dictionary: low.dictionary, codes: low.codes, isNullable: false))
        default: column
        }
    }
}
