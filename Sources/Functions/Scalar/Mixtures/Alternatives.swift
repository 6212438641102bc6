import Columns
import Errors

/// A function of a `Variant`, `Dynamic` or `JSON` value, or of arrays of such.
protocol MixtureFunction: ScalarFunction {}

extension MixtureFunction {
    package static var nulls: NullRule { .seen }
    package static var mixtures: MixtureRule { .seen }
}

/// Applies a change to what is inside arrays.
enum InnermostElements {
    static func type(_ type: DataType) -> (inner: DataType, depth: Int) {
        var inner = type
        var depth = 0
        while case .array(let element) = inner {
            inner = element
            depth += 1
        }
        return (inner, depth)
    }

    static func wrapped(_ type: DataType, _ depth: Int) -> DataType {
        (0..<depth).reduce(type) { inner, _ in .array(inner) }
    }

    static func changing(
        _ column: Column, depth: Int, _ change: (Column) throws(QueryError) -> Column
    ) throws(QueryError) -> Column {
        guard depth > 0 else { return try change(column) }
        guard case .array(let array) = column else { throw wrongLayout(column, .array(.nothing)) }
        let elements = try changing(array.elements, depth: depth - 1, change)
        return .array(ArrayColumn(ends: array.ends, elements: elements))
    }
}

/// The values of one alternative, NULL (or a default) elsewhere.
private func alternative(
    _ column: Column, _ type: DataType, _ wanted: DataType
) throws(QueryError) -> Column {
    let rows = try MixedRows(column, type)
    let result = wanted.asNullable
    var places = [UInt32](repeating: 0, count: rows.rowCount)
    var values = Column.defaults(of: result, count: 1)
    for piece in rows.pieces where piece.type == wanted {
        for (place, row) in piece.rows.enumerated() { places[Int(row)] = UInt32(truncatingIfNeeded: place + 1) }
        var found = piece.values.materialised
        if case .nullable = result {
            found = .nullable(
                NullableColumn(nulls: [UInt8](repeating: 0, count: found.count), values: found))
        } else if case .lowCardinality(let inner) = result, inner.isNullable {
            found = try dictionaryEncoded(
                .nullable(
                    NullableColumn(
                        nulls: [UInt8](repeating: 0, count: found.count), values: found.withoutLowCardinality)),
                inner: inner)
        }
        values.append(found)
    }
    return values.gathering(places)
}

/// The type that the second argument names.
private func namedType(_ name: String, _ arguments: [TypedColumn]) throws(QueryError) -> DataType {
    try constantType(name, arguments.map { Argument(type: $0.type, constant: $0.column.single) }, at: 1)
}

/// `variantElement(v, 'T')`, `v.T`.
package struct VariantElement: MixtureFunction {
    package static let name = "variantElement"
    package static let documentation = FunctionDocumentation(
        summary: "The values of one type of a Variant, NULL (or that type's default) in the other rows.",
        examples: [.init(sql: "variantElement(CAST('a', 'Variant(UInt64, String)'), 'String')", result: "a")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...3)
        let (inner, depth) = InnermostElements.type(arguments[0].type)
        guard case .variant(let types) = inner else { throw illegalArgumentType(name, 0, arguments[0].type) }
        let wanted = try constantType(name, arguments, at: 1)
        guard types.contains(wanted) else {
            if arguments.count == 3 { return arguments[2].type }
            throw QueryError(
                .illegalTypeOfArgument, "\(inner.name) doesn't contain variant with type \(wanted.name)")
        }
        return InnermostElements.wrapped(wanted.asNullable, depth)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (inner, depth) = InnermostElements.type(arguments[0].type)
        let wanted = try namedType(name, arguments)
        guard inner.alternatives.contains(wanted) else { return arguments[2].column }
        return try InnermostElements.changing(arguments[0].column.materialised, depth: depth) {
            (column) throws(QueryError) in try alternative(column, inner, wanted)
        }
    }
}

