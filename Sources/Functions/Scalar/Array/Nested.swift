import Columns
import Errors

enum Nested: ScalarFunction {
    static let name = "nested"
    static let constants = ConstantRule.seen
    static let documentation = FunctionDocumentation(
        "An array of named tuples made of arrays of one length.",
        example: "nested(['a', 'b'], [1, 2], ['x', 'y'])", "[(1,'x'),(2,'y')]")

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Number of arguments for function \(name) doesn't match: passed \(arguments.count), "
                    + "should be at least 2")
        }
        guard case .array(.string) = arguments[0].type, case .array(let names)? = arguments[0].constant?.value(at: 0)
        else {
            throw QueryError(.illegalColumn, "The first argument of function \(name) must be a constant array of names")
        }
        guard names.count == arguments.count - 1 else {
            throw QueryError(.badArguments, "Function \(name) needs an array for each of the \(names.count) names")
        }
        var elements: [TupleElement] = []
        for position in names.indices {
            let element = try ArrayArgument.element(name, arguments, position + 1)
            elements.append(TupleElement(String(decoding: names[position].bytes, as: UTF8.self), element))
        }
        return .array(.tuple(elements))
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var arrays: [ArrayColumn] = []
        for argument in arguments.dropFirst() { arrays.append(try ArrayArgument.column(argument)) }
        try ArrayArgument.checkSameEnds(name, arrays)
        let tuples = TupleColumn(elements: arrays.map(\.elements), count: arrays[0].elements.count)
        return .array(ArrayColumn(ends: arrays[0].ends, elements: .tuple(tuples)))
    }
}
