import Columns
import Errors

/// Elements for which the lambda is false, replaced by a neighbour.
protocol ArrayFillFunction: ConditionFunction {
    static var fromEnd: Bool { get }
}

extension ArrayFillFunction {
    static func conditionResult(_ elements: [DataType]) -> DataType { .array(elements[0]) }

    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        var rows = (0..<UInt32(truncatingIfNeeded: mask.count)).map { $0 }
        for row in arrays[0].ends.indices {
            let range = arrays[0].range(of: row)
            if fromEnd {
                for index in range.dropLast().reversed() where mask[index] == 0 { rows[index] = rows[index + 1] }
            } else {
                for index in range.dropFirst() where mask[index] == 0 { rows[index] = rows[index - 1] }
            }
        }
        return .array(ArrayColumn(ends: arrays[0].ends, elements: arrays[0].elements.gathering(rows)))
    }
}

/// Filled from the left.
package struct ArrayFill: ArrayFillFunction {
    package static let name = "arrayFill"
    static let fromEnd = false
    package static let documentation = FunctionDocumentation(
        summary: "Elements for which the lambda is false become like the one before.",
        examples: [.init(sql: "arrayFill(x -> x > 0, [1, 0, 2])", result: "[1,1,2]")])
}

/// Filled from the right.
package struct ArrayReverseFill: ArrayFillFunction {
    package static let name = "arrayReverseFill"
    static let fromEnd = true
    package static let documentation = FunctionDocumentation(
        summary: "Elements for which the lambda is false become like the one behind.",
        examples: [.init(sql: "arrayReverseFill(x -> x > 0, [1, 0, 2])", result: "[1,2,2]")])
}

/// An array cut where the lambda is true.
protocol ArraySplitFunction: ConditionFunction {
    /// The cut is behind the element, not before it.
    static var cutsBehind: Bool { get }
}

extension ArraySplitFunction {
    static func conditionResult(_ elements: [DataType]) -> DataType { .array(.array(elements[0])) }

    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        var inner: [Int] = []
        var outer: [Int] = []
        for row in arrays[0].ends.indices {
            let range = arrays[0].range(of: row)
            for index in range {
                let isLast = index == range.upperBound - 1
                let cuts = cutsBehind ? mask[index] != 0 : !isLast && mask[index + 1] != 0
                if isLast || cuts { inner.append(index + 1) }
            }
            outer.append(inner.count)
        }
        return .array(
            ArrayColumn(ends: outer, elements: .array(ArrayColumn(ends: inner, elements: arrays[0].elements))))
    }
}

/// Cut before the elements.
package struct ArraySplit: ArraySplitFunction {
    package static let name = "arraySplit"
    static let cutsBehind = false
    package static let documentation = FunctionDocumentation(
        summary: "The array cut before each element for which the lambda is true.",
        examples: [.init(sql: "arraySplit(x -> x = 3, [1, 2, 3, 4])", result: "[[1,2],[3,4]]")])
}

/// Cut behind the elements.
package struct ArrayReverseSplit: ArraySplitFunction {
    package static let name = "arrayReverseSplit"
    static let cutsBehind = true
    package static let documentation = FunctionDocumentation(
        summary: "The array cut behind each element for which the lambda is true.",
        examples: [.init(sql: "arrayReverseSplit(x -> x = 3, [1, 2, 3, 4])", result: "[[1,2,3],[4]]")])
}

/// `arrayFold((acc, x) -> …, a, acc0)`.
package struct ArrayFold: HigherOrderFunction {
    package static let name = "arrayFold"
    package static let documentation = FunctionDocumentation(
        summary: "The accumulator after the lambda was applied to it and each element in turn.",
        examples: [.init(sql: "arrayFold((acc, x) -> acc + x, [1, 2, 3], toInt64(10))", result: "16")])

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        guard arguments.count >= 2, let accumulator = arguments.last else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(name) requires an array and an accumulator argument")
        }
        return [accumulator.type] + (try ElementLambda.elements(name, Array(arguments.dropLast())))
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        let accumulator = try parameterTypes(of: arguments)[0]
        guard body == accumulator else {
            throw QueryError(
                .typeMismatch,
                "Return type of lambda function must be the same as the accumulator type. Inferred return type "
                    + "\((body ?? .nothing).name), inferred accumulator type \(accumulator.name)")
        }
        return accumulator
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let lambda, let start = arguments.last else { throw wrongLayout(.nothing(count: 0), result) }
        let arrays = try ElementLambda.arrays(name, Array(arguments.dropLast()))
        let longest = (0..<rowCount).map { arrays[0].range(of: $0).count }.max() ?? 0
        var accumulator = start.column.materialised
        for step in 0..<longest {
            let active = (0..<rowCount).filter { arrays[0].range(of: $0).count > step }
            let rows = active.map { UInt32(truncatingIfNeeded: $0) }
            let places = active.map { UInt32(truncatingIfNeeded: arrays[0].range(of: $0).lowerBound + step) }
            let elements = [accumulator.gathering(rows)] + arrays.map { $0.elements.gathering(places) }
            let next = try lambda.evaluate(elements: elements, outerRows: rows).materialised
            var order = (0..<UInt32(truncatingIfNeeded: rowCount)).map { $0 }
            for (position, row) in active.enumerated() {
                order[row] = UInt32(truncatingIfNeeded: rowCount + position)
            }
            accumulator = Column.concatenating([accumulator, next]).gathering(order)
        }
        return accumulator
    }
}