/// `dynamicElement(d, 'T')`, `d.T`.
package struct DynamicElement: MixtureFunction {
    package static let name = "dynamicElement"
    package static let documentation = FunctionDocumentation(
        summary: "The values of one type of a Dynamic, NULL (or that type's default) in the other rows.",
        examples: [.init(sql: "dynamicElement(CAST('a', 'Dynamic'), 'String')", result: "a")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 2...2)
        let (inner, depth) = InnermostElements.type(arguments[0].type)
        guard inner.isDynamic else { throw illegalArgumentType(name, 0, arguments[0].type) }
        let wanted = try constantType(name, arguments, at: 1)
        return InnermostElements.wrapped(wanted.asNullable, depth)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let (inner, depth) = InnermostElements.type(arguments[0].type)
        let wanted = try namedType(name, arguments)
        return try InnermostElements.changing(arguments[0].column.materialised, depth: depth) {
            (column) throws(QueryError) in try alternative(column, inner, wanted.withoutNullable)
        }
    }
}

/// The name of the alternative that each row has.
package struct VariantType: MixtureFunction {
    package static let name = "variantType"
    package static let documentation = FunctionDocumentation(
        summary: "The name of the type that the value of a Variant has, `None` for NULL.",
        examples: [.init(sql: "variantType(CAST('a', 'Variant(UInt64, String)'))", result: "String")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard case .variant(let types) = arguments[0].type else {
            throw illegalArgumentType(name, 0, arguments[0].type)
        }
        var pairs: [(name: [UInt8], number: Int16)] = [(Array("None".utf8), -1)]
        for (number, type) in types.enumerated() { pairs.append((Array(type.name.utf8), Int16(number))) }
        let values = try EnumValues(pairs)
        return types.count > 127 ? .enum16(values) : .enum8(values)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard let variant = VariantColumn(arguments[0].column) else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let numbers = variant.discriminators.map { $0 == VariantColumn.null ? -1 : Int16($0) }
        if case .enum16 = result { return .int16(numbers) }
        return .int8(numbers.map { Int8(truncatingIfNeeded: $0) })
    }
}

/// The name of the type that each row has.
package struct DynamicType: MixtureFunction {
    package static let name = "dynamicType"
    package static let documentation = FunctionDocumentation(
        summary: "The name of the type that the value of a Dynamic has, `None` for NULL.",
        examples: [.init(sql: "dynamicType(CAST('a', 'Dynamic'))", result: "String")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isDynamic else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .lowCardinality(.string)
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        let names = try DynamicRows(arguments[0].column, arguments[0].type).typeNames
        return try dictionaryEncoded(.string(StringColumn(names.map { $0 ?? "None" })), inner: .string)
    }
}

/// Whether a value's type is beyond the limit of the types that have a place of their own.
package struct IsDynamicElementInSharedData: MixtureFunction {
    package static let name = "isDynamicElementInSharedData"
    package static let documentation = FunctionDocumentation(
        summary: "Whether the value of a Dynamic is one whose type has no place of its own.",
        examples: [.init(sql: "isDynamicElementInSharedData(CAST('a', 'Dynamic'))", result: "false")])

    package static func result(of arguments: [Argument], in context: QueryContext) throws(QueryError) -> DataType {
        try checkArgumentCount(name, arguments, 1...1)
        guard arguments[0].type.isDynamic else { throw illegalArgumentType(name, 0, arguments[0].type) }
        return .bool
    }

    package static func evaluate(
        _ arguments: [TypedColumn], to result: DataType, rowCount: Int, in context: QueryContext
    ) throws(QueryError) -> Column {
        guard case .dynamicValue(let typesMax) = arguments[0].type else {
            throw wrongLayout(arguments[0].column, arguments[0].type)
        }
        let rows = try DynamicRows(arguments[0].column, arguments[0].type)
        var answer = [UInt8](repeating: 0, count: rowCount)
        for alternative in rows.alternatives.dropFirst(typesMax) {
            for row in alternative.rows { answer[Int(row)] = 1 }
        }
        return .uint8(answer)
    }
}
