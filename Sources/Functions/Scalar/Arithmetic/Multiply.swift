import Columns
import Errors

/// `a * b`.
package struct Multiply: ArithmeticFunction {
    package static let name = "multiply"
    package static let documentation = FunctionDocumentation(
        summary: "The product of two numbers.",
        examples: [.init(sql: "6 * 7", result: "42")])
    static let operation = ArithmeticOperation.multiply
}
