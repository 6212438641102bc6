import Columns
import Errors

/// `normalizeQuery` and its forms: a query without its constants.
protocol QueryNormalisation: ScalarFunction {
    static var keepsNames: Bool { get }
    static var isHash: Bool { get }
}

extension QueryNormalisation {
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type == .string else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return isHash ? .uint64 : .string
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let normalise = context.normaliseQuery, let hash = context.hashNormalisedQuery else {
            throw QueryError(.notImplemented, "\(name) outside of a query is not supported")
        }
        let strings = arguments[0].strings
        if isHash { return .uint64((0..<rowCount).map { hash(strings.text(at: $0), keepsNames) }) }
        return .string(StringColumn((0..<rowCount).map { normalise(strings.text(at: $0), keepsNames) }))
    }
}

enum NormalizeQuery: QueryNormalisation {
    static let name = "normalizeQuery"
    static let keepsNames = false
    static let isHash = false
    static let documentation = FunctionDocumentation(
        "The query with ? for constants and ?.. for lists of them.",
        example: "normalizeQuery('SELECT [1, 2, 3, x]')", "SELECT [?.., x]")
}

enum NormalizeQueryKeepNames: QueryNormalisation {
    static let name = "normalizeQueryKeepNames"
    static let keepsNames = true
    static let isHash = false
    static let documentation = FunctionDocumentation(
        "As normalizeQuery, with names that have many digits kept.",
        example: "normalizeQueryKeepNames('SELECT 1 AS aComplexName123')", "SELECT ? AS aComplexName123")
}

enum NormalizedQueryHash: QueryNormalisation {
    static let name = "normalizedQueryHash"
    static let keepsNames = false
    static let isHash = true
    static let documentation = FunctionDocumentation(
        "One number for all queries that differ in constants only.",
        example: "normalizedQueryHash('SELECT 1') = normalizedQueryHash('SELECT 2')", "1")
}

enum NormalizedQueryHashKeepNames: QueryNormalisation {
    static let name = "normalizedQueryHashKeepNames"
    static let keepsNames = true
    static let isHash = true
    static let documentation = FunctionDocumentation(
        "As normalizedQueryHash, with names that have many digits kept.",
        example: "normalizedQueryHashKeepNames('SELECT 1 AS a123') = normalizedQueryHashKeepNames('SELECT 1 AS a124')",
        "0")
}
