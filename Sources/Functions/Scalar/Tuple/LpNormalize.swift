import Columns
import Errors

/// A vector divided by its norm with an exponent.
enum LpNormalize: ScalarFunction {
    static let name = "LpNormalize"
    static let aliases = ["normalizeLp"]
    static let isCaseInsensitive = true
    static let documentation = FunctionDocumentation(
        "The vector divided by the p-th root of the sum of its p-th powers.", example: "LpNormalize((3, 4), 2)",
        "(0.6,0.8)")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        _ = try LpNorm.result(of: arguments, in: context)
        if case .array = arguments[0].type { return .array(.float64) }
        let elements = try TupleArgument.elements(name, arguments, 0)
        return .tuple(elements.map { _ in TupleElement(nil, .float64) })
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let vectors = try Vectors.rows(arguments[0], rowCount: rowCount)
        let norms = TypedColumn(
            type: .float64,
            column: try LpNorm.evaluate(arguments, to: .float64, rowCount: rowCount, in: context)
        ).doubles
        if case .array = result {
            var ends: [Int] = []
            var values: [Double] = []
            for (vector, norm) in zip(vectors, norms) {
                values += vector.map { $0 / norm }
                ends.append(values.count)
            }
            return .array(ArrayColumn(ends: ends, elements: .float64(values)))
        }
        guard case .tuple(let elements) = result else { throw wrongLayout(arguments[0].column, result) }
        let columns = elements.indices.map { position in
            Column.float64((0..<rowCount).map { vectors[$0][position] / norms[$0] })
        }
        return .tuple(TupleColumn(elements: columns, count: rowCount))
    }
}
