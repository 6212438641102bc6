import Columns
import Errors

/// `mapContainsKeyLike` and its kin: keys or values of a map that are like a pattern.
protocol MapPattern: ScalarFunction {
    static var looksAtKeys: Bool { get }
    static var extracts: Bool { get }
}

extension MapPattern {
    static var constants: ConstantRule { .seen }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let (key, value) = try MapArgument.types(name, arguments, 0)
        guard (looksAtKeys ? key : value).unwrapped.isStringOrFixedString else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        guard arguments[1].type.isStringOrFixedString else { throw illegalArgumentType(name, 1, arguments[1].type) }
        return extracts ? arguments[0].type : .uint8
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let types = try MapArgument.types(name, [Argument(type: arguments[0].type)], 0)
        let (array, pairs) = try MapArgument.parts(arguments[0])
        var places: [UInt32] = []
        for row in 0..<rowCount {
            for _ in array.range(of: row) { places.append(UInt32(truncatingIfNeeded: row)) }
        }
        let pattern =
            arguments[1].column.isConstant
            ? Column.constant(ConstantColumn(arguments[1].column.single, count: places.count))
            : arguments[1].column.gathering(places)
        let texts = TypedColumn(
            type: looksAtKeys ? types.key : types.value, column: pairs.elements[looksAtKeys ? 0 : 1])
        let like = try FunctionCall.evaluate(
            Like.self, [texts, TypedColumn(type: arguments[1].type, column: pattern)], rowCount: places.count,
            in: context)
        let mask = maskOfTrue(like.column.materialised)
        guard extracts else {
            return .uint8((0..<rowCount).map { row in array.range(of: row).contains { mask[$0] != 0 } ? 1 : 0 })
        }
        var builder = ArrayBuilder()
        for row in 0..<rowCount {
            for index in array.range(of: row) where mask[index] != 0 { builder.append(index) }
            builder.endRow()
        }
        return builder.column(of: array.elements)
    }
}

enum MapContainsKeyLike: MapPattern {
    static let name = "mapContainsKeyLike"
    static let looksAtKeys = true
    static let extracts = false
    static let documentation = FunctionDocumentation(
        "1 if a key of the map is like a pattern.", example: "mapContainsKeyLike(map('abc', 1), 'a%')", "1")
}

enum MapContainsValueLike: MapPattern {
    static let name = "mapContainsValueLike"
    static let looksAtKeys = false
    static let extracts = false
    static let documentation = FunctionDocumentation(
        "1 if a value of the map is like a pattern.", example: "mapContainsValueLike(map(1, 'abc'), 'a%')", "1")
}

enum MapExtractKeyLike: MapPattern {
    static let name = "mapExtractKeyLike"
    static let looksAtKeys = true
    static let extracts = true
    static let documentation = FunctionDocumentation(
        "The pairs of the map whose keys are like a pattern.",
        example: "mapExtractKeyLike(map('abc', 1, 'b', 2), 'a%')", "{'abc':1}")
}

enum MapExtractValueLike: MapPattern {
    static let name = "mapExtractValueLike"
    static let looksAtKeys = false
    static let extracts = true
    static let documentation = FunctionDocumentation(
        "The pairs of the map whose values are like a pattern.",
        example: "mapExtractValueLike(map(1, 'abc', 2, 'b'), 'a%')", "{1:'abc'}")
}
