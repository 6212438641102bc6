import Columns
import Errors

/// `formatQuery` and its forms: a query as ClickHouse prints it.
protocol QueryFormatting: ScalarFunction {
    static var isMultiline: Bool { get }
    static var isNullForBroken: Bool { get }
}

extension QueryFormatting {
    static var toleratesEveryValue: Bool { isNullForBroken }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type == .string else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return isNullForBroken ? .nullable(.string) : .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let format = context.formatQuery else {
            throw QueryError(.notImplemented, "\(name) outside of a query is not supported")
        }
        let strings = arguments[0].strings
        var written = StringColumn()
        var nulls = [UInt8](repeating: 0, count: rowCount)
        for row in 0..<rowCount {
            do throws(QueryError) {
                written.append(try format(strings.text(at: row), isMultiline).utf8)
            } catch {
                guard isNullForBroken else { throw error }
                nulls[row] = 1
                written.append([])
            }
        }
        guard isNullForBroken else { return .string(written) }
        return .nullable(NullableColumn(nulls: nulls, values: .string(written)))
    }
}

enum FormatQuery: QueryFormatting {
    static let name = "formatQuery"
    static let isMultiline = true
    static let isNullForBroken = false
    static let documentation = FunctionDocumentation(
        "The query as it is printed, a clause a line.", example: "formatQuery('select 1')", "SELECT 1")
}

enum FormatQueryOrNull: QueryFormatting {
    static let name = "formatQueryOrNull"
    static let isMultiline = true
    static let isNullForBroken = true
    static let documentation = FunctionDocumentation(
        "The query as it is printed, NULL where it is none.", example: "formatQueryOrNull('selec')", "\\N")
}

enum FormatQuerySingleLine: QueryFormatting {
    static let name = "formatQuerySingleLine"
    static let isMultiline = false
    static let isNullForBroken = false
    static let documentation = FunctionDocumentation(
        "The query as it is printed, on one line.", example: "formatQuerySingleLine('select  a,b from t')",
        "SELECT a, b FROM t")
}

enum FormatQuerySingleLineOrNull: QueryFormatting {
    static let name = "formatQuerySingleLineOrNull"
    static let isMultiline = false
    static let isNullForBroken = true
    static let documentation = FunctionDocumentation(
        "The query as it is printed, on one line; NULL where it is none.",
        example: "formatQuerySingleLineOrNull('selec')", "\\N")
}
