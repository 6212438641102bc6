import Columns
import Errors

/// `a / b`.
package struct Divide: ArithmeticFunction {
    package static let name = "divide"
    package static let documentation = FunctionDocumentation(
        summary: "The quotient of two numbers, a float (a decimal for decimals).",
        examples: [.init(sql: "1 / 4", result: "0.25")])
    static let operation = ArithmeticOperation.divide
}
