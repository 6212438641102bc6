import Columns
import Errors

/// One of the six comparison operators.
protocol ComparisonFunction: ScalarFunction {
    static var operation: ComparisonOperation { get }
}

extension ComparisonFunction {
    package static var constants: ConstantRule { .seen }

    /// Only a string that has to be read can be refused, and a constant one is refused whatever the rows are.
    package static func tolerates(_ arguments: [Argument]) -> Bool {
        arguments.allSatisfy { NumberShape($0.type) != nil || $0.type.isStringOrFixedString || $0.constant != nil }
            || arguments[0].type == arguments[1].type && arguments[0].type.fixedWidth != nil
    }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        return try Comparison.result(Self.self, operation, arguments, in: context)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try Comparison.evaluate(
            Self.self, operation, arguments[0], arguments[1], to: result, rowCount: rowCount, in: context)
    }
}

/// `a = b`.
package struct Equals: ComparisonFunction {
    package static let name = "equals"
    package static let documentation = FunctionDocumentation(
        summary: "Compares two values: `a = b`.", examples: [.init(sql: "1 = 1.0", result: "1")])
    static let operation = ComparisonOperation.equals
}

/// `a != b`.
package struct NotEquals: ComparisonFunction {
    package static let name = "notEquals"
    package static let documentation = FunctionDocumentation(
        summary: "Compares two values: `a != b`.", examples: [.init(sql: "'a' != 'b'", result: "1")])
    static let operation = ComparisonOperation.notEquals
}

/// `a < b`.
package struct Less: ComparisonFunction {
    package static let name = "less"
    package static let documentation = FunctionDocumentation(
        summary: "Compares two values: `a < b`.", examples: [.init(sql: "1 < 2", result: "1")])
    static let operation = ComparisonOperation.less
}

/// `a > b`.
package struct Greater: ComparisonFunction {
    package static let name = "greater"
    package static let documentation = FunctionDocumentation(
        summary: "Compares two values: `a > b`.", examples: [.init(sql: "toUInt8(1) > -1", result: "1")])
    static let operation = ComparisonOperation.greater
}

/// `a <= b`.
package struct LessOrEquals: ComparisonFunction {
    package static let name = "lessOrEquals"
    package static let documentation = FunctionDocumentation(
        summary: "Compares two values: `a <= b`.", examples: [.init(sql: "(1, 2) <= (1, 3)", result: "1")])
    static let operation = ComparisonOperation.lessOrEquals
}

/// `a >= b`.
package struct GreaterOrEquals: ComparisonFunction {
    package static let name = "greaterOrEquals"
    package static let documentation = FunctionDocumentation(
        summary: "Compares two values: `a >= b`.", examples: [.init(sql: "[1, 2] >= [1]", result: "1")])
    static let operation = ComparisonOperation.greaterOrEquals
}
