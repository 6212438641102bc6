import Columns
import Errors

/// Looks into a dictionary-coded column.
protocol LowCardinalityPart: ScalarFunction {
    static func type(_ inner: DataType) -> DataType
    static func part(_ values: Column, _ inner: DataType) throws(QueryError) -> Column
}

extension LowCardinalityPart {
    static var nulls: NullRule { .seen }
    static var dictionaries: DictionaryRule { .seen }
    static var isDeterministic: Bool { false }

    static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard case .lowCardinality(let inner) = arguments[0].type else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        return type(inner)
    }

    static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .lowCardinality(let inner) = arguments[0].type else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        return try part(arguments[0].column.materialised.withoutLowCardinality, inner)
    }

    /// The values in the order of ClickHouse's dictionary: NULL, the default, then as they come.
    static func dictionary(_ values: Column, _ inner: DataType) -> (keys: [Value], places: [UInt64]) {
        var keys: [Value] = inner.isNullable ? [.null] : []
        let defaults = Column.defaults(of: inner.withoutNullable, count: 1)
        keys.append(defaults.value(at: 0))
        var known: [Value: UInt64] = [:]
        for (place, key) in keys.enumerated() { known[key] = UInt64(place) }
        var places: [UInt64] = []
        for row in 0..<values.count {
            let value = values.value(at: row)
            if let place = known[value] {
                places.append(place)
            } else {
                known[value] = UInt64(keys.count)
                places.append(UInt64(keys.count))
                keys.append(value)
            }
        }
        return (keys, places)
    }
}

enum LowCardinalityIndices: LowCardinalityPart {
    static let name = "lowCardinalityIndices"
    static let documentation = FunctionDocumentation(
        "The place of each value in its block's dictionary.", example: "lowCardinalityIndices(toLowCardinality('a'))",
        "1")

    static func type(_ inner: DataType) -> DataType { .uint64 }

    static func part(_ values: Column, _ inner: DataType) throws(QueryError) -> Column {
        .uint64(dictionary(values, inner).places)
    }
}

enum LowCardinalityKeys: LowCardinalityPart {
    static let name = "lowCardinalityKeys"
    static let documentation = FunctionDocumentation(
        "The values of the block's dictionary, one a row, then defaults.",
        example: "lowCardinalityKeys(toLowCardinality('a'))", "")

    static func type(_ inner: DataType) -> DataType { inner }

    static func part(_ values: Column, _ inner: DataType) throws(QueryError) -> Column {
        let fill: Value = inner.isNullable ? .null : Column.defaults(of: inner, count: 1).value(at: 0)
        var keys = Array(dictionary(values, inner).keys.prefix(values.count))
        keys += [Value](repeating: fill, count: values.count - keys.count)
        return try Column(keys, as: inner)
    }
}
