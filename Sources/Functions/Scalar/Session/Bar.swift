import Columns
import Errors

enum Bar: ScalarFunction {
    static let name = "bar"
    static let documentation = FunctionDocumentation(
        "A bar whose length shows where a number lies between two others.", example: "bar(5, 0, 10, 10)", "█████")

    private static let widthMax = 1_000.0
    private static let eighths: [[UInt8]] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].map { Array($0.utf8) }
    private static let full = Array("█".utf8)

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 3...4)
        for (position, argument) in arguments.enumerated() {
            guard argument.type.isInteger || argument.type.isFloat else {
                throw illegalArgumentType(name, position, argument.type)
            }
        }
        return .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let values = arguments[0].doubles
        let lows = arguments[1].doubles
        let highs = arguments[2].doubles
        let widths = arguments.count > 3 ? arguments[3].doubles : nil
        var written = StringColumn()
        for row in 0..<rowCount {
            let width = widths?[row] ?? 80
            guard width >= 1 else {
                throw QueryError(.argumentOutOfBound, "Max_width argument must be >= 1.")
            }
            guard width <= widthMax else {
                throw QueryError(.argumentOutOfBound, "Max_width argument must be <= 1000.")
            }
            let share = (values[row] - lows[row]) / (highs[row] - lows[row])
            let filled = values[row] <= lows[row] ? 0 : values[row] >= highs[row] ? width : share * width
            let parts = filled.isFinite ? Int(filled * 8) : 0
            for _ in 0..<parts / 8 { written.bytes.append(contentsOf: full) }
            written.bytes.append(contentsOf: eighths[parts % 8])
            written.ends.append(written.bytes.count)
        }
        return .string(written)
    }
}
