import Columns
import Errors

enum ThrowIf: ScalarFunction {
    static let name = "throwIf"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "Fails the query, with the given message, if a row's value is not zero; else 0.", example: "throwIf(0)", "0")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        let allowsCode = context.settings["allow_custom_error_code_in_throwif"].map { $0 != "0" } ?? false
        guard (1...(allowsCode ? 3 : 2)).contains(arguments.count) else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(arguments.count), should be "
                    + (allowsCode ? "1 or 2 or 3" : "1 or 2"))
        }
        guard arguments[0].type.isNumber else { throw illegalArgumentType(name, 0, arguments[0].type) }
        if arguments.count > 1 {
            guard arguments[1].type == .string else { throw illegalArgumentType(name, 1, arguments[1].type) }
            guard arguments[1].constant != nil else {
                throw QueryError(.illegalColumn, "The second argument of function \(name) must be a constant string")
            }
        }
        try checkIntegers(name, arguments, 2)
        return .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        if maskOfTrue(arguments[0].column).contains(1) {
            let text = arguments.count > 1 ? arguments[1].constantBytes : nil
            let number = arguments.count > 2 ? arguments[2].integers.first : nil
            let code = number.flatMap { Int32(exactly: $0) }.flatMap(ErrorCode.init(rawValue:))
            throw QueryError(
                code ?? .functionThrowIfValueIsNonZero,
                text.map { String(decoding: $0, as: UTF8.self) } ?? "Value passed to 'throwIf' function is non-zero")
        }
        return .uint8([UInt8](repeating: 0, count: rowCount))
    }
}
