import Columns
import Errors

/// `-a`.
package struct Negate: ScalarFunction {
    package static let name = "negate"
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The number with the other sign.", examples: [.init(sql: "negate(5)", result: "-5")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let type = arguments[0].type
        if let shape = NumberShape(type) {
            let size = shape.isSigned ? shape.size : NumberShape.next(shape.size)
            return NumberShape(isSigned: true, isFloat: shape.isFloat, size: size).type
        }
        switch type {
        case .decimal, .interval: return type
        case .tuple(let elements) where !elements.isEmpty:
            var types: [TupleElement] = []
            for element in elements {
                let argument = Argument(type: element.type)
                types.append(TupleElement(nil, try FunctionCall.result(Self.self, [argument], in: context)))
            }
            return .tuple(types)
        default: throw illegalArgumentType(name, 0, type)
        }
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if case .tuple(let elements) = arguments[0].type, case .tuple(let tuple) = arguments[0].column.materialised {
            var columns: [Column] = []
            for (element, column) in zip(elements, tuple.elements) {
                let argument = TypedColumn(type: element.type, column: column)
                let negated = try FunctionCall.evaluate(Self.self, [argument], rowCount: rowCount, in: context)
                columns.append(negated.column.materialised)
            }
            return .tuple(TupleColumn(elements: columns, count: rowCount))
        }
        let kind = result.physicalKind
        var visitor = NegateVisitor(column: try arguments[0].column.asNumbers(kind))
        guard let column = try visitor.run(on: kind) else { throw wrongLayout(arguments[0].column, result) }
        return column
    }
}

private struct NegateVisitor: NumberTypeVisitor {
    let column: Column

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        try mapRows(NegateKernel<T>.self, column)
    }
}
