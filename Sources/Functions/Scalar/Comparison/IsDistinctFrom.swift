import Columns
import Errors

/// Comparison in which NULL is a value like others.
protocol DistinctnessFunction: ScalarFunction {
    /// The answer for two equal values.
    static var whenEqual: UInt8 { get }
}

extension DistinctnessFunction {
    package static var nulls: NullRule { .seen }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        _ = try FunctionCall.result(Equals.self, arguments, in: context)
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let equal = try FunctionCall.evaluate(Equals.self, arguments, rowCount: rowCount, in: context)
        let isEqual = maskOfTrue(equal.column.materialised)
        let left = isNullMask(arguments[0])
        let right = isNullMask(arguments[1])
        var answer = [UInt8](repeating: 0, count: rowCount)
        for row in answer.indices {
            let same = isEqual[row] | (left[row] & right[row])
            answer[row] = 1 ^ same ^ whenEqual
        }
        return .uint8(answer)
    }
}

/// The same where the type may have NULLs of its own.
func isNullMask(_ values: TypedColumn) -> [UInt8] {
    switch values.type {
    case .variant: VariantColumn(values.column)?.nulls ?? isNullMask(values.column)
    case .dynamicValue:
        if case .string(let strings) = values.column.materialised {
            DynamicRows.nulls(strings)
        } else {
            isNullMask(values.column)
        }
    default: isNullMask(values.column)
    }
}

extension DataType {
    /// `Nullable`, or a type that has a NULL of its own.
    var mayHaveNull: Bool { isNullable || isVariant || isDynamic }
}

/// 1 for every row that is NULL.
func isNullMask(_ column: Column) -> [UInt8] {
    switch column {
    case .nullable(let nullable): return nullable.nulls
    case .constant(let constant):
        return [UInt8](repeating: isNullMask(constant.value).first ?? 0, count: constant.count)
    case .lowCardinality(let low):
        guard low.isNullable else { return [UInt8](repeating: 0, count: low.count) }
        return low.codes.map { $0 == 0 ? 1 : 0 }
    case .nothing(let count): return [UInt8](repeating: 1, count: count)
    default: return [UInt8](repeating: 0, count: column.count)
    }
}

/// `a IS DISTINCT FROM b`.
package struct IsDistinctFrom: DistinctnessFunction {
    package static let name = "isDistinctFrom"
    package static let documentation = FunctionDocumentation(
        summary: "Whether two values differ; two NULLs do not.",
        examples: [.init(sql: "isDistinctFrom(NULL, 1)", result: "1")])
    static let whenEqual: UInt8 = 0
}

/// `a <=> b`.
package struct IsNotDistinctFrom: DistinctnessFunction {
    package static let name = "isNotDistinctFrom"
    package static let documentation = FunctionDocumentation(
        summary: "Whether two values are the same, two NULLs included: `a <=> b`.",
        examples: [.init(sql: "isNotDistinctFrom(NULL, NULL)", result: "1")])
    static let whenEqual: UInt8 = 1
}
