import Columns
import Errors

enum FlattenTuple: ScalarFunction {
    static let name = "flattenTuple"
    static let nulls = NullRule.seen
    static let toleratesEveryValue = true
    static let documentation = FunctionDocumentation(
        "The elements of named tuples within the tuple as its own, named by their paths.",
        example: "flattenTuple(CAST((1, (2, 3)) AS Tuple(a UInt8, b Tuple(c UInt8, d UInt8))))", "(1,2,3)")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard case .tuple(let elements) = arguments[0].type, elements.allSatisfy({ $0.name != nil }) else {
            guard case .tuple = arguments[0].type else { throw illegalArgumentType(name, 0, arguments[0].type) }
            throw QueryError(
                .illegalTypeOfArgument,
                "Tuple argument for function '\(name)' must be named. Got '\(arguments[0].type.name)'")
        }
        return .tuple(flattened(elements, prefix: ""))
    }

    private static func flattened(_ elements: [TupleElement], prefix: String) -> [TupleElement] {
        elements.flatMap { element -> [TupleElement] in
            let name = prefix + (element.name ?? "")
            switch element.type {
            case .tuple(let inner) where isNamed(inner): return flattened(inner, prefix: name + ".")
            case .array(.tuple(let inner)) where isNamed(inner):
                return inner.map { TupleElement("\(name).\($0.name ?? "")", .array($0.type)) }
            default: return [TupleElement(name, element.type)]
            }
        }
    }

    private static func isNamed(_ elements: [TupleElement]) -> Bool {
        !elements.isEmpty && elements.allSatisfy { $0.name != nil }
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .tuple(TupleColumn(elements: try parts(arguments[0]), count: rowCount))
    }

    private static func parts(_ tuple: TypedColumn) throws(QueryError) -> [Column] {
        var columns: [Column] = []
        for part in try TupleArgument.columns(tuple) {
            switch (part.type, part.column) {
            case (.tuple(let inner), _) where isNamed(inner): columns += try parts(part)
            case (.array(.tuple(let inner)), .array(let array)) where isNamed(inner):
                guard case .tuple(let tuple) = array.elements else { throw wrongLayout(part.column, part.type) }
                columns += tuple.elements.map { .array(ArrayColumn(ends: array.ends, elements: $0)) }
            default: columns.append(part.column)
            }
        }
        return columns
    }
}
