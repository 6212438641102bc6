import Columns
import Errors

enum IsDecimalOverflow: ScalarFunction {
    static let name = "isDecimalOverflow"
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "1 where a decimal has more digits than the precision that is given, or that of its type.",
        example: "isDecimalOverflow(toDecimal32(1000000000, 0), 9)", "1")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...2)
        guard case .decimal = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        if arguments.count == 2 {
            guard arguments[1].type == .uint8 else { throw illegalArgumentType(name, 1, arguments[1].type) }
        }
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .decimal(let own, _) = arguments[0].type else { return .uint8([]) }
        var answers: [UInt8] = []
        answers.reserveCapacity(rowCount)
        for row in 0..<rowCount {
            let precision = arguments.count > 1 ? arguments[1].column.value(at: row).integer : Int64(own)
            let digits = digitCount(arguments[0].column.value(at: row))
            answers.append(digits > Int(precision) ? 1 : 0)
        }
        return .uint8(answers)
    }

    /// The decimal digits of the unscaled number.
    private static func digitCount(_ value: Value) -> Int {
        switch value {
        case .int64(let number): number == 0 ? 0 : "\(number.magnitude)".utf8.count
        case .int128(let number): number == 0 ? 0 : "\(number.magnitude)".utf8.count
        case .int256(let number): number == 0 ? 0 : "\(number)".utf8.filter { $0 != UInt8(ascii: "-") }.count
        default: 0
        }
    }
}
