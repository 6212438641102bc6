import Columns
import Errors

enum PointInEllipses: ScalarFunction {
    static let name = "pointInEllipses"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "1 if a point lies in one of some ellipses, each a centre and two half axes.",
        example: "pointInEllipses(10., 10., 10., 9.1, 1., 0.9999)", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 6, arguments.count % 4 == 2 else {
            throw QueryError(
                .badArguments,
                "Incorrect number of arguments of function \(name). Should be 2 for your point plus 4 * N for "
                    + "ellipses (x_i, y_i, a_i, b_i).")
        }
        for (position, argument) in arguments.enumerated() where argument.type != .float64 {
            throw QueryError(
                .illegalTypeOfArgument,
                "Illegal type \(argument.type.name) of argument \(position + 1) of function \(name). Must be Float64")
        }
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let numbers = arguments.map(\.doubles)
        var answers: [UInt8] = []
        for row in 0..<rowCount {
            let isInside = stride(from: 2, to: numbers.count, by: 4).contains { first in
                let across = (numbers[0][row] - numbers[first][row]) / numbers[first + 2][row]
                let upward = (numbers[1][row] - numbers[first + 1][row]) / numbers[first + 3][row]
                return across * across + upward * upward <= 1
            }
            answers.append(isInside ? 1 : 0)
        }
        return .uint8(answers)
    }
}
