import Columns
import Errors

/// Functions whose lambda sees the keys and values of a map.
enum MapLambda {
    static func parameters(_ name: String, _ arguments: [Argument]) throws(QueryError) -> [DataType] {
        try checkArgumentCount(name, arguments, 1...1)
        let types = try MapArgument.types(name, arguments, 0)
        return [types.key, types.value]
    }

    static func answers(
        _ lambda: Lambda?, _ map: TypedColumn
    ) throws(QueryError) -> (column: Column, array: ArrayColumn, pairs: TupleColumn) {
        let (array, pairs) = try MapArgument.parts(map)
        guard let lambda else { return (pairs.elements[0], array, pairs) }
        let column = try lambda.evaluate(elements: pairs.elements, outerRows: array.outerRows).materialised
        return (column, array, pairs)
    }
}

/// `mapApply((k, v) -> (k2, v2), m)`.
package struct MapApply: HigherOrderFunction {
    package static let name = "mapApply"
    package static let documentation = FunctionDocumentation(
        summary: "The map of the pairs that the lambda gives for each pair.",
        examples: [.init(sql: "mapApply((k, v) -> (k, v * 10), map('a', 1))", result: "{'a':10}")])

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try MapLambda.parameters(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        guard case .tuple(let elements)? = body, elements.count == 2 else {
            throw QueryError(
                .badArguments, "Expected return type is tuple of two elements, got \((body ?? .nothing).name): \(name)")
        }
        return .map(key: elements[0].type, value: elements[1].type)
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (pairs, array, _) = try MapLambda.answers(lambda, arguments[0])
        return .array(ArrayColumn(ends: array.ends, elements: pairs))
    }
}

/// `mapFilter((k, v) -> …, m)`.
package struct MapFilter: HigherOrderFunction {
    package static let name = "mapFilter"
    package static let documentation = FunctionDocumentation(
        summary: "The pairs for which the lambda is true.",
        examples: [.init(sql: "mapFilter((k, v) -> v > 1, map('a', 1, 'b', 2))", result: "{'b':2}")])

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try MapLambda.parameters(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        try ElementLambda.checkCondition(name, body, [.uint8])
        return arguments[0].type
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (answers, array, _) = try MapLambda.answers(lambda, arguments[0])
        return ArrayFilter.evaluate(maskOfTrue(answers), [array], to: result)
    }
}

/// Whether the lambda is true for some pair.
package struct MapExists: HigherOrderFunction {
    package static let name = "mapExists"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the lambda is true for some pair.",
        examples: [.init(sql: "mapExists((k, v) -> v = 1, map('a', 1))", result: "1")])

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try MapLambda.parameters(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        try ElementLambda.checkCondition(name, body, [.uint8])
        return .uint8
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (answers, array, _) = try MapLambda.answers(lambda, arguments[0])
        return ArrayExists.evaluate(maskOfTrue(answers), [array], to: result)
    }
}

/// Whether the lambda is true for all pairs.
package struct MapAll: HigherOrderFunction {
    package static let name = "mapAll"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the lambda is true for all pairs.",
        examples: [.init(sql: "mapAll((k, v) -> v = 1, map('a', 1))", result: "1")])

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try MapLambda.parameters(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        try ElementLambda.checkCondition(name, body, [.uint8])
        return .uint8
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (answers, array, _) = try MapLambda.answers(lambda, arguments[0])
        return ArrayAll.evaluate(maskOfTrue(answers), [array], to: result)
    }
}

/// A map sorted by its keys, or by the lambda's values.
protocol MapSortFunction: HigherOrderFunction {
    static var isDescending: Bool { get }
    /// The first argument behind the lambda says how many pairs need be in order.
    static var isPartial: Bool { get }
}

extension MapSortFunction {
    package static var lambdaIsOptional: Bool { true }
    static var isPartial: Bool { false }

    private static func map<T>(_ arguments: [T]) -> [T] { isPartial ? Array(arguments.dropFirst()) : arguments }

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try MapLambda.parameters(name, map(arguments))
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        if isPartial {
            guard let limit = arguments.first, limit.type.unwrapped.isInteger else {
                throw QueryError(.illegalTypeOfArgument, "Function \(name) needs a limit before its map")
            }
        }
        _ = try MapLambda.parameters(name, map(arguments))
        return map(arguments)[0].type
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (keys, array, _) = try MapLambda.answers(lambda, map(arguments)[0])
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let sorted = array.range(of: row).sorted { left, right in
                let order = keys.compare(left, with: keys, right, nullsFirst: isDescending)
                if order == 0 { return left < right }
                return isDescending ? order > 0 : order < 0
            }
            for element in sorted { builder.append(element) }
            builder.endRow()
        }
        return builder.column(of: array.elements)
    }
}

/// Ascending.
package struct MapSort: MapSortFunction {
    package static let name = "mapSort"
    static let isDescending = false
    package static let documentation = FunctionDocumentation(
        summary: "The pairs in ascending order of the keys, or of the lambda's values.",
        examples: [.init(sql: "mapSort(map('b', 1, 'a', 2))", result: "{'a':2,'b':1}")])
}

/// Descending.
package struct MapReverseSort: MapSortFunction {
    package static let name = "mapReverseSort"
    static let isDescending = true
    package static let documentation = FunctionDocumentation(
        summary: "The pairs in descending order of the keys, or of the lambda's values.",
        examples: [.init(sql: "mapReverseSort(map('a', 1, 'b', 2))", result: "{'b':2,'a':1}")])
}

/// Ascending, at least as far as the limit.
package struct MapPartialSort: MapSortFunction {
    package static let name = "mapPartialSort"
    static let isDescending = false
    static let isPartial = true
    package static let documentation = FunctionDocumentation(
        summary: "The pairs so that the first ones, up to a limit, are in ascending order.",
        examples: [.init(sql: "mapPartialSort(1, map('b', 1, 'a', 2))", result: "{'a':2,'b':1}")])
}

/// Descending, at least as far as the limit.
package struct MapPartialReverseSort: MapSortFunction {
    package static let name = "mapPartialReverseSort"
    static let isDescending = true
    static let isPartial = true
    package static let documentation = FunctionDocumentation(
        summary: "The pairs so that the first ones, up to a limit, are in descending order.",
        examples: [.init(sql: "mapPartialReverseSort(1, map('a', 1, 'b', 2))", result: "{'b':2,'a':1}")])
}
