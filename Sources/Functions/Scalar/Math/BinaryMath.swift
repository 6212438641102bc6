import Columns
import Errors
import Glibc

/// A function of two numbers that gives a Float64.
protocol BinaryMathFunction: ScalarFunction {
    static func apply(_ left: Double, _ right: Double) -> Double
}

extension BinaryMathFunction {
    package static var isCaseInsensitive: Bool { true }
    package static var constants: ConstantRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        for (position, argument) in arguments.enumerated() {
            guard argument.type.isDecimal || NumberShape(argument.type).map({ $0.size <= 8 }) == true else {
                throw illegalArgumentType(name, position, argument.type)
            }
        }
        return .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try mapRows(
            BinaryMathKernel<Self>.self, try DecimalArithmetic.asDoubles(arguments[0]),
            try DecimalArithmetic.asDoubles(arguments[1]))
    }
}

private struct BinaryMathKernel<Function: BinaryMathFunction>: BinaryKernel {
    static func apply(_ left: Double, _ right: Double) -> Double { Function.apply(left, right) }
}

/// `pow`.
package struct Power: BinaryMathFunction {
    package static let name = "pow"
    package static let aliases = ["power"]
    package static let documentation = FunctionDocumentation(
        summary: "The first number to the power of the second.", examples: [.init(sql: "pow(2, 10)", result: "1024")])
    static func apply(_ left: Double, _ right: Double) -> Double { Glibc.pow(left, right) }
}

/// `atan2`.
package struct ArcTangent2: BinaryMathFunction {
    package static let name = "atan2"
    package static let isCaseInsensitive = false
    package static let documentation = FunctionDocumentation(
        summary: "The angle of the point (x, y), given y and x.", examples: [.init(sql: "atan2(0, 1)", result: "0")])
    static func apply(_ left: Double, _ right: Double) -> Double { Glibc.atan2(left, right) }
}

/// `hypot`.
package struct Hypotenuse: BinaryMathFunction {
    package static let name = "hypot"
    package static let isCaseInsensitive = false
    package static let documentation = FunctionDocumentation(
        summary: "The length of the hypotenuse.", examples: [.init(sql: "hypot(3, 4)", result: "5")])
    static func apply(_ left: Double, _ right: Double) -> Double { Glibc.hypot(left, right) }
}

/// `max2`.
package struct Max2: BinaryMathFunction {
    package static let name = "max2"
    package static let documentation = FunctionDocumentation(
        summary: "The greater of two numbers, a float.", examples: [.init(sql: "max2(1, 2)", result: "2")])
    static func apply(_ left: Double, _ right: Double) -> Double { left > right ? left : right }
}

/// `min2`.
package struct Min2: BinaryMathFunction {
    package static let name = "min2"
    package static let documentation = FunctionDocumentation(
        summary: "The smaller of two numbers, a float.", examples: [.init(sql: "min2(1, 2)", result: "1")])
    static func apply(_ left: Double, _ right: Double) -> Double { left < right ? left : right }
}
