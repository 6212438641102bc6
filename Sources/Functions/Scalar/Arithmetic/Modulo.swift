import Columns
import Errors

/// `a % b`.
package struct Modulo: ArithmeticFunction {
    package static let name = "modulo"
    package static let aliases = ["mod"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The remainder of the division, with the sign of the dividend.",
        examples: [.init(sql: "-5 % 3", result: "-2")])
    static let operation = ArithmeticOperation.modulo
}

/// The remainder that is 0 for a zero divisor.
package struct ModuloOrZero: ArithmeticFunction {
    package static let name = "moduloOrZero"
    package static let documentation = FunctionDocumentation(
        summary: "The remainder, 0 where the divisor is zero.",
        examples: [.init(sql: "moduloOrZero(5, 0)", result: "0")])
    static let operation = ArithmeticOperation.modulo
    static let zeroDivisorGivesZero = true
}

/// The remainder that is never negative.
package struct PositiveModulo: ArithmeticFunction {
    package static let name = "positiveModulo"
    package static let aliases = ["positive_modulo", "pmod"]
    package static let isCaseInsensitive = true
    package static let documentation = FunctionDocumentation(
        summary: "The remainder, moved up to be positive.",
        examples: [.init(sql: "positiveModulo(-5, 3)", result: "1")])
    static let operation = ArithmeticOperation.positiveModulo
}
