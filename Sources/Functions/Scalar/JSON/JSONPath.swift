import Columns
import Errors

/// The keys and indexes behind the JSON argument, walked row by row.
struct JSONPathArguments {
    private enum Step {
        case key(StringColumn)
        case index([Int64])
    }

    private let steps: [Step]
    private let ignoresCase: Bool

    init(_ arguments: ArraySlice<TypedColumn>, ignoringCase: Bool) {
        steps = arguments.map { argument in
            argument.type.isStringOrFixedString ? .key(argument.strings) : .index(argument.integers)
        }
        ignoresCase = ignoringCase
    }

    static func check(_ name: String, _ arguments: [Argument], _ positions: Range<Int>) throws(QueryError) {
        guard let first = arguments.first else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Function \(name) requires at least one argument: the JSON text")
        }
        guard first.type.isStringOrFixedString else {
            throw QueryError(
                .illegalTypeOfArgument,
                "The first argument of function \(name) should be a string containing JSON, illegal type: "
                    + first.type.name)
        }
        for position in positions {
            let type = arguments[position].type
            guard type.isStringOrFixedString || type.isNativeInteger else {
                throw QueryError(
                    .illegalTypeOfArgument,
                    "The argument \(position + 1) of function \(name) has illegal type \(type.name): it must be a "
                        + "key (a string) or an index (an integer)")
            }
        }
    }

    /// The node that the path leads to in a parsed document; `nil` where there is none.
    func node(in document: JSONDocument, row: Int) -> Int? {
        guard !document.nodes.isEmpty else { return nil }
        var node = 0
        for step in steps {
            let found: Int? =
                switch step {
                case .key(let keys): document.member(node, Array(keys[row]), ignoringCase: ignoresCase)
                case .index(let indexes): document.element(node, indexes[row])
                }
            guard let found else { return nil }
            node = found
        }
        return node
    }
}

/// A function of a JSON text and a path into it.
protocol JSONPathFunction: ScalarFunction {
    associatedtype Writer: JSONResultWriter
    static var ignoresCase: Bool { get }
}

/// The results of one block, row by row; a row without a value is the type's default.
protocol JSONResultWriter {
    static var resultType: DataType { get }
    init(rowCount: Int)
    mutating func write(_ document: JSONDocument, _ node: Int)
    mutating func writeDefault()
    var column: Column { get }
}

extension JSONPathFunction {
    static var dictionaries: DictionaryRule { .dissolved }
    static var ignoresCase: Bool { false }
    static var toleratesEveryValue: Bool { true }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try JSONPathArguments.check(name, arguments, 1..<max(arguments.count, 1))
        return Writer.resultType
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let strings = arguments[0].strings
        var document = JSONDocument(strings.bytes)
        let path = JSONPathArguments(arguments[1...], ignoringCase: ignoresCase)
        var writer = Writer(rowCount: rowCount)
        for row in 0..<rowCount {
            if document.parse(strings.range(of: row)), let node = path.node(in: document, row: row) {
                writer.write(document, node)
            } else {
                writer.writeDefault()
            }
        }
        return writer.column
    }
}
