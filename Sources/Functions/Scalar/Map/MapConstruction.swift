import Columns
import Errors

/// `map(key, value, …)`.
package struct MakeMap: ScalarFunction {
    package static let name = "map"
    package static let nulls = NullRule.seen
    package static let dictionaries = DictionaryRule.seen
    package static let documentation = FunctionDocumentation(
        summary: "A map of the arguments, each key before its value.",
        examples: [.init(sql: "map('a', 1, 'b', 2)", result: "{'a':1,'b':2}")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count.isMultiple(of: 2) else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch,
                "Function \(name) requires even number of arguments, but \(arguments.count) given")
        }
        let keys = arguments.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element.type)
        let values = arguments.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element.type)
        let key = try leastSupertype(of: keys)
        guard !key.unwrapped.isFloat, !key.withoutLowCardinality.isNullable else {
            throw QueryError(.badArguments, "Map cannot have a key of type \(key.name)")
        }
        return .map(key: key, value: try leastSupertypeOrVariant(of: values, in: context))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .map(let key, let value) = result, !arguments.isEmpty else {
            return .defaults(of: result, count: rowCount)
        }
        let keys = arguments.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        let values = arguments.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
        let keyArray = try MakeArray.evaluate(keys, to: .array(key), rowCount: rowCount, in: context)
        let valueArray = try MakeArray.evaluate(values, to: .array(value), rowCount: rowCount, in: context)
        guard case .array(let left) = keyArray, case .array(let right) = valueArray else {
            throw wrongLayout(keyArray, result)
        }
        return MapArgument.column(left.ends, left.elements, right.elements)
    }
}

extension MapArgument {
    static func column(_ ends: [Int], _ keys: Column, _ values: Column) -> Column {
        .array(
            ArrayColumn(
                ends: ends, elements: .tuple(TupleColumn(elements: [keys, values], count: keys.count))))
    }
}

/// `mapFromArrays(keys, values)`.
package struct MapFromArrays: ScalarFunction {
    package static let name = "mapFromArrays"
    package static let aliases = ["MAP_FROM_ARRAYS"]
    package static let documentation = FunctionDocumentation(
        summary: "The map of an array of keys and an array of values.",
        examples: [.init(sql: "mapFromArrays(['a', 'b'], [1, 2])", result: "{'a':1,'b':2}")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let key: DataType
        if case .map(let own, let value) = arguments[0].type {
            key = .tuple([TupleElement(nil, own), TupleElement(nil, value)])
        } else {
            key = try ArrayArgument.element(name, arguments, 0)
        }
        guard !key.unwrapped.isFloat, !key.withoutLowCardinality.isNullable else {
            throw QueryError(.badArguments, "Map cannot have a key of type \(key.name)")
        }
        return .map(key: key, value: try ArrayArgument.element(name, arguments, 1))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let keys = try ArrayArgument.column(arguments[0])
        let values = try ArrayArgument.column(arguments[1])
        guard keys.ends == values.ends else {
            throw QueryError(.sizesOfArraysDontMatch, "Two arguments of function \(name) must have equal sizes")
        }
        return MapArgument.column(keys.ends, keys.elements, values.elements)
    }
}

/// All pairs of the maps.
package struct MapConcat: ScalarFunction {
    package static let name = "mapConcat"
    package static let documentation = FunctionDocumentation(
        summary: "The pairs of all maps in one; a key may come twice.",
        examples: [.init(sql: "mapConcat(map('a', 1), map('b', 2))", result: "{'a':1,'b':2}")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard !arguments.isEmpty else {
            throw QueryError(.numberOfArgumentsDoesntMatch, "Function \(name) requires at least one argument")
        }
        for position in arguments.indices { _ = try MapArgument.types(name, arguments, position) }
        return try leastSupertype(of: arguments.map(\.type))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var maps: [ArrayColumn] = []
        for argument in arguments {
            let map = try convertColumn(argument.column, from: argument.type, to: result, in: context)
            guard case .array(let array) = map.materialised else { throw wrongLayout(map, result) }
            maps.append(array)
        }
        return ArrayPiling.joined(maps, rowCount: rowCount)
    }
}

/// The first map with the values of the second where both have a key.
package struct MapUpdate: ScalarFunction {
    package static let name = "mapUpdate"
    package static let documentation = FunctionDocumentation(
        summary: "The first map with the second's values for the keys that the second has.",
        examples: [.init(sql: "mapUpdate(map('a', 1, 'b', 2), map('b', 5))", result: "{'a':1,'b':5}")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        for position in arguments.indices { _ = try MapArgument.types(name, arguments, position) }
        return try leastSupertype(of: arguments.map(\.type))
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        var maps: [(array: ArrayColumn, pairs: TupleColumn)] = []
        for argument in arguments {
            let map = try convertColumn(argument.column, from: argument.type, to: result, in: context)
            maps.append(try MapArgument.parts(TypedColumn(type: result, column: map)))
        }
        let all = Column.concatenating(maps.map(\.array.elements))
        let offset = maps[0].array.elements.count
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            var newer: [Value: Int] = [:]
            for index in maps[1].array.range(of: row) {
                newer[maps[1].pairs.elements[0].value(at: index)] = index + offset
            }
            var seen: Set<Value> = []
            for index in maps[0].array.range(of: row) {
                let key = maps[0].pairs.elements[0].value(at: index)
                seen.insert(key)
                builder.append(newer[key] ?? index)
            }
            for index in maps[1].array.range(of: row)
            where !seen.contains(maps[1].pairs.elements[0].value(at: index)) { builder.append(index + offset) }
            builder.endRow()
        }
        return builder.column(of: all)
    }
}
