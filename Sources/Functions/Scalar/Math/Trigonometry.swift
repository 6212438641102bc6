import Columns
import Errors
import Glibc

/// `sin`.
package struct Sine: UnaryMathFunction {
    package static let name = "sin"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The sine of an angle in radians.", examples: [.init(sql: "sin(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.sin(value) }
}

/// `cos`.
package struct Cosine: UnaryMathFunction {
    package static let name = "cos"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The cosine of an angle in radians.", examples: [.init(sql: "cos(0)", result: "1")])
    static func apply(_ value: Double) -> Double { Glibc.cos(value) }
}

/// `tan`.
package struct Tangent: UnaryMathFunction {
    package static let name = "tan"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The tangent of an angle in radians.", examples: [.init(sql: "tan(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.tan(value) }
}

/// `asin`.
package struct ArcSine: UnaryMathFunction {
    package static let name = "asin"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The angle whose sine is the number.", examples: [.init(sql: "asin(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.asin(value) }
}

/// `acos`.
package struct ArcCosine: UnaryMathFunction {
    package static let name = "acos"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The angle whose cosine is the number.", examples: [.init(sql: "acos(1)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.acos(value) }
}

/// `atan`.
package struct ArcTangent: UnaryMathFunction {
    package static let name = "atan"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The angle whose tangent is the number.", examples: [.init(sql: "atan(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.atan(value) }
}

/// `sinh`.
package struct HyperbolicSine: UnaryMathFunction {
    package static let name = "sinh"
    package static let documentation = FunctionDocumentation(
        summary: "The hyperbolic sine.", examples: [.init(sql: "sinh(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.sinh(value) }
}

/// `cosh`.
package struct HyperbolicCosine: UnaryMathFunction {
    package static let name = "cosh"
    package static let documentation = FunctionDocumentation(
        summary: "The hyperbolic cosine.", examples: [.init(sql: "cosh(0)", result: "1")])
    static func apply(_ value: Double) -> Double { Glibc.cosh(value) }
}

/// `tanh`.
package struct HyperbolicTangent: UnaryMathFunction {
    package static let name = "tanh"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The hyperbolic tangent.", examples: [.init(sql: "tanh(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.tanh(value) }
}

/// `asinh`.
package struct InverseHyperbolicSine: UnaryMathFunction {
    package static let name = "asinh"
    package static let documentation = FunctionDocumentation(
        summary: "The inverse hyperbolic sine.", examples: [.init(sql: "asinh(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.asinh(value) }
}

/// `acosh`.
package struct InverseHyperbolicCosine: UnaryMathFunction {
    package static let name = "acosh"
    package static let documentation = FunctionDocumentation(
        summary: "The inverse hyperbolic cosine.", examples: [.init(sql: "acosh(1)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.acosh(value) }
}

/// `atanh`.
package struct InverseHyperbolicTangent: UnaryMathFunction {
    package static let name = "atanh"
    package static let documentation = FunctionDocumentation(
        summary: "The inverse hyperbolic tangent.", examples: [.init(sql: "atanh(0)", result: "0")])
    static func apply(_ value: Double) -> Double { Glibc.atanh(value) }
}

/// `degrees`.
package struct Degrees: UnaryMathFunction {
    package static let name = "degrees"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "An angle in radians as degrees.", examples: [.init(sql: "degrees(0)", result: "0")])
    static func apply(_ value: Double) -> Double { value * (180 / Double.pi) }
}

/// `radians`.
package struct Radians: UnaryMathFunction {
    package static let name = "radians"
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "An angle in degrees as radians.", examples: [.init(sql: "radians(0)", result: "0")])
    static func apply(_ value: Double) -> Double { value * (Double.pi / 180) }
}
