import Columns
import Errors

/// `a + b`.
package struct Plus: ArithmeticFunction {
    package static let name = "plus"
    package static let documentation = FunctionDocumentation(
        summary: "The sum of two numbers, or a date moved by an interval.",
        examples: [.init(sql: "1 + 2", result: "3")])
    static let operation = ArithmeticOperation.plus
}
