import Columns
import Errors

/// A constant of mathematics.
protocol MathConstant: ScalarFunction {
    static var value: Double { get }
}

extension MathConstant {
    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 0...0)
        return .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .constant(ConstantColumn(.float64([value]), count: rowCount))
    }
}

/// The ratio of a circle's circumference to its diameter.
package struct Pi: MathConstant {
    package static let name = "pi"
    package static let isCaseInsensitive = true
    static let value = Double.pi
    package static let documentation = FunctionDocumentation(
        summary: "The number pi.", examples: [.init(sql: "pi()", result: "3.141592653589793")])
}

/// The base of the natural logarithm.
package struct EulersNumber: MathConstant {
    package static let name = "e"
    static let value = 2.718281828459045
    package static let documentation = FunctionDocumentation(
        summary: "The number e.", examples: [.init(sql: "e()", result: "2.718281828459045")])
}
