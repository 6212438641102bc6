import Columns
import Errors

/// `(a, b, …)`.
package struct MakeTuple: ScalarFunction {
    package static let name = "tuple"
    package static let nulls = NullRule.seen
    package static let dictionaries = DictionaryRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "A tuple of the arguments.", examples: [.init(sql: "tuple(1, 'a')", result: "(1,'a')")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        .tuple(arguments.map { TupleElement(nil, $0.type) })
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        .tuple(TupleColumn(elements: arguments.map(\.column.materialised), count: rowCount))
    }
}

/// Tuples as functions see them.
enum TupleArgument {
    static func elements(
        _ name: String, _ arguments: [Argument], _ position: Int
    ) throws(QueryError) -> [TupleElement] {
        guard case .tuple(let elements) = arguments[position].type.storedValue else {
            throw illegalArgumentType(name, position, arguments[position].type)
        }
        return elements
    }

    /// The elements with their types.
    static func columns(_ argument: TypedColumn) throws(QueryError) -> [TypedColumn] {
        guard case .tuple(let types) = argument.type.storedValue, case .tuple(let tuple) = argument.column.materialised
        else { throw wrongLayout(argument.column, argument.type) }
        return zip(types, tuple.elements).map { TypedColumn(type: $0.type, column: $1) }
    }
}

/// `t.1`, `t.name`.
package struct TupleElementAccess: ScalarFunction {
    package static let name = "tupleElement"
    package static let nulls = NullRule.seen
    package static let dictionaries = DictionaryRule.seen
    package static let constants = ConstantRule.seen
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The element of a tuple by index from 1 or by name; of arrays of tuples, the array of the elements.",
        examples: [.init(sql: "tupleElement((1, 'a'), 2)", result: "a")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        var depth = 0
        var type = arguments[0].type.storedValue
        while case .array(let element) = type {
            type = element
            depth += 1
        }
        if type.isObject { return try GetSubcolumn.result(of: arguments, in: context) }
        guard case .tuple(let elements) = type else { throw illegalArgumentType(name, 0, arguments[0].type) }
        guard let place = try place(of: arguments[1].constant, in: elements, mayMiss: arguments.count == 3) else {
            return arguments[2].type
        }
        var result = elements[place].type
        for _ in 0..<depth { result = .array(result) }
        return result
    }

    /// Where the element stands; `nil` where there is none and that is allowed.
    private static func place(
        of key: Column?, in elements: [TupleElement], mayMiss: Bool
    ) throws(QueryError) -> Int? {
        switch key?.value(at: 0) {
        case .string(let bytes)?:
            let wanted = String(decoding: bytes, as: UTF8.self)
            if let place = elements.firstIndex(where: { $0.name == wanted }) { return place }
            // Elements without names go by their numbers.
            if elements.allSatisfy({ $0.name == nil }), let number = Int(wanted), number >= 1, number <= elements.count
            {
                return number - 1
            }
            if mayMiss { return nil }
            throw QueryError(.badArguments, "Tuple doesn't have element with name '\(wanted)'")
        case let value?:
            guard let index: Int = value.exactInteger() else { break }
            let place = index < 0 ? elements.count + index : index - 1
            if elements.indices.contains(place), index != 0 { return place }
            if mayMiss { return nil }
            throw QueryError(.argumentOutOfBound, "Tuple doesn't have element with index '\(index)'")
        case nil: break
        }
        throw QueryError(
            .illegalTypeOfArgument, "Second argument to \(name) must be a constant UInt or String")
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var type = arguments[0].type.storedValue
        while case .array(let element) = type { type = element }
        if type.isObject {
            return try GetSubcolumn.evaluate(arguments, to: result, rowCount: rowCount, in: context)
        }
        guard case .tuple(let elements) = type else { throw wrongLayout(arguments[0].column, type) }
        guard let place = try place(of: arguments[1].column.single, in: elements, mayMiss: arguments.count == 3) else {
            return arguments[2].column
        }
        if case .constant(let constant) = arguments[0].column {
            return .constant(ConstantColumn(try element(place, of: constant.value), count: constant.count))
        }
        return try element(place, of: arguments[0].column)
    }

    private static func element(_ place: Int, of column: Column) throws(QueryError) -> Column {
        switch column {
        case .array(let array):
            return .array(ArrayColumn(ends: array.ends, elements: try element(place, of: array.elements)))
        case .tuple(let tuple): return tuple.elements[place]
        default: throw QueryError(.logicalError, "A tuple does not have its layout")
        }
    }
}

/// The elements of all tuples in one.
package struct TupleConcat: ScalarFunction {
    package static let name = "tupleConcat"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The elements of all tuples in one tuple.",
        examples: [.init(sql: "tupleConcat((1, 2), tuple('a'))", result: "(1,2,'a')")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(.tooFewArgumentsForFunction, "Function \(name) requires at least one argument")
        }
        var elements: [TupleElement] = []
        for position in arguments.indices {
            for element in try TupleArgument.elements(name, arguments, position) {
                elements.append(TupleElement(nil, element.type))
            }
        }
        return .tuple(elements)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var columns: [Column] = []
        for argument in arguments { columns.append(contentsOf: try TupleArgument.columns(argument).map(\.column)) }
        return .tuple(TupleColumn(elements: columns, count: rowCount))
    }
}

/// The names of a tuple's elements.
package struct TupleNames: ScalarFunction {
    package static let name = "tupleNames"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The names of the elements; their numbers where they have none.",
        examples: [.init(sql: "tupleNames((1, 2))", result: "['1','2']")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        _ = try TupleArgument.elements(name, arguments, 0)
        return .array(.string)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .tuple(let elements) = arguments[0].type.storedValue else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let names = elements.enumerated().map { $1.name ?? "\($0 + 1)" }
        let single = Column.array(ArrayColumn(ends: [names.count], elements: .string(StringColumn(names))))
        return .constant(ConstantColumn(single, count: rowCount))
    }
}

/// Pairs of name and value.
package struct TupleToNameValuePairs: ScalarFunction {
    package static let name = "tupleToNameValuePairs"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "An array of the elements' names and values, which are of one type.",
        examples: [.init(sql: "tupleToNameValuePairs((1, 2))", result: "[('1',1),('2',2)]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        let elements = try TupleArgument.elements(name, arguments, 0)
        guard let first = elements.first, elements.allSatisfy({ $0.type == first.type }) else {
            throw QueryError(
                .illegalTypeOfArgument, "The argument of function \(name) should be a tuple of elements of one type")
        }
        return .array(.tuple([TupleElement(nil, .string), TupleElement(nil, first.type)]))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .tuple(let elements) = arguments[0].type.storedValue else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let names = Column.string(StringColumn(elements.enumerated().map { $1.name ?? "\($0 + 1)" }))
        let values = Column.concatenating(try TupleArgument.columns(arguments[0]).map(\.column))
        let width = elements.count
        var nameRows: [UInt32] = []
        var valueRows: [UInt32] = []
        for row in 0..<rowCount {
            for position in 0..<width {
                nameRows.append(UInt32(truncatingIfNeeded: position))
                valueRows.append(UInt32(truncatingIfNeeded: position &* rowCount &+ row))
            }
        }
        let pairs = TupleColumn(
            elements: [names.gathering(nameRows), values.gathering(valueRows)], count: nameRows.count)
        return .array(ArrayColumn(ends: (0..<rowCount).map { ($0 + 1) * width }, elements: .tuple(pairs)))
    }
}
