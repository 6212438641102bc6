import Columns
import Errors

/// Integer division; refuses a zero divisor.
package struct IntDiv: ArithmeticFunction {
    package static let name = "intDiv"
    package static let documentation = FunctionDocumentation(
        summary: "The quotient, rounded towards zero.",
        examples: [.init(sql: "intDiv(-7, 2)", result: "-3")])
    static let operation = ArithmeticOperation.integerDivide
}

/// Integer division that gives 0 for a zero divisor.
package struct IntDivOrZero: ArithmeticFunction {
    package static let name = "intDivOrZero"
    package static let documentation = FunctionDocumentation(
        summary: "The quotient rounded towards zero, 0 where there is none.",
        examples: [.init(sql: "intDivOrZero(1, 0)", result: "0")])
    static let operation = ArithmeticOperation.integerDivide
    static let zeroDivisorGivesZero = true
}
