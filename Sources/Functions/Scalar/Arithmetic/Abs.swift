import Columns
import Errors

/// The magnitude, unsigned for integers.
package struct Abs: ScalarFunction {
    package static let name = "abs"
    package static let isCaseInsensitive = true
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The number without its sign.", examples: [.init(sql: "abs(-1.5)", result: "1.5")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        if arguments[0].type.isDecimal { return arguments[0].type }
        guard let shape = NumberShape(arguments[0].type) else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return NumberShape(isSigned: false, isFloat: shape.isFloat, size: shape.size).type
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let column = arguments[0].column
        switch arguments[0].type.physicalKind {
        case .float32: return try mapRows(FloatMagnitudeKernel<Float>.self, column)
        case .float64: return try mapRows(FloatMagnitudeKernel<Double>.self, column)
        default:
            let kind = arguments[0].type.physicalKind
            var visitor = MagnitudeVisitor(column: column)
            guard let magnitudes = try visitor.run(on: kind) else { throw wrongLayout(column, result) }
            return try magnitudes.asNumbers(result.physicalKind)
        }
    }
}

private struct MagnitudeVisitor: IntegerTypeVisitor {
    let column: Column

    mutating func visit<T: IntegerValue>(_ type: T.Type) throws(QueryError) -> Column {
        try mapRows(MagnitudeKernel<T>.self, column)
    }
}
