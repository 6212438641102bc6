import Columns
import Errors

/// One number out of an array's elements, or of the lambda's values for them.
protocol ArrayAggregation: HigherOrderFunction {
    static func aggregateResult(of value: DataType) throws(QueryError) -> DataType
    /// `values` are the elements, of type `type`; row `i` is `ranges[i]` of them.
    static func aggregate(
        _ values: Column, _ type: DataType, _ array: ArrayColumn, to result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column
}

extension ArrayAggregation {
    package static var lambdaIsOptional: Bool { true }

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try ElementLambda.elements(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        let elements = try ElementLambda.elements(name, arguments)
        let value = (body ?? elements[0]).withoutLowCardinality
        if value == .nothing { throw refused(value) }
        return try aggregateResult(of: value)
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ElementLambda.arrays(name, arguments)
        let values = try ElementLambda.answers(lambda, arrays).withoutLowCardinality
        let own = try ElementLambda.elements(name, arguments.map { Argument(type: $0.type) })[0]
        let type = (lambda?.bodyType ?? own).withoutLowCardinality
        return try aggregate(values, type, arrays[0], to: result, in: context)
    }

    static func refused(_ type: DataType) -> QueryError {
        QueryError(
            .illegalTypeOfArgument, "array aggregation function cannot be performed on type \(type.name): \(name)")
    }
}

/// The sum.
package struct ArraySum: ArrayAggregation {
    package static let name = "arraySum"
    package static let documentation = FunctionDocumentation(
        summary: "The sum of the elements, or of the lambda's values.",
        examples: [.init(sql: "arraySum(x -> x * x, [2, 3])", result: "13")])

    static func aggregateResult(of value: DataType) throws(QueryError) -> DataType {
        if case .decimal(let precision, let scale) = value {
            return .decimal(precision: precision <= 38 ? 38 : 76, scale: scale)
        }
        guard let shape = NumberShape(value) else { throw refused(value) }
        return NumberShape(isSigned: shape.isSigned, isFloat: shape.isFloat, size: max(shape.size, 8)).type
    }

    static func aggregate(
        _ values: Column, _ type: DataType, _ array: ArrayColumn, to result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        var visitor = Sums(values: try values.asNumbers(result.physicalKind), array: array)
        guard let sums = try visitor.run(on: result.physicalKind) else { throw wrongLayout(values, type) }
        return sums
    }
}

private struct Sums: NumberTypeVisitor {
    let values: Column
    let array: ArrayColumn

    mutating func visit<T: NumberValue>(_ type: T.Type) throws(QueryError) -> Column {
        guard let numbers = T.values(of: values) else { return values }
        return T.column(
            array.ends.indices.map { row in
                var total = T.zero
                for index in array.range(of: row) { total = T.wrappingSum(total, numbers[index]) }
                return total
            })
    }
}

/// The mean.
package struct ArrayAvg: ArrayAggregation {
    package static let name = "arrayAvg"
    package static let documentation = FunctionDocumentation(
        summary: "The mean of the elements, or of the lambda's values.",
        examples: [.init(sql: "arrayAvg([1, 2, 6])", result: "3")])

    static func aggregateResult(of value: DataType) throws(QueryError) -> DataType {
        guard value.isNumber else { throw refused(value) }
        return .float64
    }

    static func aggregate(
        _ values: Column, _ type: DataType, _ array: ArrayColumn, to result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .float64(let numbers) = try DecimalArithmetic.asDoubles(TypedColumn(type: type, column: values))
        else {
            throw wrongLayout(values, type)
        }
        return .float64(
            array.ends.indices.map { row in
                let range = array.range(of: row)
                var total = 0.0
                for index in range { total += numbers[index] }
                return range.isEmpty ? .nan : total / Double(range.count)
            })
    }
}

/// The product.
package struct ArrayProduct: ArrayAggregation {
    package static let name = "arrayProduct"
    package static let documentation = FunctionDocumentation(
        summary: "The product of the elements, a float.", examples: [.init(sql: "arrayProduct([1, 2, 3])", result: "6")]
    )

    static func aggregateResult(of value: DataType) throws(QueryError) -> DataType {
        guard value.isNumber else { throw refused(value) }
        return .float64
    }

    static func aggregate(
        _ values: Column, _ type: DataType, _ array: ArrayColumn, to result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .float64(let numbers) = try DecimalArithmetic.asDoubles(TypedColumn(type: type, column: values))
        else {
            throw wrongLayout(values, type)
        }
        return .float64(
            array.ends.indices.map { row in
                // ClickHouse's product of no elements is 0.
                var total = array.range(of: row).isEmpty ? 0.0 : 1
                for index in array.range(of: row) { total *= numbers[index] }
                return total
            })
    }
}

/// The least or greatest value.
protocol ArrayExtreme: ArrayAggregation {
    static var isGreatest: Bool { get }
}

extension ArrayExtreme {
    static func aggregateResult(of value: DataType) throws(QueryError) -> DataType { value }

    static func aggregate(
        _ values: Column, _ type: DataType, _ array: ArrayColumn, to result: DataType, in context: QueryContext
    ) throws(QueryError) -> Column {
        let missing = values.count
        var all = values
        all.append(.defaults(of: type, count: 1))
        let nulls = isNullMask(values)
        return all.gathering(
            array.ends.indices.map { row in
                var best = missing
                for index in array.range(of: row) where nulls[index] == 0 {
                    if best == missing {
                        best = index
                    } else {
                        // NaN loses against every number, whichever end is asked for.
                        let order = values.compare(index, with: values, best, nullsFirst: isGreatest)
                        if isGreatest ? order > 0 : order < 0 { best = index }
                    }
                }
                return UInt32(truncatingIfNeeded: best)
            })
    }
}

/// The least value.
package struct ArrayMin: ArrayExtreme {
    package static let name = "arrayMin"
    static let isGreatest = false
    package static let documentation = FunctionDocumentation(
        summary: "The least element, or value of the lambda.",
        examples: [.init(sql: "arrayMin([3, 1, 2])", result: "1")])
}

/// The greatest value.
package struct ArrayMax: ArrayExtreme {
    package static let name = "arrayMax"
    static let isGreatest = true
    package static let documentation = FunctionDocumentation(
        summary: "The greatest element, or value of the lambda.",
        examples: [.init(sql: "arrayMax([3, 1, 2])", result: "3")])
}
