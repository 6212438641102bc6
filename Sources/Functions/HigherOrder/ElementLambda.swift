import Columns
import Errors

/// What higher-order functions share: arrays of one length, and the lambda's answer for every element.
enum ElementLambda {
    /// The element types of all arguments, which must be arrays.
    static func elements(_ name: String, _ arguments: [Argument]) throws(QueryError) -> [DataType] {
        guard !arguments.isEmpty else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(name) needs at least one array argument")
        }
        var types: [DataType] = []
        for position in arguments.indices { types.append(try ArrayArgument.element(name, arguments, position)) }
        return types
    }

    static func arrays(_ name: String, _ arguments: [TypedColumn]) throws(QueryError) -> [ArrayColumn] {
        try ParallelArrays.columns(name, arguments)
    }

    /// The lambda's column over all elements; without a lambda the first array's elements themselves.
    static func answers(
        _ lambda: Lambda?, _ arrays: [ArrayColumn]
    ) throws(QueryError) -> Column {
        guard let lambda else { return arrays[0].elements }
        return try lambda.evaluate(elements: arrays.map(\.elements), outerRows: arrays[0].outerRows).materialised
    }

    /// The lambda's column as 0/1.
    static func mask(_ lambda: Lambda?, _ arrays: [ArrayColumn]) throws(QueryError) -> [UInt8] {
        maskOfTrue(try answers(lambda, arrays))
    }

    /// Refuses a lambda whose answer is no condition.
    static func checkCondition(_ name: String, _ body: DataType?, _ elements: [DataType]) throws(QueryError) {
        let type = (body ?? elements[0]).unwrapped
        guard NumberShape(type) != nil || type == .nothing, !(body == nil && type == .nothing) else {
            throw QueryError(
                .illegalTypeOfArgument,
                "Unexpected type of the answer of the lambda of function \(name). Expected UInt8, got \(type.name)")
        }
    }
}

/// Functions whose lambda decides about each element.
protocol ConditionFunction: HigherOrderFunction {
    static func conditionResult(_ elements: [DataType]) -> DataType
    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column
}

extension ConditionFunction {
    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try ElementLambda.elements(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        let elements = try ElementLambda.elements(name, arguments)
        try ElementLambda.checkCondition(name, body, elements)
        return conditionResult(elements)
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ElementLambda.arrays(name, arguments)
        return evaluate(try ElementLambda.mask(lambda, arrays), arrays, to: result)
    }
}

/// `arrayMap(x -> …, a)`.
package struct ArrayMap: HigherOrderFunction {
    package static let name = "arrayMap"
    package static let documentation = FunctionDocumentation(
        summary: "The lambda's value for every element.",
        examples: [.init(sql: "arrayMap(x -> x + 1, [1, 2])", result: "[2,3]")])

    package static func parameterTypes(of arguments: [Argument]) throws(QueryError) -> [DataType] {
        try ElementLambda.elements(name, arguments)
    }

    package static func result(body: DataType?, arguments: [Argument]) throws(QueryError) -> DataType {
        .array((body ?? .nothing).withoutLowCardinality)
    }

    package static func evaluate(
        _ lambda: Lambda?, _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let arrays = try ElementLambda.arrays(name, arguments)
        let values = try ElementLambda.answers(lambda, arrays).withoutLowCardinality
        return .array(ArrayColumn(ends: arrays[0].ends, elements: values))
    }
}

/// `arrayFilter(x -> …, a)`.
package struct ArrayFilter: ConditionFunction {
    package static let name = "arrayFilter"
    package static let documentation = FunctionDocumentation(
        summary: "The elements for which the lambda is true.",
        examples: [.init(sql: "arrayFilter(x -> x > 1, [1, 2])", result: "[2]")])

    static func conditionResult(_ elements: [DataType]) -> DataType { .array(elements[0]) }
    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        var kept = 0
        var ends = arrays[0].ends
        for row in ends.indices {
            for element in arrays[0].range(of: row) { kept &+= Int(mask[element]) }
            ends[row] = kept
        }
        return .array(ArrayColumn(ends: ends, elements: arrays[0].elements.filtered(by: mask, keeping: kept)))
    }
}

/// How many elements the lambda is true for.
package struct ArrayCount: ConditionFunction {
    package static let name = "arrayCount"
    package static let lambdaIsOptional = true
    package static let documentation = FunctionDocumentation(
        summary: "The number of elements for which the lambda is true, or that are not zero.",
        examples: [.init(sql: "arrayCount(x -> x > 1, [1, 2, 3])", result: "2")])

    static func conditionResult(_ elements: [DataType]) -> DataType { .uint32 }
    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        .uint32(
            arrays[0].ends.indices.map { row in
                var count: UInt32 = 0
                for element in arrays[0].range(of: row) { count &+= UInt32(mask[element]) }
                return count
            })
    }
}

/// Whether the lambda is true for some element.
package struct ArrayExists: ConditionFunction {
    package static let name = "arrayExists"
    package static let lambdaIsOptional = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether the lambda is true for some element.",
        examples: [.init(sql: "arrayExists(x -> x > 1, [1, 2])", result: "1")])

    static func conditionResult(_ elements: [DataType]) -> DataType { .uint8 }
    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        .uint8(arrays[0].ends.indices.map { row in arrays[0].range(of: row).contains { mask[$0] != 0 } ? 1 : 0 })
    }
}

/// Whether the lambda is true for all elements.
package struct ArrayAll: ConditionFunction {
    package static let name = "arrayAll"
    package static let lambdaIsOptional = true
    package static let documentation = FunctionDocumentation(
        summary: "Whether the lambda is true for all elements.",
        examples: [.init(sql: "arrayAll(x -> x > 0, [1, 2])", result: "1")])

    static func conditionResult(_ elements: [DataType]) -> DataType { .uint8 }
    static func evaluate(_ mask: [UInt8], _ arrays: [ArrayColumn], to result: DataType) -> Column {
        .uint8(arrays[0].ends.indices.map { row in arrays[0].range(of: row).allSatisfy { mask[$0] != 0 } ? 1 : 0 })
    }
}
