import Columns
import Errors
import Glibc

/// A function of one number that gives a Float64.
protocol UnaryMathFunction: ScalarFunction {
    static func apply(_ value: Double) -> Double
}

extension UnaryMathFunction {
    package static var constants: ConstantRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isNumber else {
            throw QueryError(
                .illegalTypeOfArgument, "Illegal type \(arguments[0].type.name) of argument of function \(name)")
        }
        return .float64
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        try mapRows(UnaryMathKernel<Self>.self, try DecimalArithmetic.asDoubles(arguments[0]))
    }
}

private struct UnaryMathKernel<Function: UnaryMathFunction>: UnaryKernel {
    static func apply(_ value: Double) -> Double { Function.apply(value) }
}

/// `sqrt`.
package struct SquareRoot: UnaryMathFunction {
    package static let name = "sqrt"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The square root.", examples: [.init(sql: "sqrt(16)", result: "4")])
    static func apply(_ value: Double) -> Double { value.squareRoot() }
}

/// `cbrt`.
package struct CubeRoot: UnaryMathFunction {
    package static let name = "cbrt"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The cube root.", examples: [.init(sql: "cbrt(27)", result: "3")])
    /// The library's root, and one step of Newton's: whole roots come out whole.
    static func apply(_ value: Double) -> Double {
        let root = Glibc.cbrt(value)
        let square = root * root
        guard root.isFinite, square.isNormal else { return root }
        let better = root - (square * root - value) / (3 * square)
        return better.isFinite ? better : root
    }
}

/// `exp`.
package struct Exponential: UnaryMathFunction {
    package static let name = "exp"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "e to the power of the number.", examples: [.init(sql: "exp(0)", result: "1")])
    static func apply(_ value: Double) -> Double { Glibc.exp(value) }
}

/// `exp2`.
package struct Exponential2: UnaryMathFunction {
    package static let name = "exp2"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "2 to the power of the number.", examples: [.init(sql: "exp2(3)", result: "8")])
    static func apply(_ value: Double) -> Double { Glibc.exp2(value) }
}

/// `exp10`.
package struct Exponential10: UnaryMathFunction {
    package static let name = "exp10"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "10 to the power of the number.", examples: [.init(sql: "exp10(2)", result: "100")])
    static func apply(_ value: Double) -> Double { powerOfTenExact(value) }
}

/// `log`.
package struct Logarithm: UnaryMathFunction {
    package static let name = "log"
    package static let aliases = ["ln"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The natural logarithm.", examples: [.init(sql: "log(1)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.log(value) }
}

/// `log2`.
package struct Logarithm2: UnaryMathFunction {
    package static let name = "log2"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The logarithm to the base 2.", examples: [.init(sql: "log2(8)", result: "3")])
    static func apply(_ value: Double) -> Double { Glibc.log2(value) }
}

/// `log10`.
package struct Logarithm10: UnaryMathFunction {
    package static let name = "log10"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The logarithm to the base 10.", examples: [.init(sql: "log10(1000)", result: "3")])
    static func apply(_ value: Double) -> Double { Glibc.log10(value) }
}

/// `log1p`.
package struct Logarithm1p: UnaryMathFunction {
    package static let name = "log1p"
    package static let documentation = FunctionDocumentation(
        summary: "The natural logarithm of one more than the number.", examples: [.init(sql: "log1p(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.log1p(value) }
}

/// `erf`.
package struct ErrorFunction: UnaryMathFunction {
    package static let name = "erf"
    package static let documentation = FunctionDocumentation(
        summary: "The error function.", examples: [.init(sql: "erf(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.erf(value) }
}

/// `erfc`.
package struct ComplementaryErrorFunction: UnaryMathFunction {
    package static let name = "erfc"
    package static let documentation = FunctionDocumentation(
        summary: "One minus the error function.", examples: [.init(sql: "erfc(0)", result: "1")])
    static func apply(_ value: Double) -> Double { Glibc.erfc(value) }
}

/// `lgamma`.
package struct LogGamma: UnaryMathFunction {
    package static let name = "lgamma"
    package static let documentation = FunctionDocumentation(
        summary: "The logarithm of the gamma function.", examples: [.init(sql: "lgamma(1)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.lgamma(value) }
}

/// `tgamma`.
package struct Gamma: UnaryMathFunction {
    package static let name = "tgamma"
    package static let documentation = FunctionDocumentation(
        summary: "The gamma function.", examples: [.init(sql: "tgamma(5)", result: "24")])
    static func apply(_ value: Double) -> Double { Glibc.tgamma(value) }
}

/// `sigmoid`.
package struct Sigmoid: UnaryMathFunction {
    package static let name = "sigmoid"
    package static let documentation = FunctionDocumentation(
        summary: "The logistic function.", examples: [.init(sql: "sigmoid(0)", result: "0.5")])
    static func apply(_ value: Double) -> Double { 1 / (1 + Glibc.exp(-value)) }
}

/// Powers of ten that are doubles exactly are given exactly.
private func powerOfTenExact(_ exponent: Double) -> Double {
    if exponent >= 0, exponent <= 22, exponent == exponent.rounded() { return powerOfTen(Int(exponent)) }
    return Glibc.pow(10, exponent)
}
