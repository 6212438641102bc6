import Columns
import Errors

/// `a - b`.
package struct Minus: ArithmeticFunction {
    package static let name = "minus"
    package static let documentation = FunctionDocumentation(
        summary: "The difference of two numbers or dates, or a date moved back by an interval.",
        examples: [.init(sql: "3 - 5", result: "-2")])
    static let operation = ArithmeticOperation.minus
}
