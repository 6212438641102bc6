import Columns
import Errors

/// How much two sets have in common.
package struct ArrayJaccardIndex: ScalarFunction {
    package static let name = "arrayJaccardIndex"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The size of the arrays' intersection by that of their union.",
        examples: [.init(sql: "arrayJaccardIndex([1, 2], [2, 3, 4])", result: "0.25")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        _ = try HasAll.result(of: arguments, in: context)
        return .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let known = arguments.map { Argument(type: $0.type) }
        let element = try leastSupertype(of: [
            try ArrayArgument.element(name, known, 0), try ArrayArgument.element(name, known, 1),
        ])
        let left = try ArrayArgument.column(arguments[0], as: element, in: context)
        let right = try ArrayArgument.column(arguments[1], as: element, in: context)
        return .float64(
            (0..<rowCount).map { row in
                let a = Set(left.range(of: row).map { left.elements.value(at: $0) })
                let b = Set(right.range(of: row).map { right.elements.value(at: $0) })
                return Double(a.intersection(b).count) / Double(a.union(b).count)
            })
    }
}

/// A value as often as an array has elements.
package struct Replicate: ScalarFunction {
    package static let name = "replicate"
    package static let nulls = NullRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "An array with the value once for every element of another array.",
        examples: [.init(sql: "replicate('a', [1, 2])", result: "['a','a']")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2 else {
            throw QueryError(.tooFewArgumentsForFunction, "Function \(name) expects at least two arguments")
        }
        for position in 1..<arguments.count { _ = try ArrayArgument.element(name, arguments, position) }
        return .array(arguments[0].type)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ParallelArrays.columns(name, Array(arguments.dropFirst()))
        let values = arguments[0].column.materialised
        return .array(ArrayColumn(ends: arrays[0].ends, elements: values.gathering(arrays[0].outerRows)))
    }
}
