import Columns
import Errors

/// Elements that depend on those before: sums and differences.
protocol ArrayRunningFunction: HigherOrderFunction {
    static func runningResult(of value: DataType) throws(QueryError) -> DataType
    static func column<T: NumberValue>(_ values: [T], _ array: ArrayColumn) -> [T]
}

extension ArrayRunningFunction {
    package static var lambdaIsOptional: Bool { true }

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try ElementLambda.elements(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        let elements = try ElementLambda.elements(name, arguments)
        return .array(try runningResult(of: (body ?? elements[0]).withoutLowCardinality))
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .array(let element) = result else { throw wrongLayout(.nothing(count: 0), result) }
        let arrays = try ElementLambda.arrays(name, arguments)
        let values = try ElementLambda.answers(lambda, arrays).withoutLowCardinality
        var visitor = RunningVisitor<Self>(values: try values.asNumbers(element.physicalKind), array: arrays[0])
        guard let elements = try visitor.run(on: element.physicalKind) else { throw wrongLayout(values, element) }
        return .array(ArrayColumn(ends: arrays[0].ends, elements: elements))
    }

    static func refused(_ type: DataType) -> QueryError {
        QueryError(.illegalTypeOfArgument, "\(name) cannot process values of type \(type.name)")
    }

    fileprivate static func summed(_ value: DataType) throws(QueryError) -> DataType {
        if case .decimal(let precision, let scale) = value {
            return .decimal(precision: precision <= 38 ? 38 : 76, scale: scale)
        }
        guard let shape = NumberShape(value), shape.size <= 8 else { throw refused(value) }
        return NumberShape(isSigned: shape.isSigned, isFloat: shape.isFloat, size: 8).type
    }
}

private struct RunningVisitor<Function: ArrayRunningFunction>: NumberTypeVisitor {
    let values: Column
    let array: ArrayColumn

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        T.column(Function.column(T.values(of: values) ?? [], array))
    }
}

/// Running sums.
package struct ArrayCumSum: ArrayRunningFunction {
    package static let name = "arrayCumSum"
    package static let documentation = FunctionDocumentation(
        summary: "For every element the sum up to it.",
        examples: [.init(sql: "arrayCumSum([1, 1, 1])", result: "[1,2,3]")])

    static func runningResult(of value: DataType) throws(QueryError) -> DataType { try summed(value) }
    static func column<T: NumberValue>(_ values: [T], _ array: ArrayColumn) -> [T] {
        var result = values
        for row in array.ends.indices {
            var total = T.zero
            for index in array.range(of: row) {
                total = T.wrappingSum(total, values[index])
                result[index] = total
            }
        }
        return result
    }
}

/// Running sums that start again from zero where they would be negative.
package struct ArrayCumSumNonNegative: ArrayRunningFunction {
    package static let name = "arrayCumSumNonNegative"
    package static let documentation = FunctionDocumentation(
        summary: "For every element the sum up to it, held at zero from below.",
        examples: [.init(sql: "arrayCumSumNonNegative([1, -5, 3])", result: "[1,0,3]")])

    static func runningResult(of value: DataType) throws(QueryError) -> DataType { try summed(value) }
    static func column<T: NumberValue>(_ values: [T], _ array: ArrayColumn) -> [T] {
        var result = values
        for row in array.ends.indices {
            var total = T.zero
            for index in array.range(of: row) {
                total = T.wrappingSum(total, values[index])
                if total < T.zero { total = T.zero }
                result[index] = total
            }
        }
        return result
    }
}

/// Differences of neighbours.
package struct ArrayDifference: ArrayRunningFunction {
    package static let name = "arrayDifference"
    package static let documentation = FunctionDocumentation(
        summary: "For every element the difference to the one before; 0 for the first.",
        examples: [.init(sql: "arrayDifference([1, 3, 10])", result: "[0,2,7]")])

    static func runningResult(of value: DataType) throws(QueryError) -> DataType {
        if value.isDecimal { return value }
        guard let shape = NumberShape(value), shape.size <= 8,
            let difference = NumberArithmetic.result(.minus, shape, shape)
        else { throw refused(value) }
        return difference.type
    }

    static func column<T: NumberValue>(_ values: [T], _ array: ArrayColumn) -> [T] {
        var result = values
        for row in array.ends.indices {
            var before: T?
            for index in array.range(of: row) {
                result[index] = before.map { T.wrappingDifference(values[index], $0) } ?? T.zero
                before = values[index]
            }
        }
        return result
    }
}

/// Runs of equal elements as one.
package struct ArrayCompact: HigherOrderFunction {
    package static let name = "arrayCompact"
    package static let lambdaIsOptional = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements without those that equal their predecessor.",
        examples: [.init(sql: "arrayCompact([1, 1, 2, 1])", result: "[1,2,1]")])

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try ElementLambda.elements(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        .array(try ElementLambda.elements(name, arguments)[0])
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ElementLambda.arrays(name, arguments)
        let keys = try ElementLambda.answers(lambda, arrays)
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            let range = arrays[0].range(of: row)
            for index in range where index == range.lowerBound || keys.compare(index, with: keys, index - 1) != 0 {
                builder.append(index)
            }
            builder.endRow()
        }
        return builder.column(of: arrays[0].elements)
    }
}
