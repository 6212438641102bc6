import Columns
import Errors

/// Arrays sorted by their elements, or by the lambda's values for them; NULL and NaN stand last.
protocol ArraySortFunction: HigherOrderFunction {
    static var isDescending: Bool { get }
    /// The first argument behind the lambda says how many elements need be in order.
    static var isPartial: Bool { get }
}

extension ArraySortFunction {
    package static var lambdaIsOptional: Bool { true }

    private static func arrays<T>(_ arguments: [T]) -> [T] { isPartial ? Array(arguments.dropFirst()) : arguments }

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try ElementLambda.elements(name, arrays(arguments))
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        if isPartial {
            guard let limit = arguments.first, limit.type.unwrapped.isInteger else {
                throw QueryError(.illegalTypeOfArgument, "Function \(name) needs a limit before its arrays")
            }
        }
        return .array(try ElementLambda.elements(name, arrays(arguments))[0])
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ElementLambda.arrays(name, arrays(arguments))
        let keys = try ElementLambda.answers(lambda, arrays)
        var rows: [UInt32] = []
        rows.reserveCapacity(keys.count)
        for row in 0..<rowCount {
            let sorted = arrays[0].range(of: row).sorted { left, right in
                let order = keys.compare(left, with: keys, right, nullsFirst: isDescending)
                if order == 0 { return left < right }
                return isDescending ? order > 0 : order < 0
            }
            for element in sorted { rows.append(UInt32(truncatingIfNeeded: element)) }
        }
        return .array(ArrayColumn(ends: arrays[0].ends, elements: arrays[0].elements.gathering(rows)))
    }
}

/// Ascending.
package struct ArraySort: ArraySortFunction {
    package static let name = "arraySort"
    static let isDescending = false
    static let isPartial = false
    package static let documentation = FunctionDocumentation(
        summary: "The elements in ascending order, or in that of the lambda's values.",
        examples: [.init(sql: "arraySort([3, 1, 2])", result: "[1,2,3]")])
}

/// Descending.
package struct ArrayReverseSort: ArraySortFunction {
    package static let name = "arrayReverseSort"
    static let isDescending = true
    static let isPartial = false
    package static let documentation = FunctionDocumentation(
        summary: "The elements in descending order, or in that of the lambda's values.",
        examples: [.init(sql: "arrayReverseSort([3, 1, 2])", result: "[3,2,1]")])
}

/// Ascending, at least as far as the limit.
package struct ArrayPartialSort: ArraySortFunction {
    package static let name = "arrayPartialSort"
    static let isDescending = false
    static let isPartial = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements so that the first ones, up to a limit, are in ascending order.",
        examples: [.init(sql: "arrayPartialSort(2, [3, 1, 2])", result: "[1,2,3]")])
}

/// Descending, at least as far as the limit.
package struct ArrayPartialReverseSort: ArraySortFunction {
    package static let name = "arrayPartialReverseSort"
    static let isDescending = true
    static let isPartial = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements so that the first ones, up to a limit, are in descending order.",
        examples: [.init(sql: "arrayPartialReverseSort(2, [3, 1, 2])", result: "[3,2,1]")])
}
