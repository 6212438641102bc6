import Columns
import Errors

/// The keys of a map.
package struct MapKeys: ScalarFunction {
    package static let name = "mapKeys"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The keys of a map.", examples: [.init(sql: "mapKeys(map('a', 1))", result: "['a']")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .array(try MapArgument.types(name, arguments, 0).key)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (array, pairs) = try MapArgument.parts(arguments[0])
        return .array(ArrayColumn(ends: array.ends, elements: pairs.elements[0]))
    }
}

/// The values of a map.
package struct MapValues: ScalarFunction {
    package static let name = "mapValues"
    package static let toleratesEveryValue = true
    package static let documentation = FunctionDocumentation(
        summary: "The values of a map.", examples: [.init(sql: "mapValues(map('a', 1))", result: "[1]")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        return .array(try MapArgument.types(name, arguments, 0).value)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (array, pairs) = try MapArgument.parts(arguments[0])
        return .array(ArrayColumn(ends: array.ends, elements: pairs.elements[1]))
    }
}

/// Whether a map has a key or a value.
protocol MapContainment: ScalarFunction {
    /// 0 for keys, 1 for values.
    static var part: Int { get }
}

extension MapContainment {
    package static var nulls: NullRule { .seen }
    package static var constants: ConstantRule { .seen }
    package static var toleratesEveryValue: Bool { true }

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let types = try MapArgument.types(name, arguments, 0)
        let own = part == 0 ? types.key : types.value
        if arguments[1].type != .nullable(.nothing), own != .nothing {
            _ = try leastSupertype(of: [own.unwrapped, arguments[1].type.unwrapped])
        }
        return .uint8
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .map(let key, let value) = arguments[0].type.storedValue else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let (array, pairs) = try MapArgument.parts(arguments[0])
        let parts = TypedColumn(
            type: .array(part == 0 ? key : value),
            column: .array(ArrayColumn(ends: array.ends, elements: pairs.elements[part])))
        return try Has.evaluate([parts, arguments[1]], to: result, rowCount: rowCount, in: context)
    }
}

/// Whether a map has a key.
package struct MapContainsKey: MapContainment {
    package static let name = "mapContainsKey"
    package static let aliases = ["mapContains"]
    static let part = 0
    package static let documentation = FunctionDocumentation(
        summary: "Whether the map has a key.", examples: [.init(sql: "mapContainsKey(map('a', 1), 'a')", result: "1")])
}

/// Whether a map has a value.
package struct MapContainsValue: MapContainment {
    package static let name = "mapContainsValue"
    static let part = 1
    package static let documentation = FunctionDocumentation(
        summary: "Whether the map has a value.", examples: [.init(sql: "mapContainsValue(map('a', 1), 1)", result: "1")]
    )
}

/// Sums or differences of maps' values by key.
protocol MapSumFunction: ScalarFunction {
    static var elementFunction: any ScalarFunction.Type { get }
}

extension MapSumFunction {
    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        guard arguments.count >= 2 else {
            throw QueryError(
                .numberOfArgumentsDoesntMatch, "Function \(name) needs at least two maps: passed \(arguments.count)")
        }
        var keys: [DataType] = []
        var values: [DataType] = []
        for position in arguments.indices {
            let types = try MapArgument.types(name, arguments, position)
            keys.append(types.key)
            values.append(types.value)
        }
        let value = try leastSupertype(of: values)
        guard let shape = NumberShape(value) else { throw illegalArgumentType(name, 0, arguments[0].type) }
        let wide = NumberShape(isSigned: shape.isSigned, isFloat: shape.isFloat, size: max(shape.size, 8)).type
        return .map(key: try leastSupertype(of: keys), value: wide)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .map(_, let valueType) = result else { throw wrongLayout(arguments[0].column, result) }
        var maps: [(array: ArrayColumn, pairs: TupleColumn)] = []
        for argument in arguments {
            let map = try convertColumn(argument.column, from: argument.type, to: result, in: context)
            maps.append(try MapArgument.parts(TypedColumn(type: result, column: map)))
        }
        let allKeys = Column.concatenating(maps.map(\.pairs.elements[0]))
        let allValues = Column.concatenating(maps.map(\.pairs.elements[1]))
        var ends: [Int] = []
        var keyPlaces: [UInt32] = []
        var terms: [[Int?]] = maps.map { _ in [] }
        for row in 0..<rowCount {
            var places: [Value: [Int?]] = [:]
            var offset = 0
            var firstPlace: [Value: Int] = [:]
            for (number, map) in maps.enumerated() {
                for index in map.array.range(of: row) {
                    let key = map.pairs.elements[0].value(at: index)
                    firstPlace[key] = firstPlace[key] ?? index + offset
                    places[key, default: [Int?](repeating: nil, count: maps.count)][number] = index + offset
                }
                offset += map.pairs.count
            }
            // The result is in ascending order of the keys.
            let order = firstPlace.values.sorted { allKeys.compare($0, with: allKeys, $1) < 0 }
            for place in order {
                keyPlaces.append(UInt32(truncatingIfNeeded: place))
                let found = places[allKeys.value(at: place)] ?? []
                for number in maps.indices {
                    terms[number].append(found.indices.contains(number) ? found[number] : nil)
                }
            }
            ends.append(keyPlaces.count)
        }
        let filled = Column.concatenating([allValues, .defaults(of: valueType, count: 1)])
        let missing = allValues.count
        var total: Column?
        for column in terms {
            let values = filled.gathering(column.map { UInt32(truncatingIfNeeded: $0 ?? missing) })
            if let known = total {
                let sum = try FunctionCall.evaluate(
                    elementFunction,
                    [TypedColumn(type: valueType, column: known), TypedColumn(type: valueType, column: values)],
                    rowCount: values.count, in: context)
                total = try convertColumn(sum.column, from: sum.type, to: valueType, in: context).materialised
            } else {
                total = values
            }
        }
        return MapArgument.column(ends, allKeys.gathering(keyPlaces), total ?? allValues)
    }
}

/// Sums by key.
package struct MapAdd: MapSumFunction {
    package static let name = "mapAdd"
    static let elementFunction: any ScalarFunction.Type = Plus.self
    package static let documentation = FunctionDocumentation(
        summary: "For every key the sum of the maps' values.",
        examples: [.init(sql: "mapAdd(map('a', 1), map('a', 2, 'b', 3))", result: "{'a':3,'b':3}")])
}

/// Differences by key.
package struct MapSubtract: MapSumFunction {
    package static let name = "mapSubtract"
    static let elementFunction: any ScalarFunction.Type = Minus.self
    package static let documentation = FunctionDocumentation(
        summary: "For every key the first map's value less the others'.",
        examples: [.init(sql: "mapSubtract(map('a', 5), map('a', 2))", result: "{'a':3}")])
}
